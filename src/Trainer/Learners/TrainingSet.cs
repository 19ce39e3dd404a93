using System.Globalization;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners.Supervision;

namespace Trainer.Learners;

/// <summary>What a learner is given. What it is taught is derived from it in <see cref="Targets"/>.</summary>
/// <param name="Features">One row per query.</param>
/// <param name="Quality">[models][queries], NaN where a model was not run.</param>
/// <param name="IsPair">Two models, weak then strong, to be told apart by one score; otherwise one predicted quality per model.</param>
internal sealed record TrainingSet(FeatureMatrix Features, double[][] Quality, bool IsPair)
{
    /// <summary>Names of the candidate models.</summary>
    public IReadOnlyList<string> Models { get; init; } =
        [.. Enumerable.Range(0, Quality.Length).Select(m => string.Create(CultureInfo.InvariantCulture, $"model {m}"))];

    /// <summary>USD, [models][queries], NaN where unknown.</summary>
    public double[][] CostUsd { get; init; } = Array.ConvertAll(Quality, column => Filled(column.Length));

    /// <summary>Seconds, [models][queries], NaN where unknown.</summary>
    public double[][] LatencySeconds { get; init; } = Array.ConvertAll(Quality, column => Filled(column.Length));

    /// <summary>What a judge gave the answers, [models][queries], NaN where unknown.</summary>
    public double[][] JudgeScores { get; init; } = Array.ConvertAll(Quality, column => Filled(column.Length));

    /// <summary>
    /// [models][queries]: outcomes of models that are no candidates, which preference learners learn from too; NaN where not run.
    /// </summary>
    public double[][] OtherQuality { get; init; } = [];

    /// <summary>
    /// Whether the models are asked one after another, in their order, so that the costs and latencies of each are those of all calls up to it.
    /// </summary>
    public bool IsCascade { get; init; }

    /// <summary>How much each query's outcomes count, above 0: 1, or the weight of the battle that they are.</summary>
    public double[] RowWeights { get; init; } = Filled(Features.RowCount, 1);

    /// <summary>The prompts as the router sees them, for learners that read text themselves; empty where nobody gave them.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The configured encoder, for learners that train it; null for the one that comes with the program.</summary>
    public Encoder? Encoder { get; init; }

    /// <summary>File in which a long fit keeps its state, to go on after it was cut off; null for none. Whoever names it removes it.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What other fits on the same features have found out already; null where there are none.</summary>
    public SharedWork? Shared { get; init; }

    /// <summary>Hears how far a long fit is; it must not change anything.</summary>
    public Action<FitProgress>? Progress { get; init; }

    /// <summary>What quality, cost, latency and judge weigh in <see cref="Utility"/>.</summary>
    public OutcomeWeights Weights { get; init; } = new();

    public int Count => Features.RowCount;

    public int ScoresPerQuery => IsPair ? 1 : Quality.Length;

    /// <summary>What "better" means where models are compared, [models][queries]: the quality itself unless the weights say more.</summary>
    public double[][] Utility => Weights.Utility(Quality, CostUsd, LatencySeconds, JudgeScores);

    public TrainingSet Select(int[] rows)
    {
        double[][] Pick(double[][] columns) => Array.ConvertAll(columns, column => Array.ConvertAll(rows, row => column[row]));
        return new(Features.Select(rows), Pick(Quality), IsPair)
        {
            Models = Models,
            CostUsd = Pick(CostUsd),
            LatencySeconds = Pick(LatencySeconds),
            JudgeScores = Pick(JudgeScores),
            OtherQuality = Pick(OtherQuality),
            IsCascade = IsCascade,
            Texts = Texts.Count == 0 ? [] : Array.ConvertAll(rows, row => Texts[row]),
            RowWeights = Array.ConvertAll(rows, row => RowWeights[row]),
            Encoder = Encoder,
            Checkpoint = Checkpoint,
            Progress = Progress,
            Weights = Weights,
        };
    }

    private static double[] Filled(int count, double value = double.NaN)
    {
        var values = new double[count];
        Array.Fill(values, value);
        return values;
    }
}

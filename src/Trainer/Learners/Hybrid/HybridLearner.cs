using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Hybrid;

/// <summary>
/// HybridLLM's gate (Ding et al. 2024, ICLR): the probability that the small model is good enough, learned by cross-entropy on labels in one
/// of three modes. Of a pair the score is the log-odds that it is not. Of a pool every model is measured by the best of the others, which
/// gives one gate per model, as in BEST-Route (Ding et al. 2025).
/// </summary>
/// <param name="Labels">The mode.</param>
/// <param name="Temperature">τ of the probabilistic mode.</param>
/// <param name="C"><see cref="LogisticLearner.C"/>.</param>
internal sealed record HybridLearner(HybridLabels Labels = HybridLabels.Transformed, double Temperature = 0.1, double C = 1) : ILearner
{
    public const string Name = "hybrid";

    public static LearnerFamily Family { get; } = new(
        Name,
        "HybridLLM's gate: how likely the cheap model's answer is good enough, from labels in three modes.",
        "A pair with graded qualities, best where the strong model is nearly always a little better.",
        new HybridLearner())
    {
        Space =
        [
            Setting.Choice("labels", HybridLabels.Transformed, HybridLabels.Probabilistic, HybridLabels.Deterministic),
            Setting.Log("temperature", 0.03, 1, digits: 2),
            Setting.Log("c", 0.01, 30),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => 60 * 4 * shape.Product * shape.Scores;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (C is not (> 0 and <= 1e6) || Temperature is not (> 0 and <= 100))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the hybrid learner has c {C}, temperature {Temperature}; allowed are c in (0, 1e6], temperature in (0, 100]"));
        }

        if (data.IsPair)
        {
            var enough = Targets.GoodEnough(Targets.Gap(data.Quality[1], data.Quality[0]), Labels, Temperature);
            var notEnough = Array.ConvertAll(enough, p => 1 - p);
            return new FittedLogistic(
                [ProbabilityModel.Fit(data.Features, notEnough, data.RowWeights, C, balanced: false, cancellation)],
                data.Features.Sparse.ColumnCount,
                isDifference: false);
        }

        var gates = Enumerable.Range(0, data.Quality.Length).Select(m => ProbabilityModel.Fit(
            data.Features,
            Targets.GoodEnough(Targets.GapToTheOthers(data.Quality, m), Labels, Temperature),
            data.RowWeights,
            C,
            balanced: false,
            cancellation));
        return new FittedLogistic([.. gates], data.Features.Sparse.ColumnCount, isDifference: false);
    }
}

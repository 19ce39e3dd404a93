using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Features;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Learners.Factorisation;

/// <summary>
/// Matrix factorisation of preferences as in RouteLLM (Ong et al. 2024, arXiv 2406.18665, section 4.2): the log-odds that model a does
/// better than model b on a query are h · ((u_a − u_b) ∘ W (x + noise)), plus s_a − s_b where models have a skill. It learns from every
/// comparison of two models, candidates or not, and is shipped as one vector per candidate, or for a pair as one vector.
/// </summary>
/// <param name="Pairs">Which models of a query are compared.</param>
/// <param name="Ties">What a tie teaches.</param>
/// <param name="MaxPerQuery">At most so many comparisons of a query, chosen by the seed; with the best one all are taken.</param>
/// <param name="Weighted">Whether every query counts the same, however many models are compared on it, instead of every comparison.</param>
/// <param name="Width">Length of the models' vectors.</param>
/// <param name="Skill">Whether every model has a skill that does not depend on the query.</param>
/// <param name="Rate">Adam's learning rate.</param>
/// <param name="Decline">How the rate falls until the last epoch.</param>
/// <param name="L2">λ of a penalty λ/2 ‖θ‖², the skills free.</param>
/// <param name="Noise">Standard deviation of the noise on every dense value, as it comes.</param>
/// <param name="Batch">Comparisons of a step, at most as many as there are; 0 takes <see cref="BatchSize"/>.</param>
/// <param name="Epochs">At most so many times through the comparisons.</param>
/// <param name="Patience">Ends after so many epochs without a better validation loss; 0 never does.</param>
/// <param name="Validation">Share of the queries that is held out; the state that does best there is kept. 0 holds out none.</param>
internal sealed record MfLearner(
    ComparedPairs Pairs = ComparedPairs.All,
    TieTarget Ties = TieTarget.Half,
    int MaxPerQuery = 8,
    bool Weighted = true,
    int Width = 128,
    bool Skill = true,
    double Rate = 3e-3,
    RateDecline Decline = RateDecline.Cosine,
    double L2 = 1e-5,
    double Noise = 0.05,
    int Batch = 0,
    int Epochs = 20,
    int Patience = 5,
    double Validation = 0.05) : ILearner
{
    public const string Name = "mf";

    private const int FewestToHoldOut = 10;

    // A loss that is lower by less is no gain.
    private const double Tolerance = 1e-5;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Matrix factorisation of preferences (RouteLLM): every comparison of two models teaches it, whichever models they are.",
        "Comparisons of models, such as battles, best with embeddings; outcomes of models that are no candidates help too.",
        new MfLearner())
    {
        Space =
        [
            Setting.Choice("ties", TieTarget.Half, TieTarget.Drop),
            Setting.LogInteger("width", 32, 128),
            Setting.Log("rate", 5e-4, 1e-2, digits: 2),
            Setting.Log("l2", 1e-6, 1e-3, digits: 2),
            Setting.Real("noise", 0, 0.1, digits: 2),
            Setting.LogInteger("epochs", 20, 40),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    // A step back costs as much as a step forward: the features need no gradient.
    public double Operations(TrainingShape shape)
    {
        var all = Pairs == ComparedPairs.Best ? shape.Models - 1.0 : Math.Min(MaxPerQuery, shape.Models * (shape.Models - 1) / 2.0);
        return 2.0 * Epochs * Math.Max(1, all) * Width * (shape.Product + shape.Queries);
    }

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Check();
        var comparisons = Comparisons(data, seed);
        var model = new MfModel(
            data.Features, Wins(comparisons, data.Quality.Length + data.OtherQuality.Length), Width, Skill, new SeededRandom(seed, 0x4D46));
        if (comparisons.Length > 0 && data.Features.ColumnCount > 0)
        {
            Train(model, data.Features, comparisons, seed, cancellation);
        }

        LinearModel[] shipped = data.IsPair
            ? [model.Linear(1, less: 0)]
            : [.. Enumerable.Range(0, data.Quality.Length).Select(candidate => model.Linear(candidate))];
        return new FittedLogistic(shipped, data.Features.Sparse.ColumnCount, isDifference: false);
    }

    private Comparison[] Comparisons(TrainingSet data, ulong seed)
    {
        var all = Pairs == ComparedPairs.Best ? Targets.BestComparisons(data) : Targets.Comparisons(data, MaxPerQuery, seed);
        return [.. all
            .Where(comparison => Ties != TieTarget.Drop || !comparison.IsTie)
            .Select(comparison => comparison with
            {
                IsTie = comparison.IsTie && Ties == TieTarget.Half,
                Weight = Weighted ? comparison.Weight : data.RowWeights[comparison.Query],
            })];
    }

    // Of every model the share of its comparisons that it won, smoothed by Laplace's rule; null for one that was never compared.
    private static double?[] Wins(Comparison[] comparisons, int models)
    {
        var (won, all) = (new double[models], new double[models]);
        foreach (var comparison in comparisons)
        {
            won[comparison.Better] += comparison.Weight * (comparison.IsTie ? 0.5 : 1);
            won[comparison.Worse] += comparison.Weight * (comparison.IsTie ? 0.5 : 0);
            all[comparison.Better] += comparison.Weight;
            all[comparison.Worse] += comparison.Weight;
        }

        return [.. won.Select((sum, m) => all[m] > 0 ? (sum + 1) / (all[m] + 2) : default(double?))];
    }

    private void Train(MfModel model, FeatureMatrix features, Comparison[] comparisons, ulong seed, CancellationToken cancellation)
    {
        int[] queries = [.. comparisons.Select(comparison => comparison.Query).Distinct()];
        var heldOut = (int)Math.Round(Validation * queries.Length);
        heldOut = heldOut < FewestToHoldOut ? 0 : heldOut; // too few to tell one epoch from another
        new SeededRandom(seed, 0x56414C).Shuffle<int>(queries);
        var isHeldOut = new bool[features.RowCount];
        foreach (var query in queries.AsSpan(0, heldOut))
        {
            isHeldOut[query] = true;
        }

        Comparison[] training = [.. comparisons.Where(comparison => !isHeldOut[comparison.Query])];
        Comparison[] validation = [.. comparisons.Where(comparison => isHeldOut[comparison.Query])];
        var batch = BatchSize.Of(Batch, training.Length);
        using var task = new MfTask(model, features, training, validation, batch, Noise);
        var steps = (long)Epochs * ((training.Length + batch - 1) / batch);
        var options = new TrainingOptions(new LearningRate(Rate, Decline, Steps: steps), batch, Epochs)
        {
            Patience = Patience,
            Tolerance = Tolerance,
        };
        TrainingLoop.Run(task, new Adam(model.Parameters, l2: L2), options, seed, cancellation);
    }

    private void Check()
    {
        Check(MaxPerQuery >= 1, "maxPerQuery", MaxPerQuery, "a number from 1");
        Check(Width is >= 1 and <= 8192, "width", Width, "1 to 8192");
        Check(Rate is > 0 and <= 1, "rate", Rate, "(0, 1]");
        Check(L2 is >= 0 and <= 1e6, "l2", L2, "[0, 1e6]");
        Check(Noise is >= 0 and <= 10, "noise", Noise, "[0, 10]");
        Check(Batch is >= 0 and <= 1 << 16, "batch", Batch, "0 to 65536");
        Check(Epochs is >= 1 and <= 100_000, "epochs", Epochs, "1 to 100000");
        Check(Patience >= 0, "patience", Patience, "a number from 0");
        Check(Validation is >= 0 and <= 0.5, "validation", Validation, "[0, 0.5]");
    }

    private static void Check(bool isAllowed, string name, double value, string allowed)
    {
        if (!isAllowed)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{name} of the mf learner is {value}; allowed is {allowed}"));
        }
    }
}

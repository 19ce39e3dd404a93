using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Evaluation;
using Trainer.Learners.Settings;

namespace Trainer.Learners.GuardedNeighbours;

/// <summary>
/// Nearest neighbours that leave the best single model, the incumbent, only for a reason. Over the weighted neighbours of a query, weights
/// w_i, with d_i a model's quality less the incumbent's where both were run, n the number of them, and λ neighbours of prior: D = (Σ w d +
/// λ δ) / (Σ w n + λ), V = mean d² − D² + 0.01, n_eff = (Σ w n + λ)² / (Σ w² n + λ) (Kish 1965), B = D − z √(V / n_eff). The model's score
/// is the incumbent's mean + g D + (1 − g) δ, where δ ≤ 0 is its overall gap, and g goes from 0 at B = margin to 1 at margin + 0.1, times 0
/// at a nearest similarity of the floor to 1 at floor + 0.05. So g = 0 is the best constant policy; both ways into it are linear ramps, and
/// rounding moves no score by a jump.
/// </summary>
/// <param name="K">Neighbours looked at.</param>
/// <param name="Shrinkage">λ, above 0.</param>
/// <param name="Confidence">One-sided confidence of the lower bound B, 0.5 to below 1; z is its normal quantile.</param>
/// <param name="Margin">What a candidate must surely gain, in quality.</param>
/// <param name="Novelty">The floor is this quantile of the training queries' similarities to the nearest other one.</param>
/// <param name="MaxTerms">Sparse terms kept of a stored query.</param>
internal sealed record GuardedNeighboursLearner(
    int K = 100, double Shrinkage = 1, double Confidence = 0.9, double Margin = 0, double Novelty = 0.05, int MaxTerms = 128) : ILearner
{
    public const string Name = "guarded-neighbours";

    // Queries whose nearest other one is looked up for the floor.
    private const int MostLookups = 2000;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Nearest neighbours that replace the best single model only where another one is surely better on similar queries, " +
            "and never on novel ones.",
        "Embeddings, or n-grams of short prompts, where a wrong switch costs more than a missed one; " +
            "the bundle holds every training query.",
        new GuardedNeighboursLearner())
    {
        Space =
        [
            Setting.LogInteger("k", 20, 400),
            Setting.Log("shrinkage", 0.1, 20, digits: 2),
            Setting.Real("confidence", 0.6, 0.99, digits: 2),
            Setting.Log("novelty", 0.01, 0.05, digits: 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => shape.Product * (3 + Math.Min(MostLookups, shape.Queries));

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (K < 1 || MaxTerms < 1 || Shrinkage is not (> 0 and <= 1e6) || Confidence is not (>= 0.5 and < 1) ||
            Margin is not (>= 0 and <= 1) || Novelty is not (>= 0 and <= 1))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the guarded-neighbours learner has k {K}, shrinkage {Shrinkage}, confidence {Confidence}, margin {Margin}, ") +
                string.Create(CultureInfo.InvariantCulture, $"novelty {Novelty}, maxTerms {MaxTerms}; allowed are k and maxTerms from 1, ") +
                "shrinkage in (0, 1e6], confidence in [0.5, 1), margin and novelty in [0, 1]");
        }

        var differences = PairedDifferences.From(data, MaxTerms, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var floor = differences.NoveltyFloor(data.Features, Novelty, MostLookups);
        return new FittedGuardedNeighbours(
            data.Features, differences, this, (float)StandardNormal.Quantile(Confidence), floor, data.IsPair);
    }
}

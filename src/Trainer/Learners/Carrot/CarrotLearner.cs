using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;
using Trainer.Learners.Settings;

namespace Trainer.Learners.Carrot;

/// <summary>
/// CARROT's plug-in router (Somerstep et al. 2025, arXiv 2502.03261): quality and cost of every model are estimated apart, and the trade-off
/// between them is chosen when deciding. Costs are estimated as ratios r to the model's mean cost, so that prices may change without
/// retraining. Of a pair, strong iff gap ≥ λ (c_s r_s − c_w r_w), the score is gap / d with d the cost difference as a multiple of its mean.
/// </summary>
/// <param name="Estimator">What predicts quality and cost.</param>
/// <param name="C">Inverse penalty of the regressions.</param>
/// <param name="K">Neighbours looked at.</param>
/// <param name="Sharpness"><see cref="NeighboursLearner.Sharpness"/>.</param>
internal sealed record CarrotLearner(Estimator Estimator = Estimator.Linear, double C = 1, int K = 64, double Sharpness = 8) : ILearner
{
    public const string Name = "carrot";

    // Bounds of a predicted cost ratio: an estimate near or below 0 would make a model seem free.
    internal const float SmallestRatio = 0.05f;
    internal const float LargestRatio = 20;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Quality and cost of every model estimated apart (CARROT); the trade-off is chosen when deciding.",
        "A table with the cost of each answer, and costs that differ from query to query.",
        new CarrotLearner())
    {
        Space =
        [
            Setting.Choice("estimator", Estimator.Linear, Estimator.Neighbours),
            Setting.Log("c", 0.01, 30),
            Setting.LogInteger("k", 8, 400),
            Setting.Log("sharpness", 1, 20, digits: 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) =>
        Estimator == Estimator.Linear ? 100 * 4 * shape.Product * shape.Models : 2 * shape.Product;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (C is not (> 0 and <= 1e6) || K < 1 || Sharpness is not (>= 0 and <= 50))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the carrot learner has c {C}, k {K}, sharpness {Sharpness}; allowed are c in (0, 1e6], k from 1, sharpness in [0, 50]"));
        }

        var means = Array.ConvertAll(data.CostUsd, column => column.Where(double.IsFinite).DefaultIfEmpty(0).Average());
        var ratios = new TrainingSet(
            data.Features,
            [.. data.CostUsd.Select((column, m) => Array.ConvertAll(column, cost =>
                means[m] > 0 ? Math.Min(cost / means[m], LargestRatio) : 1))],
            IsPair: false)
        {
            RowWeights = data.RowWeights,
        };
        ILearner quality = Estimator == Estimator.Linear ? new LogisticLearner(C) : new NeighboursLearner(K, 1, Sharpness);
        ILearner cost = Estimator == Estimator.Linear ? new LinearLearner(C) : new NeighboursLearner(K, 1, Sharpness);
        return new FittedCarrot(
            quality.Fit(data, seed, cancellation), cost.Fit(ratios, seed, cancellation), data.IsPair ? Shares(means) : null);
    }

    // Of the mean cost difference: what the strong and the weak model add to it; where it is not above 0, costs do not count.
    private static (float Strong, float Weak) Shares(double[] meanCosts) => meanCosts[1] > meanCosts[0]
        ? ((float)(meanCosts[1] / (meanCosts[1] - meanCosts[0])), (float)(meanCosts[0] / (meanCosts[1] - meanCosts[0])))
        : (0, -1);
}

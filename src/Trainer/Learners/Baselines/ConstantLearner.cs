using System.Text.Json.Serialization;

namespace Trainer.Learners.Baselines;

/// <summary>
/// Every query gets the same scores: each model's mean quality, or for a pair the mean advantage of the strong one. The decision rule then
/// takes the best single model where cost does not count, and the cheapest where it has to.
/// </summary>
internal sealed record ConstantLearner : ILearner
{
    public const string Name = "constant";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Scores that ignore the query: the best single model where cost does not count, the cheapest where it must.",
        "Any table. What every router has to beat.",
        new ConstantLearner());

    [JsonIgnore]
    public bool UsesFeatures => false;

    public double Operations(TrainingShape shape) => (double)shape.Queries * shape.Models;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        var means = Array.ConvertAll(data.Quality, quality => ObservedMean(quality, data.RowWeights));
        return new FixedScores(data.IsPair ? [(float)(means[1] - means[0])] : Array.ConvertAll(means, mean => (float)mean));
    }

    /// <summary>Mean of the outcomes that are not NaN, each by the weight of its row; 0 where there is none.</summary>
    internal static double ObservedMean(double[] quality, double[] weights)
    {
        double sum = 0, count = 0;
        for (var row = 0; row < quality.Length; row++)
        {
            if (!double.IsNaN(quality[row]))
            {
                sum += weights[row] * quality[row];
                count += weights[row];
            }
        }

        return count > 0 ? sum / count : 0;
    }
}

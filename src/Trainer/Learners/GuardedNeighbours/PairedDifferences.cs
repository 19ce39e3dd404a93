using Trainer.Features;
using Trainer.Learners.Baselines;
using Trainer.Learners.Neighbours;

namespace Trainer.Learners.GuardedNeighbours;

/// <summary>
/// Stored queries with every model's quality less the incumbent's, on queries where both were run. The incumbent is the model with the
/// highest mean quality.
/// </summary>
/// <param name="Stored">Sums of the differences d and their number.</param>
/// <param name="Squares">Sums of d², [stored][models].</param>
/// <param name="Incumbent">The best single model.</param>
/// <param name="IncumbentMean">Its mean quality.</param>
/// <param name="Gaps">Mean quality less the incumbent's, at most 0, [models].</param>
/// <param name="MeanSquares">Mean d² over all queries, [models].</param>
internal sealed record PairedDifferences(
    StoredQueries Stored, float[] Squares, int Incumbent, float IncumbentMean, float[] Gaps, float[] MeanSquares)
{
    public static PairedDifferences From(TrainingSet data, int maxTerms, CancellationToken cancellation)
    {
        var means = Array.ConvertAll(data.Quality, quality => ConstantLearner.ObservedMean(quality, data.RowWeights));
        var incumbent = 0;
        for (var m = 1; m < means.Length; m++)
        {
            var (isRun, isBestRun) = (IsRun(data.Quality[m]), IsRun(data.Quality[incumbent]));
            incumbent = isRun && (!isBestRun || means[m] > means[incumbent]) ? m : incumbent;
        }

        double[][] differences = Array.ConvertAll(
            data.Quality, column => column.Zip(data.Quality[incumbent], (y, best) => y - best).ToArray());
        double[][] squares = Array.ConvertAll(differences, column => Array.ConvertAll(column, d => d * d));
        return new(
            StoredQueries.From(data with { Quality = differences }, maxTerms, cancellation),
            StoredQueries.From(data with { Quality = squares }, maxTerms, cancellation).QualitySums,
            incumbent,
            (float)means[incumbent],
            Array.ConvertAll(means, mean => (float)Math.Min(mean - means[incumbent], 0)),
            Array.ConvertAll(squares, column => (float)column.Where(value => !double.IsNaN(value)).DefaultIfEmpty(1).Average()));
    }

    /// <summary>
    /// The quantile of the training queries' similarities to the nearest other one, of at most so many queries at equal distances; -1 where
    /// there is no other.
    /// </summary>
    public float NoveltyFloor(FeatureMatrix features, double quantile, int most)
    {
        if (Stored.Count < 2)
        {
            return -1;
        }

        var count = Math.Min(most, features.RowCount);
        int[] sample = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * features.RowCount / count))];
        float[] nearest = [.. new NeighbourSearch(features, Stored.Vectors, looked: 2).Find(features.Select(sample))
            .Where(found => found.Similarities.Span[0] > 0).Select(found => found.Similarities.Span[1]).Order()];
        return nearest.Length == 0 ? -1 : nearest[(int)(quantile * (nearest.Length - 1))];
    }

    private static bool IsRun(double[] quality) => quality.Any(y => !double.IsNaN(y));
}

using Trainer.Features;

namespace Trainer.Tests.Learners;

/// <summary>
/// Queries in clusters of dense features, each of which has a model that is right on 90 % of them where the others are on 30 %.
/// </summary>
internal static class Planted
{
    private const int Columns = 12;

    /// <summary>Features, outcomes [models][queries], and the best model of every query.</summary>
    public static (FeatureMatrix Features, double[][] Quality, int[] Best) Clusters(int count, int models, ulong seed)
    {
        var centres = new SeededRandom(99);
        var centre = Enumerable.Range(0, models * Columns).Select(_ => centres.NextGaussian()).ToArray();
        var random = new SeededRandom(seed);
        var best = Enumerable.Range(0, count).Select(_ => random.Next(models)).ToArray();
        var values = Enumerable.Range(0, count * Columns)
            .Select(i => (float)(2 + centre[(best[i / Columns] * Columns) + (i % Columns)] + (0.5 * random.NextGaussian()))).ToArray();
        var quality = Enumerable.Range(0, models).Select(m => best
            .Select(own => random.NextDouble() < (own == m ? 0.9 : 0.3) ? 1.0 : 0).ToArray()).ToArray();
        return (new FeatureMatrix(FeatureMatrix.Empty(count).Sparse, new DenseMatrix(values, count, Columns)), quality, best);
    }

    /// <summary>Share of the queries on which the highest score is the best model's.</summary>
    public static double Found(float[] scores, int[] best)
    {
        var models = scores.Length / best.Length;
        return best.Where((own, row) => scores.AsSpan(row * models, models).ToArray().Max() == scores[(row * models) + own]
            && scores.AsSpan(row * models, models).ToArray().Distinct().Count() == models).Count() / (double)best.Length;
    }
}

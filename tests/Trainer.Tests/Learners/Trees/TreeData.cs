using Trainer.Features;
using Trainer.Learners.Trees;

namespace Trainer.Tests.Learners.Trees;

/// <summary>Small made-up features.</summary>
internal static class TreeData
{
    /// <summary>Values on a grid of eighths, so that several rows share one, and a bin each is enough.</summary>
    public static float[][] Grid(SeededRandom random, int rows, int columns, int values = 24) =>
        [.. Enumerable.Range(0, rows)
            .Select(_ => Enumerable.Range(0, columns).Select(_ => (random.Next(values) - (values / 3)) / 8f).ToArray())];

    public static FeatureMatrix Dense(float[][] x) =>
        new(FeatureMatrix.Empty(x.Length).Sparse, new DenseMatrix([.. x.SelectMany(row => row)], x.Length, x[0].Length));

    public static FeatureMatrix Sparse(float[][] x)
    {
        var builder = new SparseMatrix.Builder(x[0].Length);
        foreach (var row in x)
        {
            var columns = Enumerable.Range(0, row.Length).Where(column => row[column] != 0).ToArray();
            builder.Append(columns, Array.ConvertAll(columns, column => row[column]));
            builder.EndRow();
        }

        return FeatureMatrix.Of(builder.Build());
    }

    public static BinnedMatrix Binned(FeatureMatrix features, int bins = 256) => BinnedMatrix.Of(features, bins, 2000, default);
}

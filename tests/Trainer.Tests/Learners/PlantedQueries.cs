using Trainer.Features;

namespace Trainer.Tests.Learners;

/// <summary>Random features, sparse, dense or both.</summary>
internal static class PlantedQueries
{
    /// <summary>Standard normal numbers over √columns, so that rows have a length of about 1; no value is 0.</summary>
    public static FeatureMatrix Draw(int rows, int sparse, int dense, ulong seed)
    {
        var random = new SeededRandom(seed);
        float[] Values(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextGaussian() / Math.Sqrt(sparse + dense)))];
        var builder = new SparseMatrix.Builder(sparse);
        for (var row = 0; row < rows; row++)
        {
            builder.Append([.. Enumerable.Range(0, sparse)], Values(sparse));
            builder.EndRow();
        }

        return new FeatureMatrix(builder.Build(), new DenseMatrix(Values(rows * dense), rows, dense));
    }

    /// <summary>A row as numbers, the sparse columns first; sparse columns are all stored.</summary>
    public static double[] Row(this FeatureMatrix features, int row) =>
        [.. features.Sparse.Values(row).ToArray().Concat(features.Dense.Row(row).ToArray()).Select(value => (double)value)];
}

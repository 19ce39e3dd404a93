using System.Numerics.Tensors;
using Trainer.Features;

namespace Trainer.Learners.Clusters;

/// <summary>
/// k-means by cosine (Dhillon and Modha 2001, Machine Learning 42): rows and centroids have length 1, and a row belongs to the centroid with
/// the largest product. Seeded by k-means++ (Arthur and Vassilvitskii 2007) with distance 1 − cosine.
/// O(iterations · stored values · clusters).
/// </summary>
internal static class SphericalKMeans
{
    private const int MaxIterations = 50;

    /// <summary>Centroids, [columns][clusters].</summary>
    public static float[] Fit(UnitRows rows, int clusters, ulong seed, CancellationToken cancellation)
    {
        var centroids = Seed(rows, clusters, new SeededRandom(seed, 0xC1), cancellation);
        var clusterOf = new int[rows.Count];
        Array.Fill(clusterOf, -1);
        var products = new float[clusters];
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            var changed = false;
            for (var row = 0; row < rows.Count; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                rows.Products(row, centroids, products);
                var nearest = TensorPrimitives.IndexOfMax<float>(products);
                changed |= clusterOf[row] != nearest;
                clusterOf[row] = nearest;
            }

            if (!changed)
            {
                break;
            }

            centroids = Means(rows, clusterOf, centroids, clusters);
        }

        return centroids;
    }

    private static float[] Means(UnitRows rows, int[] clusterOf, float[] before, int clusters)
    {
        var sums = new float[before.Length];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.AddTo(row, sums, clusterOf[row], clusters);
        }

        var squares = new float[clusters];
        for (var at = 0; at < sums.Length; at += clusters)
        {
            TensorPrimitives.MultiplyAdd(sums.AsSpan(at, clusters), sums.AsSpan(at, clusters), squares, squares);
        }

        for (var i = 0; i < sums.Length; i++)
        {
            var square = squares[i % clusters];
            sums[i] = square > 0 ? sums[i] / MathF.Sqrt(square) : before[i]; // a cluster without rows stays where it was
        }

        return sums;
    }

    private static float[] Seed(UnitRows rows, int clusters, SeededRandom random, CancellationToken cancellation)
    {
        var centroids = new float[rows.ColumnCount * clusters];
        var distances = new double[rows.Count];
        Array.Fill(distances, 1);
        var one = new float[rows.ColumnCount];
        var product = new float[1];
        for (var cluster = 0; cluster < clusters; cluster++)
        {
            cancellation.ThrowIfCancellationRequested();
            var chosen = Draw(distances, random);
            rows.AddTo(chosen, centroids, cluster, clusters);
            Array.Clear(one);
            rows.AddTo(chosen, one, 0, 1);
            for (var row = 0; row < rows.Count; row++)
            {
                rows.Products(row, one, product);
                distances[row] = Math.Min(distances[row], Math.Max(0, 1 - product[0]));
            }
        }

        return centroids;
    }

    // A row with probability in proportion to its distance; any row where all distances are 0.
    private static int Draw(double[] distances, SeededRandom random)
    {
        var total = TensorPrimitives.Sum<double>(distances);
        var left = random.NextDouble() * total;
        for (var row = 0; row < distances.Length; row++)
        {
            left -= distances[row];
            if (left < 0)
            {
                return row;
            }
        }

        return random.Next(distances.Length);
    }
}

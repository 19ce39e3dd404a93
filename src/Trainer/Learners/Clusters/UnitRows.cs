using System.Numerics.Tensors;
using Trainer.Features;

namespace Trainer.Learners.Clusters;

/// <summary>
/// Rows of features at length 1: each part of them scaled to length 1, or to 1/√2 where there are two, so that a product of two rows is the
/// mean of their cosines. A part without any value stays 0.
/// </summary>
internal sealed class UnitRows(FeatureMatrix features)
{
    private readonly int _sparseColumns = features.Sparse.ColumnCount;

    public int Count => features.RowCount;

    public int ColumnCount => features.ColumnCount;

    /// <summary>What the length of each part is: 1, or 1/√2 where there are two.</summary>
    public float PartLength { get; } =
        features.Sparse.ColumnCount > 0 && features.Dense.ColumnCount > 0 ? (float)Math.Sqrt(0.5) : 1;

    /// <summary>Fills the products of a row with all centroids, [columns][centroids]. O(values of the row · centroids).</summary>
    public void Products(int row, ReadOnlySpan<float> centroids, Span<float> products)
    {
        products.Clear();
        var columns = features.Sparse.Columns(row);
        var values = features.Sparse.Values(row);
        var dense = features.Dense.Row(row);
        var scale = Scale(values);
        for (var i = 0; i < columns.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(Of(centroids, columns[i], products.Length), scale * values[i], products, products);
        }

        scale = Scale(dense);
        for (var i = 0; i < dense.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(Of(centroids, _sparseColumns + i, products.Length), scale * dense[i], products, products);
        }
    }

    /// <summary>Adds a row to one of <paramref name="count"/> centroids, [columns][centroids]. O(values of the row).</summary>
    public void AddTo(int row, Span<float> centroids, int centroid, int count)
    {
        var columns = features.Sparse.Columns(row);
        var values = features.Sparse.Values(row);
        var dense = features.Dense.Row(row);
        var scale = Scale(values);
        for (var i = 0; i < columns.Length; i++)
        {
            centroids[(columns[i] * count) + centroid] += scale * values[i];
        }

        scale = Scale(dense);
        for (var i = 0; i < dense.Length; i++)
        {
            centroids[((_sparseColumns + i) * count) + centroid] += scale * dense[i];
        }
    }

    private static ReadOnlySpan<float> Of(ReadOnlySpan<float> centroids, int column, int count) => centroids.Slice(column * count, count);

    private float Scale(ReadOnlySpan<float> values) =>
        TensorPrimitives.SumOfSquares(values) is > 0 and var squares ? PartLength / MathF.Sqrt(squares) : 0;
}

using System.Numerics.Tensors;

namespace Trainer.Features;

/// <summary>
/// Rows of float32 features, row by row. Immutable by convention: whoever builds the array hands it over.
/// </summary>
/// <param name="values">The values, rows × columns.</param>
/// <param name="columnCount">Number of columns; 0 only if there are no values.</param>
/// <param name="rowCount">Number of rows.</param>
/// <exception cref="ArgumentException">The length of the values is not rows × columns.</exception>
public sealed class DenseMatrix(float[] values, int rowCount, int columnCount)
{
    /// <summary>Number of rows.</summary>
    public int RowCount { get; } = values.LongLength == (long)rowCount * columnCount
        ? rowCount
        : throw new ArgumentException($"there are {values.LongLength} values for {rowCount} rows × {columnCount} columns", nameof(values));

    /// <summary>Number of columns.</summary>
    public int ColumnCount => columnCount;

    /// <summary>All values, row by row.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>A row's values.</summary>
    public ReadOnlySpan<float> Row(int row) => values.AsSpan(row * columnCount, columnCount);

    /// <summary>The same rows scaled to length 1; a row of zeros stays one. O(values).</summary>
    public DenseMatrix ToUnitRows()
    {
        var unit = new float[values.Length];
        for (var row = 0; row < rowCount; row++)
        {
            var norm = TensorPrimitives.Norm(Row(row));
            TensorPrimitives.Multiply(Row(row), norm > 0 ? 1 / norm : 0, unit.AsSpan(row * columnCount, columnCount));
        }

        return new DenseMatrix(unit, rowCount, columnCount);
    }

    /// <summary>The given rows, in the given order. O(values).</summary>
    public DenseMatrix Select(ReadOnlySpan<int> rows)
    {
        var picked = new float[rows.Length * columnCount];
        for (var i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(picked.AsSpan(i * columnCount));
        }

        return new DenseMatrix(picked, rows.Length, columnCount);
    }
}

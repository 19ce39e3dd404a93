namespace Trainer.Features;

/// <summary>
/// Rows of float32 features in compressed sparse row form; columns ascend inside a row. Immutable by convention: whoever builds the arrays
/// hands them over.
/// </summary>
/// <param name="rowStarts">Where each row begins in the two other arrays, and one entry more for the end; length rows + 1.</param>
/// <param name="columns">Column of each stored value.</param>
/// <param name="values">The stored values.</param>
/// <param name="columnCount">Number of columns.</param>
public sealed class SparseMatrix(int[] rowStarts, int[] columns, float[] values, int columnCount)
{
    /// <summary>Number of rows.</summary>
    public int RowCount => rowStarts.Length - 1;

    /// <summary>Number of columns.</summary>
    public int ColumnCount => columnCount;

    /// <summary>Number of stored values.</summary>
    public int StoredCount => rowStarts[^1];

    /// <summary>Columns of a row's stored values, ascending.</summary>
    public ReadOnlySpan<int> Columns(int row) => columns.AsSpan(rowStarts[row], rowStarts[row + 1] - rowStarts[row]);

    /// <summary>A row's stored values.</summary>
    public ReadOnlySpan<float> Values(int row) => values.AsSpan(rowStarts[row], rowStarts[row + 1] - rowStarts[row]);

    /// <summary>The given rows, in the given order. O(stored values).</summary>
    public SparseMatrix Select(ReadOnlySpan<int> rows)
    {
        var builder = new Builder(columnCount);
        foreach (var row in rows)
        {
            builder.Append(Columns(row), Values(row));
            builder.EndRow();
        }

        return builder.Build();
    }

    /// <summary>Columns that have a stored value, ascending. O(stored values + columns).</summary>
    public int[] UsedColumns()
    {
        var isUsed = new bool[columnCount];
        foreach (var column in columns.AsSpan(0, StoredCount))
        {
            isUsed[column] = true;
        }

        return [.. Enumerable.Range(0, columnCount).Where(column => isUsed[column])];
    }

    /// <summary>The given columns, numbered anew in their order; all others are left out. O(stored values + columns).</summary>
    /// <param name="kept">Columns, ascending.</param>
    public SparseMatrix SelectColumns(ReadOnlySpan<int> kept)
    {
        var number = new int[columnCount];
        Array.Fill(number, -1);
        for (var i = 0; i < kept.Length; i++)
        {
            number[kept[i]] = i;
        }

        var count = 0;
        foreach (var column in columns.AsSpan(0, StoredCount))
        {
            count += number[column] >= 0 ? 1 : 0;
        }

        var (starts, newColumns, newValues) = (new int[RowCount + 1], new int[count], new float[count]);
        var at = 0;
        for (var row = 0; row < RowCount; row++)
        {
            for (var i = rowStarts[row]; i < rowStarts[row + 1]; i++)
            {
                if (number[columns[i]] is var column and >= 0)
                {
                    (newColumns[at], newValues[at]) = (column, values[i]);
                    at++;
                }
            }

            starts[row + 1] = at;
        }

        return new SparseMatrix(starts, newColumns, newValues, kept.Length);
    }

    /// <summary>Matrices of the same rows side by side. O(stored values).</summary>
    internal static SparseMatrix Join(IReadOnlyList<SparseMatrix> parts, int rows)
    {
        var count = checked((int)parts.Sum(part => part.StoredCount));
        var (starts, columns, values) = (new int[rows + 1], new int[count], new float[count]);
        var at = 0;
        for (var row = 0; row < rows; row++)
        {
            var offset = 0;
            foreach (var part in parts)
            {
                foreach (var column in part.Columns(row))
                {
                    columns[at++] = column + offset;
                }

                var own = part.Values(row);
                own.CopyTo(values.AsSpan(at - own.Length));
                offset += part.ColumnCount;
            }

            starts[row + 1] = at;
        }

        return new SparseMatrix(starts, columns, values, parts.Sum(part => part.ColumnCount));
    }

    /// <summary>Grows a matrix row by row.</summary>
    public sealed class Builder(int columnCount)
    {
        private readonly List<int> _rowStarts = [0];
        private int[] _columns = new int[1024];
        private float[] _values = new float[1024];
        private int _count;

        /// <summary>Adds values to the row under construction; columns must ascend within a row.</summary>
        public void Append(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int columnOffset = 0)
        {
            if (_count + columns.Length > _columns.Length)
            {
                var capacity = Math.Max(_columns.Length * 2, _count + columns.Length);
                Array.Resize(ref _columns, capacity);
                Array.Resize(ref _values, capacity);
            }

            for (var i = 0; i < columns.Length; i++)
            {
                _columns[_count + i] = columns[i] + columnOffset;
            }

            values.CopyTo(_values.AsSpan(_count));
            _count += columns.Length;
        }

        /// <summary>Ends the row under construction.</summary>
        public void EndRow() => _rowStarts.Add(_count);

        /// <summary>The finished matrix.</summary>
        public SparseMatrix Build()
        {
            Array.Resize(ref _columns, _count);
            Array.Resize(ref _values, _count);
            return new SparseMatrix([.. _rowStarts], _columns, _values, columnCount);
        }
    }
}

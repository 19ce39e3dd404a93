namespace Trainer.Features;

/// <summary>
/// Features of queries: a sparse part, such as n-grams, and a dense part, such as embeddings, side by side. Either may have no columns.
/// </summary>
public sealed record FeatureMatrix
{
    /// <summary>Puts two parts side by side.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows.</exception>
    public FeatureMatrix(SparseMatrix sparse, DenseMatrix dense)
    {
        if (sparse.RowCount != dense.RowCount)
        {
            throw new ArgumentException($"the sparse part has {sparse.RowCount} rows and the dense part {dense.RowCount}", nameof(dense));
        }

        (Sparse, Dense) = (sparse, dense);
    }

    /// <summary>Columns of which most are 0 in a row.</summary>
    public SparseMatrix Sparse { get; }

    /// <summary>Columns that are all stored.</summary>
    public DenseMatrix Dense { get; }

    /// <summary>Names of the external scores; they are the first dense columns, in this order and as they were given.</summary>
    public IReadOnlyList<string> ScoreNames { get; init; } = [];

    /// <summary>Number of rows.</summary>
    public int RowCount => Sparse.RowCount;

    /// <summary>Number of columns: the sparse ones, then the dense ones.</summary>
    public int ColumnCount => Sparse.ColumnCount + Dense.ColumnCount;

    /// <summary>Stored values of both parts.</summary>
    public long StoredCount => Sparse.StoredCount + Dense.Values.Length;

    /// <summary>Sparse features alone.</summary>
    public static FeatureMatrix Of(SparseMatrix sparse) => new(sparse, new DenseMatrix([], sparse.RowCount, 0));

    /// <summary>Rows without any feature, for what does not read them.</summary>
    public static FeatureMatrix Empty(int rows) => Of(new SparseMatrix(new int[rows + 1], [], [], 0));

    /// <summary>Features of the same rows side by side; dense columns of one part at most. O(stored sparse values), nothing where one part has all.</summary>
    /// <exception cref="ArgumentException">Two parts have dense columns, or there are different numbers of rows.</exception>
    public static FeatureMatrix Join(IReadOnlyList<FeatureMatrix> parts)
    {
        var dense = parts.Where(part => part.Dense.ColumnCount > 0).ToArray();
        if (dense.Length > 1 || parts.Any(part => part.RowCount != parts[0].RowCount))
        {
            throw new ArgumentException("parts to join have the same rows, and one of them at most has dense columns", nameof(parts));
        }

        SparseMatrix[] sparse = [.. parts.Select(part => part.Sparse).Where(part => part.ColumnCount > 0)];
        return new FeatureMatrix(
            sparse.Length == 1 ? sparse[0] : SparseMatrix.Join(sparse, parts[0].RowCount),
            dense.Length == 1 ? dense[0].Dense : parts[0].Dense) { ScoreNames = dense.Length == 1 ? dense[0].ScoreNames : [] };
    }

    /// <summary>The given rows, in the given order. O(stored values).</summary>
    public FeatureMatrix Select(ReadOnlySpan<int> rows) =>
        new(Sparse.Select(rows), Dense.Select(rows)) { ScoreNames = ScoreNames };

    /// <summary>The given sparse columns, ascending, numbered anew, and all dense ones. O(stored sparse values).</summary>
    public FeatureMatrix SelectSparseColumns(ReadOnlySpan<int> kept) =>
        kept.Length == Sparse.ColumnCount ? this : new(Sparse.SelectColumns(kept), Dense) { ScoreNames = ScoreNames };
}

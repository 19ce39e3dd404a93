using Trainer.Features;

namespace Trainer.Learners.Trees;

/// <summary>
/// Features as bins, in the order in which histograms are built. Columns stand in blocks of <see cref="Lanes"/>: a block's histogram is
/// [bins][lanes], small enough for the first-level cache, and a row's bins of one block are <see cref="Lanes"/> bytes side by side. Sparse
/// columns keep only what is not 0, as positions in the histogram; their zero bin is what the other bins leave of the node's total.
/// Immutable.
/// </summary>
internal sealed class BinnedMatrix
{
    /// <summary>Columns per block.</summary>
    public const int Lanes = 16;

    /// <summary>Bins of a sparse column: whether a term occurs says most, how often little.</summary>
    private const int SparseBins = 16;

    // Sparse columns with more stored values than this share are cheaper as bytes.
    private const double DenseShare = 0.25;

    private readonly int[] _bins; // of each block
    private readonly int[] _starts; // of each block in a histogram
    private readonly byte[][] _dense; // of each dense block, [rows][lanes]
    private readonly int[] _rowStarts;
    private readonly int[] _cells; // of the sparse columns, ascending by column within a row

    private BinnedMatrix(int rows, SplitColumn?[] columns, byte[][] dense, int[] rowStarts, int[] cells, int[] zeroBins)
    {
        (RowCount, Columns, _dense, _rowStarts, _cells, ZeroBins) = (rows, columns, dense, rowStarts, cells, zeroBins);
        DenseBlocks = dense.Length;
        (_bins, _starts) = Layout(columns);
    }

    public int RowCount { get; }

    /// <summary>The column of every lane of every block; null where a block is not full.</summary>
    public SplitColumn?[] Columns { get; }

    public int BlockCount => _bins.Length;

    /// <summary>The first blocks hold bytes, the others positions.</summary>
    public int DenseBlocks { get; }

    /// <summary>Bin of the value 0 of every lane of the sparse blocks.</summary>
    public int[] ZeroBins { get; }

    /// <summary>Cells of a histogram.</summary>
    public int HistogramLength => _starts[^1];

    public int Bins(int block) => _bins[block];

    public int Start(int block) => _starts[block];

    /// <summary>Bins of a dense block, [rows][lanes].</summary>
    public ReadOnlySpan<byte> Dense(int block) => _dense[block];

    /// <summary>Where a row counts in the sparse blocks' histograms.</summary>
    public ReadOnlySpan<int> SparseCells(int row) => _cells.AsSpan(_rowStarts[row], _rowStarts[row + 1] - _rowStarts[row]);

    /// <summary>Bins features. O(values · log values) for thresholds.</summary>
    /// <param name="features">Finite values.</param>
    /// <param name="maxBins">2 to 256.</param>
    /// <param name="maxSparseColumns">Of the sparse columns those that most rows have; ties to the first.</param>
    /// <param name="cancellation">Looked at per column.</param>
    public static BinnedMatrix Of(FeatureMatrix features, int maxBins, int maxSparseColumns, CancellationToken cancellation)
    {
        var (byBytes, byCells) = SparseColumns(features, maxBins, maxSparseColumns, cancellation);
        var column = new float[features.RowCount];
        for (var d = 0; d < features.Dense.ColumnCount; d++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var row = 0; row < column.Length; row++)
            {
                column[row] = features.Dense.Values[(row * features.Dense.ColumnCount) + d];
            }

            Array.Sort(column);
            Add(byBytes, features.Sparse.ColumnCount + d, QuantileThresholds.Of(column, maxBins));
        }

        // A sparse block starts after a full dense one.
        var denseBlocks = (byBytes.Count + Lanes - 1) / Lanes;
        var sparseBlocks = (byCells.Count + Lanes - 1) / Lanes;
        var columns = new SplitColumn?[(denseBlocks + sparseBlocks) * Lanes];
        byBytes.CopyTo(columns!, 0);
        byCells.CopyTo(columns!, denseBlocks * Lanes);
        var zeroBins = Array.ConvertAll(columns[(denseBlocks * Lanes)..], sparse => sparse?.BinOf(0) ?? 0);
        var dense = Bytes(features, columns, denseBlocks, cancellation);
        var (rowStarts, cells) = Cells(features, columns, denseBlocks, zeroBins);
        return new BinnedMatrix(features.RowCount, columns, dense, rowStarts, cells, zeroBins);
    }

    /// <summary>The bin of a row in a lane of a block.</summary>
    public int BinOf(int row, int block, int lane)
    {
        if (block < DenseBlocks)
        {
            return _dense[block][(row * Lanes) + lane];
        }

        var cells = SparseCells(row);
        var (start, end) = (_starts[block], _starts[block + 1]);
        for (var i = FirstFrom(cells, start); i < cells.Length && cells[i] < end; i++)
        {
            if ((cells[i] - start) % Lanes == lane)
            {
                return (cells[i] - start) / Lanes;
            }
        }

        return ZeroBins[((block - DenseBlocks) * Lanes) + lane];
    }

    // Blocks ascend within a row; within a block the cells stand in the order of the columns.
    private static int FirstFrom(ReadOnlySpan<int> cells, int start)
    {
        int low = 0, high = cells.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = cells[middle] < start ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static (int[] Bins, int[] Starts) Layout(SplitColumn?[] columns)
    {
        var bins = columns.Chunk(Lanes).Select(block => block.Max(column => column?.Bins ?? 0)).ToArray();
        var starts = new int[bins.Length + 1];
        for (var block = 0; block < bins.Length; block++)
        {
            starts[block + 1] = checked(starts[block] + (bins[block] * Lanes));
        }

        return (bins, starts);
    }

    private static void Add(List<SplitColumn> columns, int source, float[] thresholds)
    {
        if (thresholds.Length > 0)
        {
            columns.Add(new SplitColumn(source, thresholds));
        }
    }

    private static (List<SplitColumn> ByBytes, List<SplitColumn> ByCells) SparseColumns(
        FeatureMatrix features, int maxBins, int maxSparseColumns, CancellationToken cancellation)
    {
        var sparse = features.Sparse;
        var counts = new int[sparse.ColumnCount];
        for (var row = 0; row < sparse.RowCount; row++)
        {
            foreach (var column in sparse.Columns(row))
            {
                counts[column]++;
            }
        }

        int[] kept = [.. Enumerable.Range(0, counts.Length).Where(column => counts[column] > 0)
            .OrderByDescending(column => counts[column]).Take(maxSparseColumns).Order()];
        var place = new int[counts.Length];
        Array.Fill(place, -1);
        var values = new float[kept.Length][];
        for (var i = 0; i < kept.Length; i++)
        {
            (place[kept[i]], values[i]) = (i, new float[counts[kept[i]]]);
        }

        var filled = new int[kept.Length];
        for (var row = 0; row < sparse.RowCount; row++)
        {
            var columns = sparse.Columns(row);
            var stored = sparse.Values(row);
            for (var i = 0; i < columns.Length; i++)
            {
                if (place[columns[i]] is >= 0 and var at)
                {
                    values[at][filled[at]++] = stored[i];
                }
            }
        }

        var (byBytes, byCells) = (new List<SplitColumn>(), new List<SplitColumn>());
        for (var i = 0; i < kept.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var isDense = values[i].Length > DenseShare * sparse.RowCount;
            if (isDense)
            {
                Array.Resize(ref values[i], sparse.RowCount);
            }

            Array.Sort(values[i]);
            var thresholds = isDense
                ? QuantileThresholds.Of(values[i], maxBins)
                : QuantileThresholds.OfSparse(values[i], Math.Min(maxBins, SparseBins));
            Add(isDense ? byBytes : byCells, kept[i], thresholds);
        }

        return (byBytes, byCells);
    }

    private static byte[][] Bytes(FeatureMatrix features, SplitColumn?[] columns, int denseBlocks, CancellationToken cancellation)
    {
        var sparseCount = features.Sparse.ColumnCount;
        var bytes = new byte[denseBlocks][];
        var laneOf = new Dictionary<int, int>();
        for (var block = 0; block < denseBlocks; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            var ofBlock = bytes[block] = new byte[features.RowCount * Lanes];
            for (var lane = 0; lane < Lanes && columns[(block * Lanes) + lane] is { } column; lane++)
            {
                if (column.Source < sparseCount)
                {
                    laneOf.Add(column.Source, (block * Lanes) + lane);
                    continue;
                }

                for (var row = 0; row < features.RowCount; row++)
                {
                    ofBlock[(row * Lanes) + lane] = (byte)column.BinOf(features.Dense.Row(row)[column.Source - sparseCount]);
                }
            }
        }

        foreach (var (_, place) in laneOf.OrderBy(entry => entry.Value))
        {
            var zero = (byte)columns[place]!.BinOf(0);
            for (var row = 0; row < features.RowCount; row++)
            {
                bytes[place / Lanes][(row * Lanes) + (place % Lanes)] = zero;
            }
        }

        for (var row = 0; row < features.RowCount && laneOf.Count > 0; row++)
        {
            var indices = features.Sparse.Columns(row);
            var values = features.Sparse.Values(row);
            for (var i = 0; i < indices.Length; i++)
            {
                if (laneOf.TryGetValue(indices[i], out var place))
                {
                    bytes[place / Lanes][(row * Lanes) + (place % Lanes)] = (byte)columns[place]!.BinOf(values[i]);
                }
            }
        }

        return bytes;
    }

    private static (int[] RowStarts, int[] Cells) Cells(FeatureMatrix features, SplitColumn?[] columns, int denseBlocks, int[] zeroBins)
    {
        var (_, starts) = Layout(columns);
        var first = denseBlocks * Lanes;
        var places = new int[features.Sparse.ColumnCount];
        Array.Fill(places, -1);
        for (var place = first; place < columns.Length; place++)
        {
            if (columns[place] is { } column)
            {
                places[column.Source] = place;
            }
        }

        var rowStarts = new int[features.RowCount + 1];
        var cells = new List<int>();
        for (var row = 0; row < features.RowCount; row++)
        {
            var indices = features.Sparse.Columns(row);
            var values = features.Sparse.Values(row);
            for (var i = 0; i < indices.Length; i++)
            {
                if (places[indices[i]] is >= 0 and var place
                    && columns[place]!.BinOf(values[i]) is var bin && bin != zeroBins[place - first])
                {
                    cells.Add(starts[place / Lanes] + (bin * Lanes) + (place % Lanes));
                }
            }

            rowStarts[row + 1] = cells.Count;
        }

        return (rowStarts, [.. cells]);
    }
}

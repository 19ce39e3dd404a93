using Trainer.Features;

namespace Trainer.Learners.Trees;

/// <summary>
/// Grows one tree after another on the same bins. Of two children the histogram of the smaller one is summed and that of the other one is
/// what is left of their parent's; block by block, so that sums are still in the cache when they are searched. With a limit of leaves the
/// node with the largest gain is split next; without one the order makes no difference, and depth first needs the fewest histograms.
/// </summary>
/// <param name="matrix">The bins.</param>
/// <param name="growth">When to stop.</param>
/// <param name="waitingBytes">Memory for histograms of nodes that wait to be split; beyond it a node sums its own again.</param>
internal sealed class TreeGrower<TCriterion>(BinnedMatrix matrix, TreeGrowth growth, long waitingBytes = 1L << 28)
    where TCriterion : struct, ICriterion<TCriterion>
{
    private readonly int[] _scratch = new int[matrix.RowCount];
    private readonly long[] _ofRows = new long[matrix.RowCount];
    private readonly bool[] _isOpen = new bool[matrix.Columns.Length];
    private readonly Stack<long[]> _free = new();
    private readonly List<Open> _open = [];
    private readonly long _maxWaiting = waitingBytes / (8L * Math.Max(1, matrix.HistogramLength));
    private int _waiting;

    /// <summary>Grows a tree. Both lists of rows are put in the order of its leaves.</summary>
    /// <param name="sampled">Rows to learn from, at least one.</param>
    /// <param name="others">Rows that only follow along.</param>
    /// <param name="cells">What each row adds.</param>
    /// <param name="criterion">What a good split is.</param>
    /// <param name="random">Draws columns.</param>
    /// <param name="cancellation">Looked at per node.</param>
    /// <returns>The nodes, the root first, every node before its children.</returns>
    public List<TreeNode> Grow(
        int[] sampled, int[] others, long[] cells, TCriterion criterion, SeededRandom random, CancellationToken cancellation)
    {
        _open.Clear();
        _waiting = 0;
        if (!growth.ColumnsPerNode)
        {
            DrawColumns(random);
        }

        var sums = 0L;
        foreach (var row in sampled)
        {
            sums += cells[row];
        }

        var nodes = new List<TreeNode> { new() { Sampled = 0..sampled.Length, Others = 0..others.Length, Sums = sums } };
        if (MaySplit(nodes[0], sampled.Length, criterion))
        {
            var histogram = Rent();
            Enter(nodes[0], histogram, criterion, SumAndSearch(nodes[0], sampled, cells, histogram, criterion, random));
        }

        for (var leaves = 1; _open.Count > 0 && (growth.MaxLeaves == 0 || leaves < growth.MaxLeaves); leaves++)
        {
            cancellation.ThrowIfCancellationRequested();
            Split(TakeNext(), nodes, sampled, others, cells, criterion, random);
        }

        foreach (var open in _open)
        {
            Return(open.Histogram);
        }

        return nodes;
    }

    private void Split(
        Open open, List<TreeNode> nodes, int[] sampled, int[] others, long[] cells, TCriterion criterion, SeededRandom random)
    {
        var (node, choice) = (open.Node, open.Choice);
        (node.Place, node.Bin) = (choice.Place, choice.Bin);
        var (sampledLeft, sampledRight) = Partition(sampled, node.Sampled, choice);
        var (othersLeft, othersRight) = Partition(others, node.Others, choice);
        var sums = 0L;
        foreach (var row in sampled.AsSpan(sampledLeft))
        {
            sums += cells[row];
        }

        var (direction, middle) = criterion.Within(node.Lower, node.Upper).Order(sums, node.Sums - sums, choice.Place);
        TreeNode Child(Range rows, Range following, long ofRows, int side) => new()
        {
            Sampled = rows,
            Others = following,
            Sums = ofRows,
            Depth = node.Depth + 1,
            Lower = direction * side > 0 ? middle : node.Lower,
            Upper = direction * side < 0 ? middle : node.Upper,
        };
        var left = Child(sampledLeft, othersLeft, sums, -1);
        var right = Child(sampledRight, othersRight, node.Sums - sums, 1);
        (node.Left, node.Right) = (nodes.Count, nodes.Count + 1);
        nodes.Add(left);
        nodes.Add(right);

        var (leftCount, rightCount) = (Length(sampledLeft), Length(sampledRight));
        var (small, large) = leftCount <= rightCount ? (left, right) : (right, left);
        var smallMay = MaySplit(small, Math.Min(leftCount, rightCount), criterion);
        var largeMay = MaySplit(large, Math.Max(leftCount, rightCount), criterion);
        if (!smallMay && !largeMay)
        {
            Return(open.Histogram);
            return;
        }

        var ofSmall = Rent();
        SplitChoice smallChoice, largeChoice;
        long[] ofLarge;
        if (open.Histogram is { } parent)
        {
            ofLarge = parent;
            (smallChoice, largeChoice) = SubtractAndSearch(
                (small, smallMay), (large, largeMay), sampled, cells, ofSmall, parent, criterion, random);
        }
        else
        {
            ofLarge = Rent();
            smallChoice = smallMay ? SumAndSearch(small, sampled, cells, ofSmall, criterion, random) : new SplitChoice(0);
            largeChoice = largeMay ? SumAndSearch(large, sampled, cells, ofLarge, criterion, random) : new SplitChoice(0);
        }

        Enter(large, ofLarge, criterion, largeChoice);
        Enter(small, ofSmall, criterion, smallChoice);
    }

    private SplitChoice SumAndSearch(
        TreeNode node, int[] sampled, long[] cells, long[] histogram, TCriterion criterion, SeededRandom random)
    {
        var rows = Gather(sampled, cells, node.Sampled);
        Histograms.BuildSparse(matrix, rows, _ofRows.AsSpan(0, rows.Length), node.Sums, histogram);
        var within = criterion.Within(node.Lower, node.Upper);
        var best = Start(node, within);
        if (growth.ColumnsPerNode)
        {
            DrawColumns(random);
        }

        for (var b = 0; b < matrix.BlockCount; b++)
        {
            var block = Block(histogram, b);
            if (b < matrix.DenseBlocks)
            {
                Histograms.Build(matrix.Dense(b), rows, _ofRows.AsSpan(0, rows.Length), block);
            }

            best = Histograms.Search(block, node.Sums, b * BinnedMatrix.Lanes, _isOpen, within, best);
        }

        return best;
    }

    private (SplitChoice Small, SplitChoice Large) SubtractAndSearch(
        (TreeNode Node, bool May) small,
        (TreeNode Node, bool May) large,
        int[] sampled,
        long[] cells,
        long[] ofSmall,
        long[] parent,
        TCriterion criterion,
        SeededRandom random)
    {
        var rows = Gather(sampled, cells, small.Node.Sampled);
        Histograms.BuildSparse(matrix, rows, _ofRows.AsSpan(0, rows.Length), small.Node.Sums, ofSmall);
        var (inSmall, inLarge) =
            (criterion.Within(small.Node.Lower, small.Node.Upper), criterion.Within(large.Node.Lower, large.Node.Upper));
        var (bestSmall, bestLarge) = (Start(small.Node, inSmall), Start(large.Node, inLarge));
        if (growth.ColumnsPerNode)
        {
            DrawColumns(random);
        }

        for (var b = 0; b < matrix.BlockCount; b++)
        {
            var block = Block(ofSmall, b);
            var rest = Block(parent, b);
            var first = b * BinnedMatrix.Lanes;
            if (b < matrix.DenseBlocks)
            {
                Histograms.Build(matrix.Dense(b), rows, _ofRows.AsSpan(0, rows.Length), block);
            }

            if (large.May)
            {
                Histograms.Subtract(rest, block);
                bestLarge = Histograms.Search(rest, large.Node.Sums, first, _isOpen, inLarge, bestLarge);
            }

            if (small.May)
            {
                bestSmall = Histograms.Search(block, small.Node.Sums, first, _isOpen, inSmall, bestSmall);
            }
        }

        return (bestSmall, bestLarge);
    }

    // A split that gains no more than rounding does is none.
    private static SplitChoice Start(TreeNode node, TCriterion criterion)
    {
        var score = criterion.Score(node.Sums);
        return new SplitChoice(score + (1e-10 * Math.Abs(score)));
    }

    private bool MaySplit(TreeNode node, int rows, TCriterion criterion) =>
        node.Depth < growth.MaxDepth && rows > 1 && !criterion.IsPure(node.Sums);

    private void Enter(TreeNode node, long[] histogram, TCriterion criterion, SplitChoice choice)
    {
        if (choice.Place < 0)
        {
            Return(histogram);
            return;
        }

        var waits = _waiting < _maxWaiting;
        if (!waits)
        {
            Return(histogram);
        }

        _waiting += waits ? 1 : 0;
        var gain = choice.Score - criterion.Within(node.Lower, node.Upper).Score(node.Sums);
        _open.Add(new Open(node, waits ? histogram : null, choice, gain));
    }

    private Open TakeNext()
    {
        var next = _open.Count - 1;
        for (var i = 0; growth.MaxLeaves > 0 && i < _open.Count; i++)
        {
            next = _open[i].Gain > _open[next].Gain ? i : next;
        }

        var open = _open[next];
        _open.RemoveAt(next);
        _waiting -= open.Histogram is null ? 0 : 1;
        return open;
    }

    private (Range Left, Range Right) Partition(int[] rows, Range range, SplitChoice choice)
    {
        var (start, count) = range.GetOffsetAndLength(rows.Length);
        var part = rows.AsSpan(start, count);
        var (block, lane) = (choice.Place / BinnedMatrix.Lanes, choice.Place % BinnedMatrix.Lanes);
        int left = 0, right = 0;
        if (block < matrix.DenseBlocks)
        {
            var bins = matrix.Dense(block);
            foreach (var row in part)
            {
                var goesRight = bins[(row * BinnedMatrix.Lanes) + lane] > choice.Bin ? 1 : 0;
                part[left] = row;
                _scratch[right] = row;
                left += 1 - goesRight;
                right += goesRight;
            }
        }
        else
        {
            foreach (var row in part)
            {
                var goesRight = matrix.BinOf(row, block, lane) > choice.Bin ? 1 : 0;
                part[left] = row;
                _scratch[right] = row;
                left += 1 - goesRight;
                right += goesRight;
            }
        }

        _scratch.AsSpan(0, right).CopyTo(part[left..]);
        return (start..(start + left), (start + left)..(start + count));
    }

    private ReadOnlySpan<int> Gather(int[] sampled, long[] cells, Range range)
    {
        ReadOnlySpan<int> rows = sampled.AsSpan(range);
        for (var i = 0; i < rows.Length; i++)
        {
            _ofRows[i] = cells[rows[i]];
        }

        return rows;
    }

    /// <summary>A seeded sample without replacement; at least one column.</summary>
    private void DrawColumns(SeededRandom random)
    {
        var there = matrix.Columns.Count(column => column is not null);
        var wanted = Math.Clamp((int)Math.Round(growth.ColumnShare * there), Math.Min(1, there), there);
        for (var place = 0; place < _isOpen.Length; place++)
        {
            _isOpen[place] = matrix.Columns[place] is not null && (wanted == there || random.Next(there) < wanted);
            if (matrix.Columns[place] is not null)
            {
                there--;
                wanted -= _isOpen[place] ? 1 : 0;
            }
        }
    }

    private Span<long> Block(long[] histogram, int block) =>
        histogram.AsSpan(matrix.Start(block), matrix.Bins(block) * BinnedMatrix.Lanes);

    private static int Length(Range range) => range.End.Value - range.Start.Value;

    private long[] Rent() => _free.TryPop(out var histogram) ? histogram : new long[matrix.HistogramLength];

    private void Return(long[]? histogram)
    {
        if (histogram is not null)
        {
            _free.Push(histogram);
        }
    }

    private sealed record Open(TreeNode Node, long[]? Histogram, SplitChoice Choice, double Gain);
}

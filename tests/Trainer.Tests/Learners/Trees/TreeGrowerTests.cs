using Trainer.Features;
using Trainer.Learners.Supervision;
using Trainer.Learners.Trees;

namespace Trainer.Tests.Learners.Trees;

[TestClass]
public sealed class TreeGrowerTests
{
    [TestMethod]
    [DataRow(1, 6, 1, 0.0, 0.0, false)]
    [DataRow(2, 4, 5, 0.0, 1.0, false)]
    [DataRow(3, 20, 2, 0.0, 0.1, true)]
    [DataRow(4, 5, 1, 3.0, 2.0, false)]
    [DataRow(5, 3, 1, 1.5, 0.0, true)]
    public void Grow_SmallData_IsTheTreeOfExactGreedySplitting(int seed, int depth, int minRows, double minWeight, double l2, bool sparse)
    {
        var random = new SeededRandom((ulong)seed);
        var x = TreeData.Grid(random, 120, sparse ? 40 : 19);
        if (sparse)
        {
            foreach (var row in x)
            {
                for (var column = 0; column < row.Length; column++)
                {
                    row[column] = random.Next(6) == 0 ? random.Next(3) * 0.25f * (column % 3 == 0 ? -1 : 1) : 0;
                }
            }
        }

        // Quarters are exact in the packed form, so that both see the same numbers.
        var g = x.Select(row => (random.Next(9) - 4 + (row[1] > 0 ? 1 : 0)) / 4.0).ToArray();
        var h = x.Select(_ => (1 + random.Next(4)) / 4.0).ToArray();
        var rows = Enumerable.Range(0, x.Length).ToArray();
        double Score(int[] some) => some.Length == 0 ? 0 : Math.Pow(some.Sum(row => g[row]), 2) / (some.Sum(row => h[row]) + l2);
        var expected = ExactGrower.Grow(x, rows, depth, minRows, minWeight, Score, some => some.Sum(row => h[row]));

        var matrix = TreeData.Binned(sparse ? TreeData.Sparse(x) : TreeData.Dense(x));
        var growth = new TreeGrowth(depth, 0, minRows, minWeight, l2);
        var cells = new long[x.Length];
        var criterion = SecondOrder.Pack(g, h, rows, [], growth, cells);
        var nodes = new TreeGrower<SecondOrder>(matrix, growth).Grow(rows, [], cells, criterion, new SeededRandom(1), default);

        Assert.IsGreaterThan(3, nodes.Count);
        AssertSame(expected, nodes, 0, rows, matrix, x);
    }

    [TestMethod]
    [DataRow(1, 20)]
    [DataRow(4, 5)]
    public void Grow_FourClasses_IsTheTreeOfExactGiniSplitting(int minRows, int depth)
    {
        var random = new SeededRandom(6);
        var x = TreeData.Grid(random, 90, 7);
        var classes = x.Select(row => (PairClass)((row[0] > 0.5 ? 1 : 0) + random.Next(3))).ToArray();
        var rows = Enumerable.Range(0, x.Length).ToArray();
        double Score(int[] some) => some.Length == 0
            ? 0
            : some.GroupBy(row => classes[row]).Sum(of => Math.Pow(of.Count(), 2)) / some.Length;
        var expected = ExactGrower.Grow(x, rows, depth, minRows, 0, Score, some => some.Length);

        var matrix = TreeData.Binned(TreeData.Dense(x));
        var cells = Array.ConvertAll(classes, FourClassGini.Cell);
        var nodes = new TreeGrower<FourClassGini>(matrix, new TreeGrowth(depth, 0, minRows))
            .Grow(rows, [], cells, new FourClassGini(minRows), new SeededRandom(1), default);

        AssertSame(expected, nodes, 0, rows, matrix, x);
    }

    [TestMethod]
    public void Grow_ManyRandomSplits_SubtractedSumsAreThoseOfTheRows()
    {
        var random = new SeededRandom(8);
        var x = TreeData.Grid(random, 300, 33, 90);
        var matrix = TreeData.Binned(new FeatureMatrix(TreeData.Sparse(x).Sparse, TreeData.Dense(x).Dense), 32);
        var cells = x.Select(_ => (1L << 40) + random.Next(1000) - 500).ToArray();
        for (var round = 0; round < 20; round++)
        {
            var part = Enumerable.Range(0, 300).Where(_ => random.Next(3) == 0).ToArray();
            var rest = Enumerable.Range(0, 300).Except(part).ToArray();
            var parent = Sum(matrix, [.. Enumerable.Range(0, 300)], cells);
            Histograms.Subtract(parent, Sum(matrix, part, cells));
            CollectionAssert.AreEqual(Slow(matrix, rest, cells), parent);
        }
    }

    [TestMethod]
    public void Grow_LimitOfLeaves_TakesTheLargestGainsAndTheOthersFollowTheirValues()
    {
        var random = new SeededRandom(12);
        var x = TreeData.Grid(random, 200, 5, 60);
        var g = x.Select(row => row[0] + random.NextGaussian()).ToArray();
        var matrix = TreeData.Binned(TreeData.Dense(x));
        var growth = new TreeGrowth(12, 9, 3);
        int[] sampled = [.. Enumerable.Range(0, 150)], others = [.. Enumerable.Range(150, 50)];
        var cells = new long[200];
        var criterion = SecondOrder.Pack(g, [], sampled, [], growth, cells);
        var nodes = new TreeGrower<SecondOrder>(matrix, growth).Grow(sampled, others, cells, criterion, new SeededRandom(1), default);

        Assert.AreEqual(9, nodes.Count(node => node.IsLeaf));
        double Gain(TreeNode node) =>
            criterion.Score(nodes[node.Left].Sums) + criterion.Score(nodes[node.Right].Sums) - criterion.Score(node.Sums);
        var inOrder = nodes.Where(node => !node.IsLeaf).OrderBy(node => node.Left).ToArray();
        for (var i = 0; i < inOrder.Length; i++)
        {
            // Whatever was open at that time gained no more.
            var open = inOrder[(i + 1)..].Where(later => nodes.IndexOf(later) < inOrder[i].Left);
            Assert.IsTrue(open.All(later => Gain(later) <= Gain(inOrder[i]) * (1 + 1e-9)));
        }

        foreach (var node in nodes.Where(node => !node.IsLeaf))
        {
            var column = matrix.Columns[node.Place]!;
            Assert.IsTrue(others[nodes[node.Left].Others].All(row => x[row][column.Source] <= column.Thresholds[node.Bin]));
            Assert.IsTrue(others[nodes[node.Right].Others].All(row => x[row][column.Source] > column.Thresholds[node.Bin]));
        }

        CollectionAssert.AreEquivalent(Enumerable.Range(150, 50).ToArray(), others);
    }

    [TestMethod]
    public void Grow_ColumnsPerTree_AsksAboutNoMoreColumnsThanTheShare()
    {
        var random = new SeededRandom(13);
        var x = TreeData.Grid(random, 200, 20);
        var g = x.Select(_ => random.NextGaussian()).ToArray();
        var matrix = TreeData.Binned(TreeData.Dense(x));
        var growth = new TreeGrowth(8) { ColumnShare = 0.2 };
        var cells = new long[200];
        int[] rows = [.. Enumerable.Range(0, 200)];
        var grower = new TreeGrower<SecondOrder>(matrix, growth);
        var criterion = SecondOrder.Pack(g, [], rows, [], growth, cells);
        string Asked(int seed) => string.Join(' ', grower.Grow([.. rows], [], cells, criterion, new SeededRandom((ulong)seed), default)
            .Where(node => !node.IsLeaf).Select(node => node.Place).Distinct().Order());
        var seen = Enumerable.Range(0, 20).Select(Asked).ToArray();

        Assert.IsTrue(seen.All(columns => columns.Split(' ').Length is > 1 and <= 4));
        Assert.IsGreaterThan(10, seen.Distinct().Count());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(30)]
    public void Grow_NoRoomForHistograms_GivesTheSameTree(int maxLeaves)
    {
        var random = new SeededRandom(15);
        var x = TreeData.Grid(random, 300, 20, 60);
        var matrix = TreeData.Binned(new FeatureMatrix(TreeData.Sparse(x).Sparse, TreeData.Dense(x).Dense));
        var g = x.Select(row => row[0] - row[2] + random.NextGaussian()).ToArray();
        var growth = new TreeGrowth(8, maxLeaves, 2);
        var cells = new long[300];
        int[] rows = [.. Enumerable.Range(0, 300)];
        var criterion = SecondOrder.Pack(g, [], rows, [], growth, cells);
        string Grown(long bytes) => string.Join(' ', new TreeGrower<SecondOrder>(matrix, growth, bytes)
            .Grow([.. rows], [], cells, criterion, new SeededRandom(1), default)
            .Select(node => (node.Place, node.Bin, node.Left, node.Sampled)));
        Assert.AreEqual(Grown(1 << 28), Grown(0));
    }

    [TestMethod]
    public void Of_MoreSparseColumnsThanAllowed_KeepsThoseThatMostRowsHave()
    {
        float[][] x = [.. Enumerable.Range(0, 60)
            .Select(i => Enumerable.Range(0, 9).Select(column => i % (column + 5) == 0 ? 1f : 0).ToArray())];
        var matrix = BinnedMatrix.Of(TreeData.Sparse(x), 256, 3, default);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, matrix.Columns.OfType<SplitColumn>().Select(column => column.Source).ToArray());
    }

    [TestMethod]
    public void Pack_AnyGradients_SumsAreTheirs()
    {
        var random = new SeededRandom(14);
        var g = Enumerable.Range(0, 20_000).Select(_ => random.NextGaussian()).ToArray();
        var h = g.Select(value => 0.01 + (Math.Abs(value) / 10)).ToArray();
        int[] rows = [.. Enumerable.Range(0, g.Length)];
        var cells = new long[g.Length];
        var criterion = SecondOrder.Pack(g, h, rows, [], new TreeGrowth(6, L2: 0), cells);
        var (g2, h2) = (g.Sum() * g.Sum(), h.Sum());
        var score = criterion.Score(cells.Aggregate((sum, cell) => unchecked(sum + cell)));
        Assert.AreEqual(1, score * criterion.ValueUnit * criterion.GradientUnit * h2 / g2, 1e-3);
    }

    private static void AssertSame(ExactGrower.Node expected, List<TreeNode> nodes, int index, int[] rows, BinnedMatrix matrix, float[][] x)
    {
        var node = nodes[index];
        CollectionAssert.AreEquivalent(expected.Rows, rows[node.Sampled]);
        Assert.AreEqual(expected.Left is null, node.IsLeaf);
        if (!node.IsLeaf)
        {
            var column = matrix.Columns[node.Place]!;
            Assert.AreEqual(expected.Column, column.Source);
            Assert.IsTrue(expected.Threshold < column.Thresholds[node.Bin]);
            Assert.IsFalse(x.Any(row => row[expected.Column] > expected.Threshold && row[expected.Column] < column.Thresholds[node.Bin]));
            AssertSame(expected.Left!, nodes, node.Left, rows, matrix, x);
            AssertSame(expected.Right!, nodes, node.Right, rows, matrix, x);
        }
    }

    private static long[] Sum(BinnedMatrix matrix, int[] rows, long[] cells)
    {
        var histogram = new long[matrix.HistogramLength];
        long[] ofRows = [.. rows.Select(row => cells[row])];
        for (var b = 0; b < matrix.DenseBlocks; b++)
        {
            Histograms.Build(matrix.Dense(b), rows, ofRows, histogram.AsSpan(matrix.Start(b), matrix.Bins(b) * BinnedMatrix.Lanes));
        }

        Histograms.BuildSparse(matrix, rows, ofRows, ofRows.Sum(), histogram);
        return histogram;
    }

    private static long[] Slow(BinnedMatrix matrix, int[] rows, long[] cells)
    {
        var histogram = new long[matrix.HistogramLength];
        foreach (var row in rows)
        {
            for (var b = 0; b < matrix.BlockCount; b++)
            {
                for (var lane = 0; lane < BinnedMatrix.Lanes; lane++)
                {
                    histogram[matrix.Start(b) + (matrix.BinOf(row, b, lane) * BinnedMatrix.Lanes) + lane] += cells[row];
                }
            }
        }

        return histogram;
    }
}

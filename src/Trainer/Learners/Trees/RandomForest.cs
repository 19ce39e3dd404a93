using Trainer.Features;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Trees;

/// <summary>Trees on bootstrap samples; leaf values are divided by the number of trees, so that their sum is the forest's mean.</summary>
internal static class RandomForest
{
    /// <summary>
    /// Trees of four classes; a leaf says how often the strong model is the one to take: the shares of "strong better" and "both fail", the
    /// cost-aware rule of RoRF for P(A). Without any known class there is no tree.
    /// </summary>
    public static Tree[] Classify(
        BinnedMatrix matrix, PairClass?[] classes, TreeGrowth growth, int trees, ulong seed, CancellationToken cancellation)
    {
        var rows = Enumerable.Range(0, classes.Length).Where(row => classes[row] is not null).ToArray();
        var grower = new TreeGrower<FourClassGini>(matrix, growth);
        var cells = new long[matrix.RowCount];
        return Grow(matrix, rows, Math.Min(rows.Length, FourClassGini.MaxRows), trees, seed, (sampled, weights, random) =>
        {
            foreach (var row in sampled)
            {
                cells[row] = weights[row] * FourClassGini.Cell(classes[row]!.Value);
            }

            var nodes = grower.Grow(sampled, [], cells, new FourClassGini(growth.MinRows), random, cancellation);
            return Tree.Of(matrix, nodes, node => StrongShare(node.Sums) / trees);
        });
    }

    /// <summary>Trees of one target; a leaf says its mean. Without any known target there is no tree.</summary>
    /// <param name="matrix">The bins.</param>
    /// <param name="target">Per row, NaN where unknown.</param>
    /// <param name="growth">When to stop.</param>
    /// <param name="trees">How many.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="cancellation">Looked at per node.</param>
    public static Tree[] Regress(
        BinnedMatrix matrix, double[] target, TreeGrowth growth, int trees, ulong seed, CancellationToken cancellation)
    {
        var rows = Enumerable.Range(0, target.Length).Where(row => !double.IsNaN(target[row])).ToArray();
        var grower = new TreeGrower<SecondOrder>(matrix, growth);
        var cells = new long[matrix.RowCount];

        // About the middle of their range, right and wrong are the two extremes, and a node of either alone is known to be pure.
        var middle = rows.Length == 0 ? 0 : (rows.Min(row => target[row]) + rows.Max(row => target[row])) / 2;
        var gradients = Array.ConvertAll(target, y => middle - y);
        return Grow(matrix, rows, Math.Min(rows.Length, SecondOrder.MaxRows), trees, seed, (sampled, weights, random) =>
        {
            var criterion = SecondOrder.Pack(gradients, [], sampled, weights, growth, cells);
            var nodes = grower.Grow(sampled, [], cells, criterion, random, cancellation);
            return Tree.Of(matrix, nodes, node => Mean(sampled.AsSpan(node.Sampled), weights, target) / trees);
        });
    }

    private static double StrongShare(long sums)
    {
        var strong = FourClassGini.Count(sums, PairClass.StrongBetter) + FourClassGini.Count(sums, PairClass.BothFail);
        var weak = FourClassGini.Count(sums, PairClass.BothFine) + FourClassGini.Count(sums, PairClass.WeakBetter);
        return (double)strong / (strong + weak);
    }

    private static double Mean(ReadOnlySpan<int> rows, int[] weights, double[] target)
    {
        double sum = 0, count = 0;
        foreach (var row in rows)
        {
            sum += weights[row] * target[row];
            count += weights[row];
        }

        return sum / count;
    }

    // Rows drawn with replacement count as often as they were drawn.
    private static Tree[] Grow(
        BinnedMatrix matrix, int[] rows, int draws, int trees, ulong seed, Func<int[], int[], SeededRandom, Tree> grow)
    {
        if (rows.Length == 0)
        {
            return [];
        }

        var random = new SeededRandom(seed, 0xF0);
        var weights = new int[matrix.RowCount];
        var forest = new Tree[trees];
        for (var t = 0; t < trees; t++)
        {
            Array.Clear(weights);
            for (var i = 0; i < draws; i++)
            {
                weights[rows[random.Next(rows.Length)]]++;
            }

            forest[t] = grow(Array.FindAll(rows, row => weights[row] > 0), weights, random);
        }

        return forest;
    }
}

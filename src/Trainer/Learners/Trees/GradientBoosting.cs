using Trainer.Features;

namespace Trainer.Learners.Trees;

/// <summary>
/// Second-order gradient boosting on histograms (Friedman 2001; Chen and Guestrin 2016; Ke et al. 2017). Which split is best is decided
/// on packed sums, leaf values are computed from the exact derivatives: w = -η G/(H + λ).
/// </summary>
internal static class GradientBoosting
{
    /// <summary>Fits one ensemble of as many outputs as there are targets.</summary>
    /// <param name="matrix">The bins.</param>
    /// <param name="targets">[outputs][rows]; several outputs are classes of a softmax.</param>
    /// <param name="rows">Rows whose targets are known, ascending, at least one.</param>
    /// <param name="isSquared">Squared error rather than log loss; for one output.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="directions">Per block and lane the direction of a monotone constraint; null without any.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="cancellation">Looked at per node.</param>
    public static (List<(Tree Tree, int Output)> Trees, double[] Bases) Fit(
        BinnedMatrix matrix,
        double[][] targets,
        int[] rows,
        bool isSquared,
        BoostingLearner settings,
        double[]? directions,
        ulong seed,
        CancellationToken cancellation)
    {
        var random = new SeededRandom(seed, 0xB0);
        var (training, validation) = settings.Patience == 0 ? (rows, []) : Divide(rows, settings.ValidationShare, random);
        var bases = Array.ConvertAll(targets, target => Base(target, training, isSquared, targets.Length));
        var scores = Array.ConvertAll(bases, start => Filled(matrix.RowCount, start));
        var plain = new TreeGrower<SecondOrder>(matrix, settings.Growth);
        var bounded = new TreeGrower<BoundedSecondOrder>(matrix, settings.Growth);
        var trees = new List<(Tree Tree, int Output)>();
        var gradients = Array.ConvertAll(targets, _ => new double[matrix.RowCount]);
        var hessians = Array.ConvertAll(targets, _ => new double[matrix.RowCount]);
        var cells = new long[matrix.RowCount];
        var (bestLoss, bestTrees, best) = (double.PositiveInfinity, 0, 0);
        if (validation.Length > 0)
        {
            bestLoss = LossSlope.Mean(isSquared, targets, scores, validation);
        }

        for (var round = 0; round < settings.Trees; round++)
        {
            var share = Math.Min(settings.RowShare, (double)SecondOrder.MaxRows / training.Length);
            var (sampled, left) = share < 1 ? Divide(training, 1 - share, random) : (training.AsSpan().ToArray(), []);
            int[] others = [.. left, .. validation];
            var grew = false;
            for (var output = 0; output < targets.Length; output++)
            {
                LossSlope.Of(isSquared, targets, scores, sampled, output, gradients[output], hessians[output]);
            }

            for (var output = 0; output < targets.Length; output++)
            {
                var (g, h) = (gradients[output], hessians[output]);
                var criterion = SecondOrder.Pack(g, isSquared ? [] : h, sampled, [], settings.Growth, cells);
                var nodes = directions is null
                    ? plain.Grow(sampled, others, cells, criterion, random, cancellation)
                    : bounded.Grow(
                        sampled, others, cells, new(criterion, directions), random, cancellation);
                grew |= nodes.Count > 1;
                var tree = Tree.Of(matrix, nodes, node => settings.LearningRate * Value(node, sampled, g, h, settings.L2));
                trees.Add((tree, output));
                Add(tree, nodes, node => node.Sampled, sampled, scores[output]);
                Add(tree, nodes, node => node.Others, others, scores[output]);
            }

            if (!grew && settings.RowShare >= 1 && settings.ColumnShare >= 1)
            {
                break; // every further tree would be the same single leaf
            }

            if (validation.Length > 0)
            {
                var loss = LossSlope.Mean(isSquared, targets, scores, validation);
                if (loss < bestLoss)
                {
                    (bestLoss, bestTrees, best) = (loss, trees.Count, round + 1);
                }
                else if (round + 1 - best >= settings.Patience)
                {
                    break;
                }
            }
        }

        if (validation.Length > 0)
        {
            trees.RemoveRange(bestTrees, trees.Count - bestTrees);
        }

        return (trees, bases);
    }

    private static double Value(TreeNode leaf, int[] sampled, double[] gradients, double[] hessians, double l2)
    {
        double gradient = 0, hessian = l2;
        foreach (var row in sampled.AsSpan(leaf.Sampled))
        {
            gradient += gradients[row];
            hessian += hessians[row];
        }

        return hessian > 0 ? Math.Clamp(-gradient / hessian, leaf.Lower, leaf.Upper) : 0;
    }

    private static void Add(Tree tree, List<TreeNode> nodes, Func<TreeNode, Range> part, int[] rows, double[] scores)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].IsLeaf)
            {
                foreach (var row in rows.AsSpan(part(nodes[i])))
                {
                    scores[row] += tree.Values[i];
                }
            }
        }
    }

    // What minimises the loss without any tree; Laplace's rule keeps log-odds finite.
    private static double Base(double[] target, int[] rows, bool isSquared, int classes)
    {
        var sum = rows.Sum(row => target[row]);
        if (isSquared)
        {
            return sum / rows.Length;
        }

        var count = Math.Max(2, classes);
        if (classes > 1)
        {
            return Math.Log((sum + 1) / (rows.Length + count));
        }

        return Math.Log((sum + 1) / (rows.Length - sum + 1));
    }

    // Rows in their order, the second part a seeded sample without replacement (Knuth's selection sampling).
    private static (int[] First, int[] Second) Divide(int[] rows, double share, SeededRandom random)
    {
        var wanted = Math.Clamp((int)Math.Round(share * rows.Length), 0, rows.Length - 1);
        var (first, second) = (new int[rows.Length - wanted], new int[wanted]);
        int a = 0, b = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (b < wanted && random.Next(rows.Length - i) < wanted - b)
            {
                second[b++] = rows[i];
            }
            else
            {
                first[a++] = rows[i];
            }
        }

        return (first, second);
    }

    private static double[] Filled(int count, double value)
    {
        var values = new double[count];
        Array.Fill(values, value);
        return values;
    }
}

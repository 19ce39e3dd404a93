using System.Globalization;
using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Regression.Slices;

/// <summary>
/// Looks for slices on which the candidate is worse: a small regression tree of each query's loss of quality over what is known of the
/// query (Breiman et al. 1984), grown on one half of the clusters. A leaf that is worse there is tried on the other half, with Holm's
/// correction for how many there are; a slice found and tested on the same queries would be worse by construction. O(facts × rows log
/// rows × depth).
/// </summary>
internal static class WeakSliceSearch
{
    public const int MinimumQueries = 20;
    public const double MinimumShare = 0.05;
    public const double Level = 0.05;

    private const int Depth = 3;
    private const int Thresholds = 16;

    public static WeakSlices Run(RegressionInput input, RegressionOptions options)
    {
        double[] loss = [.. input.Baseline.Quality.Zip(input.Candidate.Quality, (b, c) => b - c)];
        var cluster = input.Clusters;
        var first = Halves(cluster, options.Seed);
        int[] grow = [.. Enumerable.Range(0, loss.Length).Where(row => first[row] && double.IsFinite(loss[row]))];
        int[] confirm = [.. Enumerable.Range(0, loss.Length).Where(row => !first[row] && double.IsFinite(loss[row]))];
        var leaves = new List<Leaf>();
        var facts = PromptFacts.Of(input.Queries);
        Grow(new([], grow, confirm), 0, Math.Max(MinimumQueries, (int)Math.Ceiling(MinimumShare * grow.Length)), facts, loss, leaves);

        // The root is no slice; what is too small on the other half can tell nothing.
        Leaf[] tried = [.. leaves.Where(leaf =>
            leaf.Conditions.Count > 0 && leaf.Grow.Average(row => loss[row]) > 0 && leaf.Confirm.Length >= MinimumQueries / 2)];
        double[] raw = [.. tried.Select(leaf => SignFlipTest.Of(
            Array.ConvertAll(leaf.Confirm, row => -loss[row]),
            Array.ConvertAll(leaf.Confirm, row => cluster[row]),
            options.Resamples,
            options.Seed).Below)];
        var p = Multiplicity.Holm(raw);
        return new(grow.Length, confirm.Length, tried.Length, [.. Enumerable.Range(0, tried.Length)
            .Where(i => p[i] <= Level)
            .Select(i => Describe(tried[i], loss, cluster, options, p[i]))
            .OrderBy(slice => slice.Difference.Value)]);
    }

    private static WeakSlice Describe(Leaf leaf, double[] loss, int[] cluster, RegressionOptions options, double p)
    {
        var bootstrap = new ClusterBootstrap(Array.ConvertAll(leaf.Confirm, row => cluster[row]), options.Seed);
        var difference = bootstrap.Means([Array.ConvertAll(leaf.Confirm, row => -loss[row])], options.CurveResamples).Estimate(0);
        return new(string.Join(" and ", leaf.Conditions), leaf.Confirm.Length, difference, p);
    }

    // By cluster, in the order in which they come, so that the halves do not depend on how clusters are numbered.
    private static bool[] Halves(int[] cluster, ulong seed)
    {
        var random = new SeededRandom(seed, 0x52);
        var half = new Dictionary<int, bool>();
        return Array.ConvertAll(cluster, number =>
        {
            if (!half.TryGetValue(number, out var isFirst))
            {
                half.Add(number, isFirst = random.Next(2) == 0);
            }

            return isFirst;
        });
    }

    private static void Grow(
        Leaf leaf,
        int depth,
        int minimum,
        IReadOnlyList<(string Name, bool IsDomain, double[] Values)> facts,
        double[] loss,
        List<Leaf> leaves)
    {
        var best = (Gain: 1e-9, Fact: -1, Threshold: 0.0);
        var total = leaf.Grow.Sum(row => loss[row]);
        for (var fact = 0; fact < facts.Count && depth < Depth && leaf.Grow.Length >= 2 * minimum; fact++)
        {
            var values = facts[fact].Values;
            int[] order = [.. leaf.Grow.OrderBy(row => values[row])];
            double sum = 0;
            var next = 1;
            for (var i = 0; i + 1 < order.Length; i++)
            {
                sum += loss[order[i]];
                var isPlace = values[order[i]] < values[order[i + 1]];
                if (!isPlace || (!facts[fact].IsDomain && i + 1 < (long)next * order.Length / Thresholds))
                {
                    continue;
                }

                next = 1 + (int)((long)(i + 1) * Thresholds / order.Length);
                var (below, above) = (i + 1, order.Length - i - 1);
                if (below >= minimum && above >= minimum)
                {
                    // What the squared error falls by.
                    var gain = (sum * sum / below) + ((total - sum) * (total - sum) / above) - (total * total / order.Length);
                    best = gain > best.Gain ? (gain, fact, (values[order[i]] + values[order[i + 1]]) / 2) : best;
                }
            }
        }

        if (best.Fact < 0)
        {
            leaves.Add(leaf);
            return;
        }

        var (name, isDomain, column) = facts[best.Fact];
        foreach (var isAbove in new[] { false, true })
        {
            // A later bound on the same side is the narrower one and takes the earlier one's place.
            var side = isDomain ? $"domain {(isAbove ? "=" : "≠")} " : $"{name} {(isAbove ? ">" : "≤")} ";
            var condition = isDomain ? side + name : side + Math.Floor(best.Threshold).ToString(CultureInfo.InvariantCulture);
            Grow(
                new(
                    [.. leaf.Conditions.Where(earlier => isDomain || !earlier.StartsWith(side, StringComparison.Ordinal)), condition],
                    Array.FindAll(leaf.Grow, row => column[row] > best.Threshold == isAbove),
                    Array.FindAll(leaf.Confirm, row => column[row] > best.Threshold == isAbove)),
                depth + 1,
                minimum,
                facts,
                loss,
                leaves);
        }
    }

    private sealed record Leaf(IReadOnlyList<string> Conditions, int[] Grow, int[] Confirm);
}

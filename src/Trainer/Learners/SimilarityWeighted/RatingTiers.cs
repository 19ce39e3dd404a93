namespace Trainer.Learners.SimilarityWeighted;

/// <summary>
/// Models of about equal strength put together: the division of the sorted strengths into so many runs whose sum of variances is least, by
/// dynamic programming in O(models² · tiers). Of equal sums the earliest cut wins.
/// </summary>
internal static class RatingTiers
{
    /// <summary>The tier of each model, 0 for the strongest.</summary>
    /// <param name="strengths">Strengths of the models.</param>
    /// <param name="tiers">Tiers, from 1; where there are fewer models each is its own.</param>
    public static int[] Of(double[] strengths, int tiers)
    {
        int[] order = [.. Enumerable.Range(0, strengths.Length).OrderByDescending(m => strengths[m]).ThenBy(m => m)];
        var sorted = Array.ConvertAll(order, m => strengths[m]);
        var starts = Starts(sorted, Math.Min(tiers, sorted.Length));
        var tierOf = new int[strengths.Length];
        for (int i = 0, tier = -1; i < order.Length; i++)
        {
            tier += tier + 1 < starts.Length && starts[tier + 1] == i ? 1 : 0;
            tierOf[order[i]] = tier;
        }

        return tierOf;
    }

    /// <summary>
    /// The same where two models must not share a tier: one that they share is cut in two at the widest gap between them.
    /// </summary>
    public static int[] Apart(double[] strengths, int[] tierOf, int one, int other)
    {
        if (tierOf[one] != tierOf[other])
        {
            return tierOf;
        }

        // Where the strengths are equal, the order of the models decides, as it does in the tiers.
        int[] shared = [.. Enumerable.Range(0, strengths.Length).Where(m => tierOf[m] == tierOf[one])
            .OrderByDescending(m => strengths[m]).ThenBy(m => m)];
        var (first, last) = (Array.IndexOf(shared, one), Array.IndexOf(shared, other));
        (first, last) = (Math.Min(first, last), Math.Max(first, last));
        var cut = Enumerable.Range(first, last - first).MaxBy(i => strengths[shared[i]] - strengths[shared[i + 1]]);
        var below = shared[(cut + 1)..];
        return [.. tierOf.Select((tier, m) => tier > tierOf[one] || below.Contains(m) ? tier + 1 : tier)];
    }

    private static int[] Starts(double[] sorted, int tiers)
    {
        var count = sorted.Length;
        var variance = Variances(sorted);
        var best = new double[tiers, count]; // of the first models up to and with the column, in so many tiers and one
        var start = new int[tiers, count];
        for (var to = 0; to < count; to++)
        {
            best[0, to] = variance[0, to];
        }

        for (var tier = 1; tier < tiers; tier++)
        {
            for (var to = tier; to < count; to++)
            {
                best[tier, to] = double.PositiveInfinity;
                for (var from = tier; from <= to; from++)
                {
                    var sum = best[tier - 1, from - 1] + variance[from, to];
                    if (sum < best[tier, to])
                    {
                        (best[tier, to], start[tier, to]) = (sum, from);
                    }
                }
            }
        }

        var starts = new int[tiers];
        for (int tier = tiers - 1, to = count - 1; tier > 0; tier--)
        {
            starts[tier] = start[tier, to];
            to = starts[tier] - 1;
        }

        return starts;
    }

    // Of every run, added up one model at a time (Welford).
    private static double[,] Variances(double[] sorted)
    {
        var variance = new double[sorted.Length, sorted.Length];
        for (var from = 0; from < sorted.Length; from++)
        {
            double mean = 0, squares = 0;
            for (var to = from; to < sorted.Length; to++)
            {
                var count = to - from + 1;
                var off = sorted[to] - mean;
                mean += off / count;
                squares += off * (sorted[to] - mean);
                variance[from, to] = squares / count;
            }
        }

        return variance;
    }
}

using System.Numerics.Tensors;

namespace Trainer.Learners.Trees;

/// <summary>
/// Where a column may be split: about evenly by rank, and only where two neighbouring training values are well apart. The graph computes
/// a feature by other instructions than the trainer does and may differ in the last bits; a threshold midway in a gap of at least 1e-5 of
/// the column's largest magnitude, and in the widest gap near the wanted rank, keeps such a difference from changing the side of any
/// training value. Values closer than that share a bin.
/// </summary>
internal static class QuantileThresholds
{
    private const double LeastGap = 1e-5;

    /// <summary>At most <paramref name="maxBins"/> - 1 ascending thresholds, each representable and strictly between two values.</summary>
    /// <param name="sorted">Finite values, ascending.</param>
    /// <param name="maxBins">At least 1.</param>
    public static float[] Of(ReadOnlySpan<float> sorted, int maxBins) =>
        sorted.Length == 0 ? [] : Of(sorted, maxBins, LeastGap * Math.Abs(TensorPrimitives.MaxMagnitude(sorted)));

    /// <summary>The same for a column that is mostly 0, given its stored values: 0 is on its own wherever it is well apart.</summary>
    public static float[] OfSparse(ReadOnlySpan<float> sorted, int maxBins)
    {
        if (sorted.Length == 0)
        {
            return [];
        }

        var gap = LeastGap * Math.Abs(TensorPrimitives.MaxMagnitude(sorted));
        int low = 0, high = sorted.Length;
        while (low < sorted.Length && sorted[low] < -gap)
        {
            low++;
        }

        while (high > 0 && sorted[high - 1] > gap)
        {
            high--;
        }

        var negative = sorted[..low];
        var positive = sorted[high..];
        var sides = (low > 0 ? 1 : 0) + (high < sorted.Length ? 1 : 0);
        var spare = maxBins - 1 - sides;
        var ofNegative = spare <= 0 ? 0 : (int)((long)spare * negative.Length / Math.Max(1, negative.Length + positive.Length));
        var thresholds = new List<float>();
        if (low > 0)
        {
            thresholds.AddRange(Of(negative, ofNegative + 1, gap));
            thresholds.Add(sorted[low - 1] / 2);
        }

        if (high < sorted.Length)
        {
            thresholds.Add(sorted[high] / 2);
            thresholds.AddRange(Of(positive, Math.Max(0, spare - ofNegative) + 1, gap));
        }

        return [.. thresholds.Take(maxBins - 1)];
    }

    private static float[] Of(ReadOnlySpan<float> sorted, int maxBins, double leastGap)
    {
        // Where a new value begins.
        var starts = new List<int>();
        for (var i = 1; i < sorted.Length; i++)
        {
            if ((double)sorted[i] - sorted[i - 1] > leastGap)
            {
                starts.Add(i);
            }
        }

        var thresholds = new List<float>(Math.Min(maxBins - 1, starts.Count));
        var next = 0;
        for (int bins = maxBins, from = 0; bins > 1 && next < starts.Count; bins--)
        {
            if (starts.Count - next > bins - 1)
            {
                next = Choose(sorted, starts, next, from, (double)(sorted.Length - from) / bins);
            }

            from = starts[next++];
            thresholds.Add((float)(((double)sorted[from - 1] + sorted[from]) / 2));
        }

        return [.. thresholds];
    }

    // The widest gap within a quarter of a bin around the wanted rank; without one the last before it, else the first after it.
    private static int Choose(ReadOnlySpan<float> sorted, List<int> starts, int next, int from, double size)
    {
        int first = from + (int)Math.Ceiling(0.75 * size), last = from + (int)(1.25 * size);
        var (best, width) = (-1, 0f);
        for (; next < starts.Count && starts[next] <= last; next++)
        {
            var gap = sorted[starts[next]] - sorted[starts[next] - 1];
            if (starts[next] < first)
            {
                best = next;
            }
            else if (gap > width)
            {
                (best, width) = (next, gap);
            }
        }

        return best >= 0 ? best : next;
    }
}

using System.Numerics;
using Trainer.Features;

namespace Trainer.Regression;

/// <summary>
/// Permutation test of paired differences: were the routers alike, each cluster's sum could as well have the other sign (Fisher 1935;
/// Good 2005, Permutation, Parametric and Bootstrap Tests of Hypotheses, section 3.2). Clusters whose sum is 0 say nothing. All signs
/// are tried where at most 20 clusters are left, else random ones, with p = (1 + hits) / (1 + draws), which is never 0.
/// </summary>
/// <param name="Below">How likely a sum at least as low is.</param>
/// <param name="Above">How likely a sum at least as high is.</param>
/// <param name="Clusters">Clusters whose sum is not 0.</param>
/// <param name="IsExact">Whether all signs were tried.</param>
internal sealed record SignFlipTest(double Below, double Above, int Clusters, bool IsExact)
{
    public const int ExactClusters = 20;

    /// <summary>Two-sided p-value.</summary>
    public double P => Math.Min(1, 2 * Math.Min(Below, Above));

    /// <param name="differences">Of each row.</param>
    /// <param name="cluster">Of each row, numbers from 0.</param>
    /// <param name="draws">Random signs, where not all are tried. O(draws × clusters / 4) table look-ups.</param>
    /// <param name="seed">Of these.</param>
    public static SignFlipTest Of(ReadOnlySpan<double> differences, ReadOnlySpan<int> cluster, int draws, ulong seed)
    {
        var sums = new Dictionary<int, double>();
        double scale = 0;
        for (var row = 0; row < differences.Length; row++)
        {
            sums[cluster[row]] = sums.GetValueOrDefault(cluster[row]) + differences[row];
            scale += Math.Abs(differences[row]);
        }

        // Rounding must not decide: what cancels but for the last bits is 0, and sums that differ by as little are equal.
        var tolerance = 1e-12 * scale;
        double[] values = [.. sums.OrderBy(pair => pair.Key).Select(pair => pair.Value).Where(value => Math.Abs(value) > tolerance)];
        var observed = values.Sum();
        return values.Length <= ExactClusters ? Exact(values, observed, tolerance) : Drawn(values, observed, tolerance, draws, seed);
    }

    // Gray code: each step turns one sign.
    private static SignFlipTest Exact(double[] values, double observed, double tolerance)
    {
        var (sum, below, above) = (observed, 1L, 1L);
        var sign = new bool[values.Length];
        var all = 1L << values.Length;
        for (var step = 1L; step < all; step++)
        {
            var i = BitOperations.TrailingZeroCount(step);
            sum += (sign[i] ? 2 : -2) * values[i];
            sign[i] = !sign[i];
            below += sum <= observed + tolerance ? 1 : 0;
            above += sum >= observed - tolerance ? 1 : 0;
        }

        return new((double)below / all, (double)above / all, values.Length, true);
    }

    // Four clusters at a time: sixteen sums of theirs, one look-up for four random bits.
    private static SignFlipTest Drawn(double[] values, double observed, double tolerance, int draws, ulong seed)
    {
        var groups = (values.Length + 3) / 4;
        var table = new double[groups * 16];
        for (var entry = 0; entry < table.Length; entry++)
        {
            for (var bit = 0; bit < 4 && (entry / 16 * 4) + bit < values.Length; bit++)
            {
                var value = values[(entry / 16 * 4) + bit];
                table[entry] += (entry >> bit & 1) == 0 ? value : -value;
            }
        }

        var (below, above) = (0, 0);
        var random = new SeededRandom(seed, 0x51);
        for (var draw = 0; draw < draws; draw++)
        {
            double sum = 0;
            for (var group = 0; group < groups;)
            {
                var bits = random.NextUInt64();
                for (var end = Math.Min(group + 16, groups); group < end; group++, bits >>= 4)
                {
                    sum += table[(group * 16) + (int)(bits & 15)];
                }
            }

            below += sum <= observed + tolerance ? 1 : 0;
            above += sum >= observed - tolerance ? 1 : 0;
        }

        return new((1.0 + below) / (1 + draws), (1.0 + above) / (1 + draws), values.Length, false);
    }
}

using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// A quantile between two order statistics, distribution-free (David and Nagaraja 2003, Order Statistics, section 7.1): how many of n
/// independent values fall below the quantile is binomial, so the ranks that bound it do not depend on what the values are.
/// </summary>
internal static class OrderStatisticInterval
{
    /// <param name="sorted">Values by rising size.</param>
    /// <param name="probability">Of the quantile, in (0, 1).</param>
    /// <returns>At least 95 % coverage; an end that no rank reaches is NaN.</returns>
    public static Estimate Of(ReadOnlySpan<double> sorted, double probability)
    {
        var n = sorted.Length;
        if (n == 0)
        {
            return new(double.NaN, double.NaN, double.NaN, 0);
        }

        // low = greatest rank r with P(X < r) <= 2.5 %, high = least rank s with P(X < s) >= 97.5 %, X ~ binomial(n, probability).
        var (low, high) = (0, n + 1);
        double below = 0;
        for (var k = 0; k < n; k++)
        {
            below += Mass(k, n, probability);
            low = below <= 0.025 ? k + 1 : low;
            if (below >= 0.975)
            {
                high = k + 1;
                break;
            }
        }

        return new(
            Quantile.Of(sorted, probability), low >= 1 ? sorted[low - 1] : double.NaN, high <= n ? sorted[high - 1] : double.NaN, n);
    }

    private static double Mass(int k, int n, double probability)
    {
        var logarithm = (k * Math.Log(probability)) + ((n - k) * Math.Log(1 - probability));
        return Math.Exp(logarithm + LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k));
    }

    // Stirling's series, exact to double precision from 20 on.
    private static double LogFactorial(int n)
    {
        if (n < 20)
        {
            double sum = 0;
            for (var i = 2; i <= n; i++)
            {
                sum += Math.Log(i);
            }

            return sum;
        }

        double x = n;
        var series = (1 / (12 * x)) - (1 / (360 * x * x * x)) + (1 / (1260 * Math.Pow(x, 5)));
        return (x * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI * x)) + series;
    }
}

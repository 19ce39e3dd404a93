namespace Trainer.Calibration.Certification;

/// <summary>
/// The exact binomial test behind Clopper and Pearson's interval (1934, Biometrika 26:404): may a loss of 0 or 1 have a mean of at least m?
/// </summary>
internal static class BinomialBound
{
    /// <summary>P(at most <paramref name="losses"/> of n), each with probability <paramref name="mean"/>: the p-value of "the mean is m or
    /// more".</summary>
    public static double PValue(int losses, int n, double mean)
    {
        if (losses >= n || mean <= 0)
        {
            return 1;
        }

        if (losses < 0 || mean >= 1)
        {
            return 0;
        }

        // From the largest term downwards in both directions; terms that no longer count are left out.
        var from = Math.Min(losses, (int)(mean * (n + 1)));
        var largest = Math.Exp(LogTerm(from, n, mean));
        var sum = largest;
        var odds = mean / (1 - mean);
        var term = largest;
        for (var k = from; k > 0 && term > sum * 1e-17; k--)
        {
            term *= k / ((n - k + 1) * odds);
            sum += term;
        }

        term = largest;
        for (var k = from + 1; k <= losses && term > sum * 1e-17; k++)
        {
            term *= (n - k + 1) * odds / k;
            sum += term;
        }

        return Math.Min(1, sum);
    }

    /// <summary>The most losses of n with which "the mean is m or more" is rejected at a level; -1 if not even none is enough.</summary>
    public static int Acceptance(int n, double mean, double level)
    {
        var (low, high) = (-1, n); // rejected, not rejected
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = PValue(middle, n, mean) <= level ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double LogTerm(int k, int n, double mean) =>
        LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k) + (k * Math.Log(mean)) + ((n - k) * Math.Log(1 - mean));

    // Stirling's series from 20 on, where its error is below 1e-13.
    private static double LogFactorial(int n)
    {
        if (n < 20)
        {
            var product = 1.0;
            for (var i = 2; i <= n; i++)
            {
                product *= i;
            }

            return Math.Log(product);
        }

        double x = n;
        var square = 1 / (x * x);
        return (x * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI * x))
            + ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square / 1680)))))) / x;
    }
}

namespace Trainer.Calibration.Certification;

/// <summary>
/// A test by betting that a mean lies below m (Waudby-Smith and Ramdas 2024, JRSS B 86:1, arXiv 2010.09686; the lower half of their hedged
/// capital, since only one side is asked for). Each value in turn multiplies the capital by 1 + λ (m − value), with λ fixed before the
/// value
/// is seen; if the mean is m or more, the capital is a supermartingale and exceeds 1/p at any time with probability at most p (Ville 1939).
/// The bets are their predictable plug-in, λ_i = sqrt(2 ln(1/level) / (n · variance so far)), at most 3/4 of what could ruin.
/// </summary>
internal static class BettingBound
{
    private const double Caution = 0.75;

    /// <summary>The p-value of "the mean is m or more": 1 over the largest capital. O(n).</summary>
    /// <param name="values">In 0 to 1, independent, in an order that has nothing to do with them.</param>
    /// <param name="mean">m, in 0 to 1.</param>
    /// <param name="level">The level that the bets are made for, above 0 and below 1.</param>
    public static double PValue(ReadOnlySpan<double> values, double mean, double level)
    {
        if (mean >= 1)
        {
            return 1; // a mean of 1 ruins whoever bets against it
        }

        var stake = 2 * Math.Log(1 / level) / values.Length;
        var most = Caution / (1 - mean);
        double sum = 0.5, squares = 0.25, capital = 1, largest = 1;
        for (var i = 0; i < values.Length; i++)
        {
            var bet = Math.Min(most, Math.Sqrt(stake * (i + 1) / squares));
            capital *= 1 + (bet * (mean - values[i]));
            largest = Math.Max(largest, capital);
            sum += values[i];
            var distance = values[i] - (sum / (i + 2));
            squares += distance * distance;
        }

        return 1 / largest;
    }
}

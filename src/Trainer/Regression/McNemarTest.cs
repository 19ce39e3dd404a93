namespace Trainer.Regression;

/// <summary>
/// McNemar's test of paired binary outcomes, mid-p version (Fagerland, Lydersen and Laake 2013, BMC Med. Res. Methodol. 13:91): under no
/// change the discordant pairs fall either way like a fair coin, p = 2 P(X &lt; k) + P(X = k), k the smaller count. It takes
/// queries as independent, so where they come in clusters it informs and the bootstrap decides.
/// </summary>
/// <param name="OnlyBaselineRight">Queries that the baseline got right and the candidate wrong.</param>
/// <param name="OnlyCandidateRight">The reverse.</param>
internal sealed record McNemarTest(int OnlyBaselineRight, int OnlyCandidateRight)
{
    /// <summary>Discordant pairs from which the chi-square approximation is worth a number.</summary>
    public const int ChiSquarePairs = 25;

    /// <summary>Two-sided.</summary>
    public double MidPValue => MidP();

    /// <summary>
    /// (|b - c| - 1)^2 / (b + c), McNemar's statistic with Edwards' correction for continuity (1948); null below 25 discordant pairs. A
    /// number for those who know it from elsewhere: the mid-p value decides.
    /// </summary>
    public double? ChiSquare => OnlyBaselineRight + OnlyCandidateRight is >= ChiSquarePairs and var discordant
        ? Math.Pow(Math.Max(0, Math.Abs(OnlyBaselineRight - OnlyCandidateRight) - 1), 2) / discordant
        : null;

    /// <summary>Two-sided. O(discordant pairs).</summary>
    public double MidP()
    {
        var discordant = OnlyBaselineRight + OnlyCandidateRight;
        var smaller = Math.Min(OnlyBaselineRight, OnlyCandidateRight);
        var logarithm = -discordant * Math.Log(2);
        for (var i = 1; i <= smaller; i++)
        {
            logarithm += Math.Log((double)(discordant - smaller + i) / i);
        }

        var mass = Math.Exp(logarithm);
        var p = mass;
        for (var k = smaller; k > 0; k--)
        {
            mass *= (double)k / (discordant - k + 1);
            p += 2 * mass;
        }

        return Math.Min(1, p);
    }

    /// <summary>Null where a quality is neither 0 nor 1.</summary>
    public static McNemarTest? Of(ReadOnlySpan<double> baseline, ReadOnlySpan<double> candidate)
    {
        var (onlyBaseline, onlyCandidate) = (0, 0);
        for (var row = 0; row < baseline.Length; row++)
        {
            switch (baseline[row], candidate[row])
            {
                case (1, 0):
                    onlyBaseline++;
                    break;
                case (0, 1):
                    onlyCandidate++;
                    break;
                case (0, 0) or (1, 1):
                    break;
                default:
                    return null;
            }
        }

        return new(onlyBaseline, onlyCandidate);
    }
}

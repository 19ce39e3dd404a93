namespace Trainer.Evaluation;

/// <summary>
/// Wilcoxon's signed-rank test (1945, Biometrics Bulletin 1:80) of paired differences, by the normal approximation with ties corrected.
/// Zeros are ranked with the rest and their ranks split between both signs, so that they speak against any difference (Pratt 1959 with the
/// split that is called zsplit in SciPy).
/// </summary>
internal static class SignedRankTest
{
    /// <summary>
    /// How likely differences at least as far below zero would be if their distribution were symmetric around 0; 1 without any
    /// difference. O(n log n).
    /// </summary>
    public static double Below(ReadOnlySpan<double> differences)
    {
        var n = differences.Length;
        var magnitudes = new double[n];
        var order = new int[n];
        for (var i = 0; i < n; i++)
        {
            (magnitudes[i], order[i]) = (Math.Abs(differences[i]), i);
        }

        Array.Sort(magnitudes, order);
        double above = 0, squares = 0;
        for (var start = 0; start < n;)
        {
            var end = start + 1;
            while (end < n && magnitudes[end] == magnitudes[start])
            {
                end++;
            }

            var rank = (start + 1 + end) / 2.0;
            for (var i = start; i < end; i++)
            {
                var difference = differences[order[i]];
                above += difference > 0 ? rank : difference == 0 ? rank / 2 : 0;
                squares += difference == 0 ? 0 : rank * rank; // half a rank each way does not vary
            }

            start = end;
        }

        // Under the hypothesis each rank that is no zero's has either sign with probability 1/2.
        var zeros = 0.0;
        for (var i = 0; i < n && magnitudes[i] == 0; i++)
        {
            zeros++;
        }

        var zeroRanks = zeros * (zeros + 1) / 2;
        var expected = (zeroRanks / 2) + ((((double)n * (n + 1) / 2) - zeroRanks) / 2);
        var deviation = Math.Sqrt(squares / 4);
        return deviation > 0 ? StandardNormal.Cdf((above - expected) / deviation) : 1;
    }
}

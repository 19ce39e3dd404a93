namespace Trainer.Calibration.Certification;

/// <summary>
/// The p-value of "the mean of values in 0 to 1 is m or more" from their number and mean alone: the smaller of Hoeffding's (1963, in its
/// form with the relative entropy) and Bentkus's (2004, Ann. Prob. 32:1650), as in Bates et al. 2021 (J. ACM 68:43, arXiv 2101.02703).
/// Valid for any
/// distribution, and blind to a small variance.
/// </summary>
internal static class HoeffdingBentkusBound
{
    public static double PValue(double observed, int n, double mean)
    {
        if (observed >= mean)
        {
            return 1;
        }

        var hoeffding = Math.Exp(-n * Divergence(observed, mean));
        var bentkus = Math.E * BinomialBound.PValue((int)Math.Ceiling((n * observed) - 1e-9), n, mean);
        return Math.Min(1, Math.Min(hoeffding, bentkus));
    }

    // Relative entropy of two coins.
    private static double Divergence(double a, double b) =>
        (a > 0 ? a * Math.Log(a / b) : 0) + (a < 1 ? (1 - a) * Math.Log((1 - a) / (1 - b)) : 0);
}

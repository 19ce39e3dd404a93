using Trainer.Evaluation;

namespace Trainer.Calibration.Planning;

/// <summary>
/// How many queries a paired comparison of right-or-wrong answers needs. On a share of them, the disagreement, one is right and the other
/// wrong;
/// with a true loss d in the mean, the difference of a query has variance disagreement − d².
/// </summary>
/// <param name="Disagreement">Above 0, at most 1.</param>
/// <param name="Level">Of the test; of a two-sided one, both sides together.</param>
/// <param name="IsTwoSided">Whether a gain would be looked for too.</param>
internal sealed record PairedPlan(double Disagreement, double Level, bool IsTwoSided)
{
    private double Z => StandardNormal.Quantile(1 - (IsTwoSided ? Level / 2 : Level));

    /// <summary>
    /// Queries on which McNemar's test finds a loss with some power: (z_α √p + z_β √(p − d²))² / d², p the disagreement (Miettinen 1968,
    /// Biometrics 24:339; Connor 1987, Biometrics 43:207, eq. on p. 209).
    /// </summary>
    public double ToDetect(double loss, double power)
    {
        var root = (Z * Math.Sqrt(Disagreement)) + (StandardNormal.Quantile(power) * Math.Sqrt(Variance(loss)));
        return Math.Ceiling(root * root / (loss * loss));
    }

    /// <summary>The power of that test on n queries, in the same approximation.</summary>
    public double PowerToDetect(double loss, int n)
    {
        double Side(double sign) => Chance((sign * loss * Math.Sqrt(n)) - (Z * Math.Sqrt(Disagreement)), Variance(loss));
        return Side(1) + (IsTwoSided ? Side(-1) : 0);
    }

    /// <summary>
    /// Queries on which a loss is shown to stay below a margin, one-sided: ((z_α + z_β) / (margin − d))² (p − d²). Infinite where the true
    /// loss reaches
    /// the margin.
    /// </summary>
    public double ToShowNonInferiority(double margin, double trueLoss, double power)
    {
        var standard = (StandardNormal.Quantile(1 - Level) + StandardNormal.Quantile(power)) / (margin - trueLoss);
        return trueLoss < margin ? Math.Ceiling(standard * standard * Variance(trueLoss)) : double.PositiveInfinity;
    }

    /// <summary>The probability of showing it on n queries.</summary>
    public double PowerOfNonInferiority(double margin, double trueLoss, int n) => Chance(
        ((margin - trueLoss) * Math.Sqrt(n)) - (StandardNormal.Quantile(1 - Level) * Math.Sqrt(Variance(trueLoss))), Variance(trueLoss));

    private double Variance(double loss) => Disagreement - (loss * loss);

    private static double Chance(double distance, double variance) =>
        variance > 0 ? StandardNormal.Cdf(distance / Math.Sqrt(variance)) : distance > 0 ? 1 : 0;
}

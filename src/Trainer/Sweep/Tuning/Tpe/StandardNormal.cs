namespace Trainer.Sweep.Tuning.Tpe;

/// <summary>The normal distribution of mean 0 and deviation 1.</summary>
internal static class StandardNormal
{
    private const double Far = 8.5;

    public static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>The share below z, within 1e-15 (Marsaglia 2004, J. Stat. Softw. 11(4): ½ + φ(z) Σ z^(2k+1) / (2k+1)!!).</summary>
    public static double Cumulative(double z)
    {
        if (Math.Abs(z) > Far)
        {
            return z > 0 ? 1 : 0;
        }

        var (sum, term) = (0.0, z);
        for (var k = 3; sum + term != sum; k += 2)
        {
            sum += term;
            term *= z * z / k;
        }

        return 0.5 + (sum * Density(z));
    }
}

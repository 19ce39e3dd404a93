namespace Trainer.Evaluation;

/// <summary>The standard normal distribution, to about 15 digits in the range that intervals need.</summary>
internal static class StandardNormal
{
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>Marsaglia 2004 (J. Stat. Software 11:4): Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3·5) + ...).</summary>
    public static double Cdf(double x)
    {
        if (Math.Abs(x) > 8.5)
        {
            return x > 0 ? 1 : 0;
        }

        double sum = x, term = x, previous = 0;
        for (var i = 3; sum != previous; i += 2)
        {
            previous = sum;
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Density(x));
    }

    /// <summary>
    /// Newton's method from 0. Phi is concave to the right of 0, so that the steps approach the root from one side and cannot overshoot.
    /// </summary>
    public static double Quantile(double probability)
    {
        if (probability is <= 0 or >= 1)
        {
            return probability switch { 0 => double.NegativeInfinity, 1 => double.PositiveInfinity, _ => double.NaN };
        }

        if (probability < 0.5)
        {
            return -Quantile(1 - probability);
        }

        double x = 0, step = 1;
        while (step > 1e-14)
        {
            step = (probability - Cdf(x)) / Density(x);
            x += step;
        }

        return x;
    }
}

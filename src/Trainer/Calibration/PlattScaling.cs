namespace Trainer.Calibration;

/// <summary>
/// p = σ(a·raw + b) (Platt 1999), fitted by maximum likelihood on scores of queries that the learner was not fitted on. Targets may be any
/// number in [0,1]; they are drawn in by 1/(n + 2), as Platt's are, so that separable data keep a finite slope. The slope stays positive:
/// calibration may not reverse a learner's order.
/// </summary>
/// <param name="Slope">a, above 0.</param>
/// <param name="Offset">b.</param>
internal readonly record struct PlattScaling(float Slope, float Offset)
{
    private const double SmallestSlopePerDeviation = 1e-3;

    public float Apply(float raw) => 1 / (1 + MathF.Exp(-((Slope * raw) + Offset)));

    /// <summary>Fits by Newton's method on the two parameters; O(n) per iteration, at most 50.</summary>
    public static PlattScaling Fit(ReadOnlySpan<double> raw, ReadOnlySpan<double> target)
    {
        var n = raw.Length;
        if (n == 0)
        {
            return new PlattScaling(1, 0);
        }

        double mean = 0, square = 0, targetMean = 0;
        for (var i = 0; i < n; i++)
        {
            mean += raw[i] / n;
            targetMean += Drawn(target[i], n) / n;
        }

        for (var i = 0; i < n; i++)
        {
            square += (raw[i] - mean) * (raw[i] - mean) / n;
        }

        var deviation = Math.Sqrt(square);
        var level = Math.Log(targetMean / (1 - targetMean));
        if (deviation < 1e-12)
        {
            return new PlattScaling(1, (float)(level - mean)); // all scores are equal: only the level can be learned
        }

        var (slope, offset) = Newton(raw, target, mean, deviation, level);
        if (slope < SmallestSlopePerDeviation)
        {
            (slope, offset) = (SmallestSlopePerDeviation, level);
        }

        return new PlattScaling((float)(slope / deviation), (float)(offset - (slope * mean / deviation)));
    }

    private static (double Slope, double Offset) Newton(
        ReadOnlySpan<double> raw, ReadOnlySpan<double> target, double mean, double deviation, double level)
    {
        var (a, b) = (1.0, level);
        var best = Loss(raw, target, mean, deviation, a, b);
        for (var iteration = 0; iteration < 50; iteration++)
        {
            double ga = 0, gb = 0, haa = 1e-9, hab = 0, hbb = 1e-9;
            for (var i = 0; i < raw.Length; i++)
            {
                var x = (raw[i] - mean) / deviation;
                var p = 1 / (1 + Math.Exp(-((a * x) + b)));
                var residual = p - Drawn(target[i], raw.Length);
                var weight = p * (1 - p);
                ga += residual * x;
                gb += residual;
                haa += weight * x * x;
                hab += weight * x;
                hbb += weight;
            }

            var determinant = (haa * hbb) - (hab * hab);
            var da = ((hbb * ga) - (hab * gb)) / determinant;
            var db = ((haa * gb) - (hab * ga)) / determinant;
            var step = 1.0;
            var loss = Loss(raw, target, mean, deviation, a - da, b - db);
            while (loss > best && step > 1e-6)
            {
                step /= 2;
                loss = Loss(raw, target, mean, deviation, a - (step * da), b - (step * db));
            }

            if (!(loss < best - (1e-12 * Math.Abs(best))))
            {
                break;
            }

            (a, b, best) = (a - (step * da), b - (step * db), loss);
        }

        return (a, b);
    }

    private static double Loss(ReadOnlySpan<double> raw, ReadOnlySpan<double> target, double mean, double deviation, double a, double b)
    {
        double sum = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            var z = (a * (raw[i] - mean) / deviation) + b;
            sum += Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - (Drawn(target[i], raw.Length) * z);
        }

        return sum;
    }

    private static double Drawn(double target, int n) => ((target * n) + 1) / (n + 2);
}

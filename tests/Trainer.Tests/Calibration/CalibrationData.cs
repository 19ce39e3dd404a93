using Trainer.Features;

namespace Trainer.Tests.Calibration;

/// <summary>Raw scores, held as float32 as learners give them, and outcomes that follow them.</summary>
internal static class CalibrationData
{
    /// <param name="seed">Decides everything.</param>
    /// <param name="n">Rows.</param>
    /// <param name="soft">Targets in quarters in place of 0 and 1.</param>
    /// <param name="ties">Scores of a few values only.</param>
    public static (double[] Raw, double[] Target) Random(ulong seed, int n, bool soft = false, bool ties = false)
    {
        var random = new SeededRandom(seed, 9);
        var (scale, shift, slope) = (random.NextDouble(0.1, 5), random.NextDouble(-10, 10), random.NextDouble(0.2, 3));
        var (raw, target) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var x = ties ? (random.Next(5) - 2) / 2.0 : random.NextDouble(-2, 2);
            double Outcome() => random.NextDouble() < 1 / (1 + Math.Exp(-((slope * x * Math.Abs(x)) + 0.3))) ? 1 : 0;
            raw[i] = (float)((x * scale) + shift);
            target[i] = soft ? Enumerable.Range(0, 4).Average(_ => Outcome()) : Outcome();
        }

        return (raw, target);
    }

    /// <summary>What is certain in n rows is not certain.</summary>
    public static double Drawn(double target, int n) => ((target * n) + 1) / (n + 2);

    public static double CrossEntropy(double target, double p) => -(target * Math.Log(p)) - ((1 - target) * Math.Log(1 - p));
}

using FsCheck;
using FsCheck.Fluent;
using Trainer.Calibration;
using Trainer.Features;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class PlattScalingTests
{
    [TestMethod]
    public void Fit_TwoScores_GoldenByHand()
    {
        // Four targets 0, 1 at score 0 and 1, 1 at score 1, drawn in to 1/6 and 5/6: σ(b) = 1/2 and σ(a + b) = 5/6.
        var fit = PlattScaling.Fit([0, 0, 1, 1], [0, 1, 1, 1]);
        Assert.AreEqual(Math.Log(5), fit.Slope, 1e-5);
        Assert.AreEqual(0, fit.Offset, 1e-5);
        Assert.AreEqual(5 / 6.0, fit.Apply(1), 1e-6);
    }

    [TestMethod]
    public void Fit_RandomData_EqualsSlowGradientDescent()
    {
        for (var seed = 0UL; seed < 12; seed++)
        {
            var (raw, target) = Data(seed, 40 + (int)(10 * seed), soft: seed % 2 == 0);
            var fit = PlattScaling.Fit(raw, target);
            var (slope, offset) = SlowFit(raw, target);
            Assert.AreEqual(slope, fit.Slope, 1e-3 * Math.Max(1, slope), $"seed {seed}");
            Assert.AreEqual(offset, fit.Offset, 1e-3 * Math.Max(1, Math.Abs(offset)), $"seed {seed}");
        }
    }

    [TestMethod]
    public void Fit_RandomData_NoNeighbourIsMoreLikely() => Check(seed =>
    {
        var (raw, target) = Data(seed, 30, soft: true);
        var fit = PlattScaling.Fit(raw, target);
        if (fit.Slope * Deviation(raw) < 0.0011)
        {
            return; // held at the smallest slope, because the likeliest one points the wrong way
        }

        var loss = Loss(raw, target, fit.Slope, fit.Offset);
        foreach (var (da, db) in new[] { (0.02, 0.0), (-0.02, 0.0), (0.0, 0.02), (0.0, -0.02), (0.02, -0.02), (-0.02, 0.02) })
        {
            Assert.IsGreaterThan(loss, Loss(raw, target, fit.Slope * (1 + da), fit.Offset + db));
        }
    });

    [TestMethod]
    public void Fit_AnyData_MeanOfProbabilitiesIsMeanOfTargets() => Check(seed =>
    {
        // The likelihood's derivative by the offset is zero: targets are drawn in by 1/(n + 2), and so is their mean.
        var (raw, target) = Data(seed, 50, soft: seed % 3 == 0);
        var fit = PlattScaling.Fit(raw, target);
        Assert.AreEqual(target.Average(t => Drawn(t, 50)), raw.Average(x => fit.Apply((float)x)), 1e-4);
    });

    [TestMethod]
    public void Fit_Separable_StaysFiniteAndSteep()
    {
        var fit = PlattScaling.Fit([-3, -2, -1, 1, 2, 3], [0, 0, 0, 1, 1, 1]);
        Assert.IsTrue(float.IsFinite(fit.Slope) && fit.Slope > 0.5f);
        Assert.AreEqual(0, fit.Offset, 1e-4);
        Assert.IsTrue(fit.Apply(3) < 1 && fit.Apply(-3) > 0);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(-7.25)]
    [DataRow(12.5)]
    public void Fit_ConstantScores_LearnTheLevel(double raw)
    {
        // Three of four right, drawn in: (3 · 5/6 + 1/6) / 4 = 2/3.
        var fit = PlattScaling.Fit([raw, raw, raw, raw], [1, 1, 1, 0]);
        Assert.AreEqual(2 / 3f, fit.Apply((float)raw), 1e-6f);
        Assert.IsGreaterThan(0f, fit.Slope);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(1.0)]
    public void Fit_OneClass_StaysInsideTheInterval(double target)
    {
        double[] raw = [0.1, 0.2, 0.4, 0.8];
        var fit = PlattScaling.Fit(raw, [target, target, target, target]);
        foreach (var x in raw)
        {
            Assert.AreEqual(target == 1 ? 5 / 6.0 : 1 / 6.0, fit.Apply((float)x), 1e-3);
        }
    }

    [TestMethod]
    public void Fit_NothingOrOneRow_IsUsable()
    {
        Assert.AreEqual(new PlattScaling(1, 0), PlattScaling.Fit([], []));
        Assert.AreEqual(2 / 3f, PlattScaling.Fit([5], [1]).Apply(5), 1e-6f);
    }

    [TestMethod]
    public void Fit_ScoresThatPointTheWrongWay_AreNotTurnedRound()
    {
        var fit = PlattScaling.Fit([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0]);
        Assert.IsGreaterThan(0f, fit.Slope);
        Assert.IsTrue(fit.Apply(1) <= fit.Apply(6));
        Assert.AreEqual(0.5, fit.Apply(3.5f), 1e-3, "nothing is known but the level");
    }

    [TestMethod]
    public void Apply_AnyFit_NeverReversesTheOrder() => Check(seed =>
    {
        var random = new SeededRandom(seed);
        var (raw, target) = Data(seed, 25, soft: true);
        var fit = PlattScaling.Fit(raw, random.Next(2) == 0 ? target : [.. target.Select(t => 1 - t)]);
        var rising = raw.Order().Select(x => fit.Apply((float)x)).ToArray();
        CollectionAssert.AreEqual(rising.Order().ToArray(), rising);
    });

    private static (double[] Raw, double[] Target) Data(ulong seed, int n, bool soft)
    {
        var random = new SeededRandom(seed, 7);
        var (a, b) = (random.NextDouble(0.2, 3), random.NextDouble(-2, 2));
        var (scale, shift) = (random.NextDouble(0.1, 5), random.NextDouble(-10, 10));
        var x = Enumerable.Range(0, n).Select(_ => random.NextDouble(-2, 2)).ToArray();
        double Target(double z) => random.NextDouble() < 1 / (1 + Math.Exp(-z)) ? 1 : 0;
        return ([.. x.Select(value => (value * scale) + shift)], [.. x.Select(value => soft
            ? Enumerable.Range(0, 4).Average(_ => Target((a * value) + b))
            : Target((a * value) + b))]);
    }

    private static double Deviation(double[] raw) => Math.Sqrt(raw.Average(value => (value - raw.Average()) * (value - raw.Average())));

    /// <summary>Plain gradient descent on centred scores.</summary>
    private static (double Slope, double Offset) SlowFit(double[] raw, double[] target)
    {
        var (mean, deviation) = (raw.Average(), Deviation(raw));
        double a = 0, b = 0;
        for (var step = 0; step < 40_000; step++)
        {
            double ga = 0, gb = 0;
            for (var i = 0; i < raw.Length; i++)
            {
                var x = (raw[i] - mean) / deviation;
                var residual = (1 / (1 + Math.Exp(-((a * x) + b)))) - Drawn(target[i], raw.Length);
                ga += residual * x / raw.Length;
                gb += residual / raw.Length;
            }

            a -= 0.5 * ga;
            b -= 0.5 * gb;
        }

        return (a / deviation, b - (a * mean / deviation));
    }

    private static double Loss(double[] raw, double[] target, double slope, double offset) => raw.Select((x, i) =>
    {
        var p = 1 / (1 + Math.Exp(-((slope * x) + offset)));
        var t = Drawn(target[i], raw.Length);
        return -(t * Math.Log(p)) - ((1 - t) * Math.Log(1 - p));
    }).Sum();

    private static double Drawn(double target, int n) => ((target * n) + 1) / (n + 2);

    private static void Check(Action<ulong> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property((ulong)seed)).QuickCheckThrowOnFailure();
}

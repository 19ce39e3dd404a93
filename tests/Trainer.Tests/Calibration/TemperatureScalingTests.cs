using Trainer.Calibration;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class TemperatureScalingTests
{
    [TestMethod]
    public void Fit_RandomData_EqualsGoldenSectionSearch()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var (raw, target) = CalibrationData.Random(seed, 50, soft: seed % 2 == 0);
            raw = [.. raw.Select(x => (double)(float)(x - raw.Average()))];
            var expected = GoldenSection(slope => raw.Select((x, i) =>
                (CalibrationData.Drawn(target[i], 50) * Math.Log(1 + Math.Exp(-slope * x)))
                + ((1 - CalibrationData.Drawn(target[i], 50)) * Math.Log(1 + Math.Exp(slope * x)))).Sum());
            Assert.AreEqual(expected, 1 / TemperatureScaling.Fit(raw, target).Temperature, 1e-4 * expected, $"seed {seed}");
        }
    }

    [TestMethod]
    public void Fit_OverconfidentLogOdds_IsAbove1()
    {
        // Log-odds that say three times what is true.
        double[] raw = [.. Enumerable.Range(0, 400).Select(i => 3 * Math.Log((0.5 + (i % 9)) / (9 - (i % 9) - 0.5)))];
        double[] target = [.. Enumerable.Range(0, 400).Select(i => (0.5 + (i % 9)) / 9)];
        Assert.AreEqual(3, TemperatureScaling.Fit(raw, target).Temperature, 0.05);
    }

    [TestMethod]
    public void Fit_ScoresThatPointTheWrongWay_StayTheRightWayRound() =>
        Assert.IsGreaterThan(100f, TemperatureScaling.Fit([-1, 1, -1, 1], [1, 0, 1, 0]).Temperature);

    private static double GoldenSection(Func<double, double> loss)
    {
        var (low, high, ratio) = (1e-4, 50.0, (Math.Sqrt(5) - 1) / 2);
        while (high - low > 1e-9)
        {
            var (one, other) = (high - (ratio * (high - low)), low + (ratio * (high - low)));
            (low, high) = loss(one) < loss(other) ? (low, other) : (one, high);
        }

        return (low + high) / 2;
    }
}

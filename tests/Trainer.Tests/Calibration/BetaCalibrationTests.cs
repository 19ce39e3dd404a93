using Trainer.Calibration;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class BetaCalibrationTests
{
    [TestMethod]
    public void Fit_RandomData_NoPointOfAFineGridIsBetter()
    {
        for (var seed = 0UL; seed < 12; seed++)
        {
            var (raw, target) = CalibrationData.Random(seed, 60, soft: seed % 2 == 0);
            var fit = BetaCalibration.Fit(raw, target);
            var best = Loss(fit, raw, target);
            foreach (var a in Around(fit.A, 0.001f))
            {
                foreach (var b in Around(fit.B, 0.001f))
                {
                    foreach (var c in Around(fit.C, float.MinValue))
                    {
                        Assert.IsLessThanOrEqualTo(Loss(fit with { A = a, B = b, C = c }, raw, target) + 1e-5, best, $"seed {seed}: {a}, {b}, {c}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Fit_DataOfABetaMap_FindsIt()
    {
        // True log-odds 2 ln s - 0.5 ln(1 - s) of a score that Platt scaling cannot bend.
        double[] raw = [.. Enumerable.Range(0, 2000).Select(i => (i / 2000.0 * 8) - 4)];
        static double True(double z) => (2 * -Math.Log(1 + Math.Exp(-z))) + (0.5 * Math.Log(1 + Math.Exp(z)));
        double[] target = [.. raw.Select(z => 1 / (1 + Math.Exp(-True(z))))];
        var (beta, platt) = (BetaCalibration.Fit(raw, target), PlattScaling.Fit(raw, target));
        double Worst(Calibrator map) => raw.Select((z, i) => Math.Abs(map.Apply((float)z) - target[i])).Max();
        Assert.IsLessThan(0.02, Worst(beta));
        Assert.IsGreaterThan(2 * Worst(beta), Worst(platt));
    }

    [TestMethod]
    public void LogOdds_NeutralParameters_ArePlatts()
    {
        var inner = new PlattScaling(2, -1);
        var neutral = new BetaCalibration(inner, 1, 1, 0);
        foreach (var raw in new float[] { -40, -3, 0, 0.5f, 7, 60 })
        {
            Assert.AreEqual(inner.LogOdds(raw), neutral.LogOdds(raw), 1e-5f);
        }
    }

    private static IEnumerable<float> Around(float value, float least) =>
        new[] { 0.8f, 0.99f, 1, 1.01f, 1.25f }.Select(factor => value * factor).Concat([value - 0.02f, value + 0.02f]).Where(moved => moved >= least);

    // With the weak pull of the slopes towards Platt's.
    private static double Loss(BetaCalibration map, double[] raw, double[] target) =>
        raw.Select((x, i) =>
        {
            var z = (map.Inner.Slope * x) + map.Inner.Offset;
            var s = 1 / (1 + Math.Exp(-z));
            var logOdds = (map.A * Math.Log(s)) - (map.B * Math.Log(1 - s)) + map.C;
            return CalibrationData.CrossEntropy(CalibrationData.Drawn(target[i], raw.Length), 1 / (1 + Math.Exp(-logOdds)));
        }).Sum() + (0.005 * (((map.A - 1) * (map.A - 1)) + ((map.B - 1) * (map.B - 1))));
}

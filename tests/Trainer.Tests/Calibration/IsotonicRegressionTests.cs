using Trainer.Calibration;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class IsotonicRegressionTests
{
    [TestMethod]
    public void Fit_ByHand_HasTheBlocksOfThePooledTargetsDrawnInByOneRow()
    {
        // 0 0 | 1 0 pooled | 1 1: means 0, 1/2, 1 of two rows each, the overall mean a half.
        var fit = IsotonicRegression.Fit([0, 0.5, 3, 3.5, 6, 6.5], [0, 0, 1, 0, 1, 1]);
        CollectionAssert.AreEqual(new[] { 0.25f, 3.25f, 6.25f }, fit.Centres);
        Assert.AreEqual(0.5 / 3, fit.Apply(0.25f), 1e-6);
        Assert.AreEqual(0.5, fit.Apply(3.25f), 1e-6);
        Assert.AreEqual(2.5 / 3, fit.Apply(6.25f), 1e-6);

        // Straight in log-odds between the centres, all but flat beyond.
        Assert.AreEqual((fit.LogOdds(0.25f) + fit.LogOdds(3.25f)) / 2, fit.LogOdds(1.75f), 1e-6);
        Assert.AreEqual(fit.LogOdds(6.25f), fit.LogOdds(7), 1e-3);
        Assert.IsGreaterThan(fit.LogOdds(6.25f), fit.LogOdds(7));
    }

    [TestMethod]
    public void Fit_ScoresThatPointTheWrongWay_AreOneBlock()
    {
        var fit = IsotonicRegression.Fit([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0]);
        Assert.HasCount(1, fit.Centres);
        Assert.AreEqual(0.5, fit.Apply(1), 1e-2);
    }

    [TestMethod]
    public void Fit_Staircase_IsFoundWherePlattCannotFollow()
    {
        double[] raw = [.. Enumerable.Range(0, 3000).Select(i => i / 300.0)];
        double[] target = [.. raw.Select(x => x < 3 ? 0.1 : x < 8 ? 0.5 : 0.6)];
        var (isotonic, platt) = (IsotonicRegression.Fit(raw, target), PlattScaling.Fit(raw, target));
        double Miss(Calibrator map) => raw.Select((x, i) => Math.Abs(map.Apply((float)x) - target[i])).Average();
        Assert.IsLessThan(Miss(platt), Miss(isotonic));
    }

    [TestMethod]
    public void Fit_AnyData_IsNowhereSteeperThanTwentyPerDeviation()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var (raw, target) = CalibrationData.Random(seed, 400);
            var fit = IsotonicRegression.Fit(raw, target);
            var deviation = Math.Sqrt(raw.Average(x => (x - raw.Average()) * (x - raw.Average())));
            for (var i = 1; i < fit.Centres.Length; i++)
            {
                Assert.IsLessThan(20.1, (fit.Levels[i] - fit.Levels[i - 1]) / (fit.Centres[i] - fit.Centres[i - 1]) * deviation, $"seed {seed}");
            }
        }
    }
}

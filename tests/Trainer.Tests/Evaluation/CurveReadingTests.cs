using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class CurveReadingTests
{
    [TestMethod]
    public void AtCosts_RisingCurve_InterpolatesAndStopsAtItsEnds()
    {
        CostQuality[] plane = [new(4, 0.9), new(2, 0.7), new(1, 0.2)];
        var heights = new double[6];
        CurveReading.AtCosts(plane, [0.5, 1, 1.5, 3, 4, 5], heights);
        Assert.IsTrue(double.IsNaN(heights[0]) && double.IsNaN(heights[5]));
        double[] expected = [0.2, 0.45, 0.8, 0.9];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], heights[i + 1], 1e-12);
        }
    }

    [TestMethod]
    public void AtCosts_CurveThatStepsBack_TakesTheFirstCrossingFromTheCheapEnd()
    {
        CostQuality[] plane = [new(3, 0.9), new(1.5, 0.8), new(2, 0.5), new(1, 0.2)];
        var heights = new double[2];
        CurveReading.AtCosts(plane, [1.75, 2.5], heights);
        Assert.AreEqual(0.425, heights[0], 1e-12);
        Assert.AreEqual(0.8 + (0.1 * 2 / 3), heights[1], 1e-12);
    }

    [TestMethod]
    public void AtShares_AnyCurve_EqualsPgrTimesTheGap() => PairCase.Check(pair =>
    {
        var curve = new CostQualityCurve(pair.Outcomes, pair.Scores);
        curve.Weigh(pair.Weights);
        double[] shares = [0, 0.1, 0.37, 0.5, 0.9, 1];
        var heights = new double[shares.Length];
        curve.AtShares(shares, heights);
        Assert.AreEqual(curve.WeakQuality, heights[0], 1e-9);
        Assert.AreEqual(curve.StrongQuality, heights[^1], 1e-9);
        for (var i = 0; i < shares.Length && curve.StrongQuality > curve.WeakQuality; i++)
        {
            Assert.AreEqual(curve.WeakQuality + (curve.Pgr(shares[i]) * (curve.StrongQuality - curve.WeakQuality)), heights[i], 1e-9);
        }
    });
}

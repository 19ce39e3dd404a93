using Trainer.Calibration;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class HistogramBinningTests
{
    [TestMethod]
    public void Fit_ManyRows_GivesEachFifteenthItsMean()
    {
        double[] raw = [.. Enumerable.Range(0, 1500).Select(i => (double)i)];
        double[] target = [.. raw.Select(x => Math.Floor(x / 100) / 15)];
        var fit = HistogramBinning.Fit(raw, target);
        Assert.HasCount(15, fit.Levels);
        for (var bin = 0; bin < 15; bin++)
        {
            Assert.AreEqual(bin / 15.0, fit.Apply((100 * bin) + 50), 0.01);
            Assert.AreEqual(fit.Apply(100 * bin), fit.Apply((100 * bin) + 99));
        }

        Assert.AreEqual(99.5f, fit.Edges[0], "midway between two scores");
    }

    [TestMethod]
    public void Fit_BinsThatFall_ArePooled()
    {
        double[] raw = [.. Enumerable.Range(0, 300).Select(i => (double)i)];
        double[] target = [.. raw.Select(x => x < 100 ? 0.0 : x < 200 ? 1 : 0.5)];
        var fit = HistogramBinning.Fit(raw, target);
        Assert.AreEqual(fit.Apply(120), fit.Apply(280));
        Assert.AreEqual(0.75, fit.Apply(280), 0.02, "each bin is drawn in by one row");
    }

    [TestMethod]
    public void Fit_EqualScores_ShareABin()
    {
        var fit = HistogramBinning.Fit([.. Enumerable.Range(0, 100).Select(i => i < 90 ? 1.0 : 2)], [.. Enumerable.Range(0, 100).Select(i => i % 2.0)]);
        Assert.IsLessThanOrEqualTo(2, fit.Levels.Length);
    }

    [TestMethod]
    public void IsUnsettled_AtAnEdgeOnly()
    {
        var map = new HistogramBinning([0.5f, 100], [-1, 0, 1]);
        Assert.IsTrue(map.IsUnsettled(0.500001f) && map.IsUnsettled(100.0005f));
        Assert.IsFalse(map.IsUnsettled(0.51f) || map.IsUnsettled(99.9f));
    }
}

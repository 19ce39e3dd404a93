using Trainer.Evaluation;
using Trainer.Export;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class IndependentDifferenceTests
{
    // Newcombe 1998, table II, method 10: 56/70 and 48/80 give 0.2000 (0.0524 to 0.3339), from Wilson's intervals.
    [TestMethod]
    [DataRow(56, 70, 48, 80, 0.2000, 0.0524, 0.3339)]
    [DataRow(9, 10, 3, 10, 0.6000, 0.1705, 0.8090)]
    public void Of_TwoShares_GivesNewcombesInterval(int a, int n, int b, int m, double value, double low, double high)
    {
        var found = IndependentDifference.Of(WilsonInterval.Of((double)a / n, n), WilsonInterval.Of((double)b / m, m));
        Assert.AreEqual(value, found.Value, 5e-5);
        Assert.AreEqual(low, found.Low, 5e-5);
        Assert.AreEqual(high, found.High, 5e-5);
    }

    [TestMethod]
    public void Of_AnUndefinedInterval_IsUndefined() =>
        Assert.IsTrue(double.IsNaN(IndependentDifference.Of(new(1, double.NaN, double.NaN, 3), new Estimate(0, 0, 0, 3)).Low));
}

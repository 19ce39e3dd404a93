using Trainer.Features;
using Trainer.Regression;

namespace Trainer.Tests.Regression;

[TestClass]
public sealed class SignFlipTestTests
{
    [TestMethod]
    public void Of_FewClusters_EqualsTheCountOverAllSigns()
    {
        var random = new SeededRandom(8);
        for (var n = 1; n <= 10; n++)
        {
            double[] values = [.. Enumerable.Range(0, n).Select(_ => (double)(1 + random.Next(3)) * (random.Next(2) == 0 ? 1 : -1))];
            int below = 0, above = 0;
            for (var signs = 0; signs < 1 << n; signs++)
            {
                var sum = values.Select((value, i) => (signs >> i & 1) == 0 ? value : -value).Sum();
                below += sum <= values.Sum() ? 1 : 0;
                above += sum >= values.Sum() ? 1 : 0;
            }

            var test = SignFlipTest.Of(values, [.. Enumerable.Range(0, n)], 100, 1);
            Assert.AreEqual(new SignFlipTest((double)below / (1 << n), (double)above / (1 << n), n, true), test);
        }
    }

    [TestMethod]
    public void Of_ManyClusters_ComesNearTheNormalApproximation()
    {
        // 100 of +1 and 70 of -1: a sum of 30 with a deviation of the root of 170.
        double[] values = [.. Enumerable.Range(0, 200).Select(i => i < 100 ? 1.0 : i < 170 ? -1 : 0)];
        var test = SignFlipTest.Of(values, [.. Enumerable.Range(0, 200)], 50_000, 3);
        Assert.IsFalse(test.IsExact);
        Assert.AreEqual(170, test.Clusters);
        Assert.AreEqual(0.0131, test.Above, 0.002); // the exact binomial tail P(X >= 100), X ~ binomial(170, 1/2)
        Assert.AreEqual(test, SignFlipTest.Of(values, [.. Enumerable.Range(0, 200)], 50_000, 3));
    }

    [TestMethod]
    public void Of_RowsOfACluster_FlipTogether()
    {
        var test = SignFlipTest.Of([1, 1, 1, 1, 2, -2], [0, 0, 0, 1, 2, 2], 100, 1);
        Assert.AreEqual(2, test.Clusters);
        Assert.AreEqual(0.25, test.Above);
    }

    [TestMethod]
    public void Of_NothingChanged_IsCertainOfNothing() => Assert.AreEqual(1, SignFlipTest.Of([0, 0], [0, 1], 100, 1).P);

    [TestMethod]
    public void Of_EveryDrawMisses_IsNeverZero() =>
        Assert.AreEqual(1.0 / 101, SignFlipTest.Of([.. Enumerable.Repeat(1.0, 64)], [.. Enumerable.Range(0, 64)], 100, 1).Above, 1e-12);
}

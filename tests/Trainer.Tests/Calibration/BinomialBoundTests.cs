using Trainer.Calibration.Certification;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class BinomialBoundTests
{
    [TestMethod]
    public void PValue_SmallNumbers_IsTheSumOfPascalsTriangle()
    {
        foreach (var n in new[] { 1, 2, 7, 30 })
        {
            foreach (var mean in new[] { 0.01, 0.3, 0.5, 0.97 })
            {
                var distribution = new double[n + 1];
                distribution[0] = 1;
                for (var draw = 1; draw <= n; draw++)
                {
                    for (var k = draw; k >= 0; k--)
                    {
                        distribution[k] = (distribution[k] * (1 - mean)) + (k > 0 ? distribution[k - 1] * mean : 0);
                    }
                }

                for (var k = 0; k <= n; k++)
                {
                    Assert.AreEqual(distribution.Take(k + 1).Sum(), BinomialBound.PValue(k, n, mean), 1e-12, $"{k} of {n} at {mean}");
                }
            }
        }
    }

    [TestMethod]
    [DataRow(0, 299, 0.01, 0.0495363, DisplayName = "Clopper and Pearson's bound of no loss in 299 is 0.01 at 95 %")]
    [DataRow(50, 10_000, 0.005, 0.5375168)]
    [DataRow(5_000, 10_000, 0.51, 0.0232817)]
    public void PValue_KnownValues_AreMet(int losses, int n, double mean, double expected) =>
        Assert.AreEqual(expected, BinomialBound.PValue(losses, n, mean), 1e-6);

    [TestMethod]
    public void PValue_Edges_AreCertainties()
    {
        Assert.AreEqual(1, BinomialBound.PValue(3, 3, 0.5));
        Assert.AreEqual(1, BinomialBound.PValue(0, 3, 0));
        Assert.AreEqual(0, BinomialBound.PValue(2, 3, 1));
        Assert.AreEqual(0, BinomialBound.PValue(-1, 3, 0.5));
    }

    [TestMethod]
    public void Acceptance_AnyLevel_IsTheLastNumberThatIsRejected()
    {
        for (var n = 1; n < 60; n++)
        {
            var expected = Enumerable.Range(0, n + 1).Count(k => BinomialBound.PValue(k, n, 0.2) <= 0.1) - 1;
            Assert.AreEqual(expected, BinomialBound.Acceptance(n, 0.2, 0.1));
        }
    }
}

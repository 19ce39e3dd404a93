using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class QuantileTests
{
    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(0.25, 1.75)]
    [DataRow(0.5, 3)]
    [DataRow(0.9, 8.2)]
    [DataRow(1, 10)]
    public void Of_FourValues_InterpolatesLinearly(double probability, double expected) =>
        Assert.AreEqual(expected, Quantile.Of([1, 2, 4, 10], probability), 1e-12);

    [TestMethod]
    public void Of_EqualNeighbours_IsTheObservedValueToTheLastBit()
    {
        for (var i = 0; i <= 100; i++)
        {
            Assert.AreEqual(0.1, Quantile.Of([0.1, 0.1, 0.1], i / 100.0));
        }
    }

    [TestMethod]
    public void Of_OneValue_IsThatValue() => Assert.AreEqual(7, Quantile.Of([7], 0.3));
}

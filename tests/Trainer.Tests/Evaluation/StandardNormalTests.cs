using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class StandardNormalTests
{
    [TestMethod]
    [DataRow(0.5, 0)]
    [DataRow(0.975, 1.959963984540054)]
    [DataRow(0.95, 1.6448536269514722)]
    [DataRow(0.8, 0.8416212335729143)]
    [DataRow(0.0013498980316300946, -3)]
    public void Quantile_KnownProbability_GivesTableValue(double probability, double x)
    {
        Assert.AreEqual(x, StandardNormal.Quantile(probability), 1e-9);
        Assert.AreEqual(probability, StandardNormal.Cdf(x), 1e-14);
    }

    [TestMethod]
    public void Quantile_Ends_AreInfinite()
    {
        Assert.AreEqual(double.NegativeInfinity, StandardNormal.Quantile(0));
        Assert.AreEqual(double.PositiveInfinity, StandardNormal.Quantile(1));
        Assert.IsTrue(double.IsNaN(StandardNormal.Quantile(-0.1)));
        Assert.AreEqual(1, StandardNormal.Cdf(40));
        Assert.AreEqual(1e-10, StandardNormal.Cdf(StandardNormal.Quantile(1e-10)), 1e-14);
    }
}

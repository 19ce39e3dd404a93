using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class PoolOutcomesTests
{
    [TestMethod]
    public void Constructor_MissingQuality_SaysWhere()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[0, 1], [1, double.NaN]]));
        StringAssert.Contains(error.Message, "quality of model 1 on row 1 is NaN");
    }

    [TestMethod]
    public void Constructor_Misshapen_Throws()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([]));
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[]]));
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[0, 1], [1]]));
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[0, 1]], [[1, 2], [1, 2]]));
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[0, 1]], cluster: [1]));
    }

    [TestMethod]
    public void Constructor_NoClusters_TakesRowsAlone() => CollectionAssert.AreEqual(new[] { 0, 1 }, new PoolOutcomes([[0, 1]]).Cluster);
}

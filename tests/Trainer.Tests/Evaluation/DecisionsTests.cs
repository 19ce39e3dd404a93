using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class DecisionsTests
{
    private static readonly PoolOutcomes Pool = new(
        [[0.2, 1, 0.5], [0.2, 0, 0.9], [1, 1, 0.9]], [[1, 1, 1], [2, 2, 2], [5, 5, 3]]);

    [TestMethod]
    public void Regret_QualityOnly_IsBestMinusChosen()
    {
        var decisions = new Decisions(Pool, [0, 0, 1]);
        CollectionAssert.AreEqual(new[] { 0.8, 0, 0 }, decisions.Regret);
        CollectionAssert.AreEqual(new double[] { 0, 1, 1 }, decisions.TopOne, "A tie with the best is a hit.");
        CollectionAssert.AreEqual(new[] { 0.2, 1, 0.9 }, decisions.Quality);
        CollectionAssert.AreEqual(new double[] { 1, 1, 2 }, decisions.CostUsd);
        CollectionAssert.AreEqual(new double[] { 1, 1, 0 }, decisions.Chose(0));
    }

    [TestMethod]
    public void Regret_WithTradeoff_ChargesTheRealisedCost()
    {
        // Objectives on row 0: 0.2 - 0.5, 0.2 - 1, 1 - 2.5: the cheap model is best.
        var decisions = new Decisions(Pool, [2, 2, 2], 0.5);
        Assert.AreEqual(1.2, decisions.Regret[0], 1e-12);
        Assert.AreEqual(2, decisions.Regret[1], 1e-12);
    }

    [TestMethod]
    public void AtThreshold_EqualScore_IsStrong()
    {
        var decisions = Decisions.AtThreshold(new PairOutcomes([0, 0], [1, 1]), [0.5, 0.49], 0.5);
        CollectionAssert.AreEqual(new[] { 1, 0 }, decisions.Choice);
    }

    [TestMethod]
    public void Baselines_SmallPool_AreTheObviousOnes()
    {
        Assert.AreEqual(2, Baselines.BestConstant(Pool));
        Assert.AreEqual(0, Baselines.Cheapest(Pool));
        Assert.AreEqual(2, Baselines.Dearest(Pool));
        CollectionAssert.AreEqual(new[] { 2, 0, 1 }, Baselines.Oracle(Pool), "Best quality, then the cheapest.");
        var unpriced = new PoolOutcomes(Pool.Quality);
        Assert.IsNull(Baselines.Cheapest(unpriced));
        CollectionAssert.AreEqual(new[] { 2, 0, 1 }, Baselines.Oracle(unpriced), "Best quality, then the lower index.");
        CollectionAssert.AreEqual(new[] { new CostQuality(0, 2.9 / 3) }, Baselines.Hull(unpriced));
    }

    [TestMethod]
    public void RandomLine_HalfTheCalls_IsHalfTheGap() =>
        Assert.AreEqual(0.625, Baselines.RandomLine(new PairOutcomes([0, 1], [1, 0.5]), 0.5), 1e-12);
}

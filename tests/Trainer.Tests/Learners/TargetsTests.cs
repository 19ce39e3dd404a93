using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Hybrid;
using Trainer.Learners.Supervision;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class TargetsTests
{
    private const double NotRun = double.NaN;

    // Three models on five queries: clear order, tie for best, one not run, none run, all wrong.
    private static readonly double[][] Quality =
    [
        [0.2, 1.0, NotRun, NotRun, 0.0],
        [0.9, 1.0, 0.5, NotRun, 0.0],
        [0.5, 0.0, 0.4, NotRun, 0.0],
    ];

    [TestMethod]
    public void BestModel_TiesGoToTheFirst_AndAQueryWithoutOutcomesHasNone() =>
        CollectionAssert.AreEqual(new[] { 1, 0, 1, -1, 0 }, Targets.BestModel(Quality));

    [TestMethod]
    public void PairTargets_NeedBothModels()
    {
        double[] weak = [0, 1, 0, 1, 0.5, NotRun];
        double[] strong = [1, 0, 0, 1, 0.75, 1];
        CollectionAssert.AreEqual(new[] { 1, 0, 0, 0, 1, NotRun }, Targets.StrongNeeded(weak, strong));
        CollectionAssert.AreEqual(new[] { 1, -1, 0, 0, 0.25, NotRun }, Targets.Gap(weak, strong));
        CollectionAssert.AreEqual(
            new PairClass?[]
            {
                PairClass.StrongBetter, PairClass.WeakBetter, PairClass.BothFail, PairClass.BothFine, PairClass.StrongBetter, null,
            },
            Targets.FourClasses(weak, strong));
    }

    [TestMethod]
    public void Pairs_AreAllComparisonsOfModelsThatWereRun_AndEachQueryWeighsOne()
    {
        var pairs = Targets.Pairs(Quality);
        CollectionAssert.AreEquivalent(
            new[]
            {
                (0, 1, 0, false), (0, 2, 0, false), (0, 1, 2, false),
                (1, 0, 1, true), (1, 0, 2, false), (1, 1, 2, false),
                (2, 1, 2, false),
                (4, 0, 1, true), (4, 0, 2, true), (4, 1, 2, true),
            },
            pairs.Select(pair => (pair.Query, pair.Better, pair.Worse, pair.IsTie)).ToArray());
        foreach (var query in pairs.GroupBy(pair => pair.Query))
        {
            Assert.AreEqual(1, query.Sum(pair => pair.Weight), 1e-12);
        }

        Assert.AreEqual((10, 4, 4), Targets.CountPairs(Quality));
    }

    [TestMethod]
    public void Pairs_Sampled_AreSoManyOfEachQuery_AndUniform()
    {
        var wide = Enumerable.Range(0, 5).Select(m => Enumerable.Repeat((double)m, 2000).ToArray()).ToArray();
        var pairs = Targets.Pairs(wide, 3, seed: 7);
        Assert.HasCount(6000, pairs);
        Assert.AreEqual(6000, pairs.Select(pair => (pair.Query, pair.Better, pair.Worse)).Distinct().Count());
        foreach (var kind in pairs.GroupBy(pair => (pair.Better, pair.Worse)))
        {
            Assert.AreEqual(600, kind.Count(), 5 * Math.Sqrt(600), kind.Key.ToString());
        }

        CollectionAssert.AreEqual(pairs, Targets.Pairs(wide, 3, seed: 7));
    }

    [TestMethod]
    public void BestPairs_AreTheBestModelAgainstEveryOther_AndEachQueryWeighsOne()
    {
        var pairs = Targets.BestPairs(Quality);
        CollectionAssert.AreEqual(
            new[]
            {
                (0, 1, 0, false, 0.5), (0, 1, 2, false, 0.5),
                (1, 0, 1, true, 0.5), (1, 0, 2, false, 0.5),
                (2, 1, 2, false, 1),
                (4, 0, 1, true, 0.5), (4, 0, 2, true, 0.5),
            },
            pairs.Select(pair => (pair.Query, pair.Better, pair.Worse, pair.IsTie, pair.Weight)).ToArray());
    }

    [TestMethod]
    public void TopAndLast_NeverOverlap()
    {
        var ranked = Targets.TopAndLast(Quality, 2, 2);
        CollectionAssert.AreEqual(new[] { 1, 2 }, ranked[0].Top);
        CollectionAssert.AreEqual(new[] { 0 }, ranked[0].Last);
        CollectionAssert.AreEqual(new[] { 0, 1 }, ranked[1].Top);
        CollectionAssert.AreEqual(new[] { 2 }, ranked[1].Last);
        CollectionAssert.AreEqual(new[] { 1 }, ranked[2].Top);
        CollectionAssert.AreEqual(new[] { 2 }, ranked[2].Last);
        Assert.IsEmpty(ranked[3].Top);
        Assert.IsEmpty(ranked[3].Last);
    }

    [TestMethod]
    public void GapToTheOthers_IsToTheBestOfThem()
    {
        CollectionAssert.AreEqual(new[] { 0.2 - 0.9, 0, NotRun, NotRun, 0 }, Targets.GapToTheOthers(Quality, 0));
        CollectionAssert.AreEqual(new[] { 0.9 - 0.5, 0, 0.5 - 0.4, NotRun, 0 }, Targets.GapToTheOthers(Quality, 1));
    }

    [TestMethod]
    public void GoodEnough_ThreeModes()
    {
        double[] gaps = [0.2, 0, -0.1, -0.3, -0.6, NotRun];
        CollectionAssert.AreEqual(new[] { 1, 1, 0, 0, 0, NotRun }, Targets.GoodEnough(gaps, HybridLabels.Deterministic, 1));
        var soft = Targets.GoodEnough(gaps, HybridLabels.Probabilistic, 0.1);
        Assert.AreEqual(1 / (1 + Math.Exp(-2)), soft[0], 1e-12);
        Assert.AreEqual(1 / (1 + Math.Exp(6)), soft[4], 1e-12);
        Assert.IsTrue(double.IsNaN(soft[5]));

        // 2p(1-p) is 0.48 at a share of 2/5 and of 3/5: the first tolerance that gives one of them is 0, and with a clear best it is that one.
        CollectionAssert.AreEqual(new[] { 1, 1, 0, 0, 0, NotRun }, Targets.GoodEnough(gaps, HybridLabels.Transformed, 1));
        double[] strongNearlyAlwaysBetter = [-0.05, -0.1, -0.2, -0.3];
        CollectionAssert.AreEqual(new[] { 1.0, 1, 0, 0 }, Targets.GoodEnough(strongNearlyAlwaysBetter, HybridLabels.Transformed, 1));
    }

    [TestMethod]
    public void Utility_TakesCostAndLatencyAsSharesOfTheDearestAndSlowest()
    {
        double[][] quality = [[1, 0], [1, NotRun]];
        double[][] costUsd = [[0.001, 0.003], [0.01, NotRun]]; // means 0.002 and 0.01
        double[][] seconds = [[2, 4], [NotRun, NotRun]]; // means 3 and nothing known
        var utility = new OutcomeWeights(2, 0.5, 0.1).Utility(quality, costUsd, seconds, seconds);
        Assert.AreEqual(2 - (0.5 * 0.1) - (0.1 * 2 / 3), utility[0][0], 1e-12);
        Assert.AreEqual(0 - (0.5 * 0.3) - (0.1 * 4 / 3), utility[0][1], 1e-12);
        Assert.AreEqual(2 - 0.5, utility[1][0], 1e-12);
        Assert.IsTrue(double.IsNaN(utility[1][1]));
        Assert.AreSame(quality, new OutcomeWeights().Utility(quality, costUsd, seconds, seconds));
        Assert.IsFalse(new OutcomeWeights(Cost: -1).IsValid);
        Assert.IsFalse(new OutcomeWeights(Judge: -1).IsValid);
        Assert.IsTrue(new OutcomeWeights(0, Judge: 1).IsValid);
        Assert.IsFalse(new OutcomeWeights(0).IsValid);
    }

    [TestMethod]
    public void Utility_TakesTheJudgeAsAShareOfTheBestJudged()
    {
        double[][] quality = [[1, 0], [1, NotRun], [0, 1]];
        double[][] judged = [[6, 2], [10, NotRun], [NotRun, NotRun]]; // means 4, 10 and nothing known
        double[][] unknown = [.. Enumerable.Repeat(new[] { NotRun, NotRun }, 3)];
        var utility = new OutcomeWeights(0.5, Judge: 2).Utility(quality, unknown, unknown, judged);
        Assert.AreEqual(0.5 + (2 * 0.6), utility[0][0], 1e-12);
        Assert.AreEqual(2 * 0.2, utility[0][1], 1e-12);
        Assert.AreEqual(0.5 + 2, utility[1][0], 1e-12);
        Assert.IsTrue(double.IsNaN(utility[1][1]), "it was not run");
        CollectionAssert.AreEqual(new[] { 0, 0.5 }, utility[2]);

        var set = new TrainingSet(FeatureMatrix.Empty(2), quality, false) { JudgeScores = judged, Weights = new OutcomeWeights(0.5, Judge: 2) };
        Assert.AreEqual(utility[0][1], set.Select([1]).Utility[0][0] * 0.2, 1e-12, "alone in the set it is the best judged");
    }

    [TestMethod]
    public void TargetCounts_SayWhatATrainingSetYields()
    {
        var pair = new TrainingSet(FeatureMatrix.Empty(5), [[0, 1, 0, 1, NotRun], [1, 1, 0, 0, 1]], true)
        {
            OtherQuality = [[NotRun, NotRun, NotRun, NotRun, 0]],
        };
        var counts = TargetCount.Of(pair).ToDictionary(count => count.Target);
        Assert.AreEqual(9, counts["quality"].Rows);
        Assert.AreEqual(0, counts["cost"].Rows);
        Assert.AreEqual((5, "2 ties, on 5 queries"), (counts["pairs"].Rows, counts["pairs"].Detail));
        Assert.AreEqual((4, "1 yes"), (counts["strong needed"].Rows, counts["strong needed"].Detail));
        Assert.AreEqual("both fail 1, both fine 1, strong better 1, weak better 1", counts["four classes"].Detail);
        Assert.AreEqual((5, "model 0 3, model 1 2"), (counts["best model"].Rows, counts["best model"].Detail));
    }
}

using Trainer.Features;

namespace Trainer.Export.Tests;

[TestClass]
public sealed class DecisionRuleTests
{
    private static readonly Labels Two = new([new ModelLabel("weak", 1), new ModelLabel("strong", 2)]);

    [TestMethod]
    [DataRow(0.5f, 0.5, 1)]
    [DataRow(0.49999997f, 0.5, 0)]
    [DataRow(0.1f, 0.1, 1)] // the float just above the double: compared as doubles
    [DataRow(0.7f, 0.7, 0)] // and just below it
    [DataRow(0f, 0.0, 1)]
    [DataRow(1f, 1.01, 0)]
    [DataRow(float.NaN, 0.0, 0)]
    public void Pair_ScoreAndThreshold_IsStrongIfReached(float score, double threshold, int model) =>
        Assert.AreEqual(model, DecisionRule.Pair(score, threshold));

    [TestMethod]
    [DataRow(new[] { 0.5f, 0.6f, 0.6f }, new[] { 1.0, 3.0, 2.0 }, 0.0, 2, DisplayName = "equal values: the cheaper")]
    [DataRow(new[] { 0.6f, 0.6f, 0.6f }, new[] { 2.0, 2.0, 2.0 }, 0.0, 0, DisplayName = "equal values and costs: the earlier")]
    [DataRow(new[] { 0.25f, 0.75f }, new[] { 1.0, 2.0 }, 0.5, 0, DisplayName = "equal after the trade: the cheaper")]
    [DataRow(new[] { 0.75f, 0.25f }, new[] { 2.0, 1.0 }, 0.5, 1, DisplayName = "equal after the trade, other order")]
    [DataRow(new[] { 0.5f, 0.5f }, new[] { 1.0, double.NaN }, 0.0, 1, DisplayName = "an unknown cost counts as 0")]
    [DataRow(new[] { 0.5f, 0.5f }, new[] { double.NaN, 0.0 }, 1.0, 0, DisplayName = "an unknown cost ties with 0")]
    [DataRow(new[] { float.NaN, 0.1f }, new[] { 0.0, 9.0 }, 0.0, 1, DisplayName = "NaN is never chosen before a number")]
    [DataRow(new[] { float.NaN, float.NaN }, new[] { 0.0, 0.0 }, 0.0, 0, DisplayName = "nothing but NaN: the first")]
    public void Pool_Ties_GoToTheCheaperThenToTheEarlier(float[] scores, double[] costs, double tradeoff, int model) =>
        Assert.AreEqual(model, DecisionRule.Pool(scores, costs, tradeoff));

    [TestMethod]
    public void Pool_RandomCoarseScores_AgreesWithSorting()
    {
        var random = new SeededRandom(3);
        for (var round = 0; round < 2000; round++)
        {
            var models = 2 + random.Next(5);
            var scores = Enumerable.Range(0, models).Select(_ => random.Next(4) / 4f).ToArray();
            var costs = Enumerable.Range(0, models).Select(_ => random.Next(4) is > 0 and var c ? c / 4.0 : double.NaN).ToArray();
            var tradeoff = random.Next(3) / 2.0;
            double Cost(int m) => double.IsNaN(costs[m]) ? 0 : costs[m];

            var expected = Enumerable.Range(0, models)
                .OrderByDescending(m => scores[m] - (tradeoff * Cost(m)))
                .ThenBy(Cost)
                .ThenBy(m => m)
                .First();

            Assert.AreEqual(expected, DecisionRule.Pool(scores, costs, tradeoff));
        }
    }

    [TestMethod]
    [DataRow(new[] { 0.5f, 0.75f }, 1, DisplayName = "at mean costs the second is worth its price")]
    [DataRow(new[] { 0.5f, 0.75f, 1, 3 }, 0, DisplayName = "this query costs three times the mean with it")]
    [DataRow(new[] { 0.5f, 0.75f, 4, 3 }, 1, DisplayName = "but the first is dear too")]
    [DataRow(new[] { 0.5f, 0.5f, 4, 1 }, 1, DisplayName = "equal scores: the one that is cheaper for this query")]
    public void Pool_CostRatios_MultiplyTheExpectedCosts(float[] scores, int model) =>
        Assert.AreEqual(model, DecisionRule.Pool(scores, [1.0, 2.0], 0.1));

    [TestMethod]
    public void Choose_PairAndPool_UseTheirSetting()
    {
        Assert.AreEqual(1, DecisionRule.Choose([0.5f], Two, SampleBundle.PairPoint("p", 0.5)));
        Assert.AreEqual(0, DecisionRule.Choose([0.5f, 0.75f], Two, SampleBundle.PoolPoint("p", 0.5)));
        Assert.AreEqual(1, DecisionRule.Choose([0.5f, 0.75f], Two, SampleBundle.PoolPoint("p", 0.1)));
    }
}

using FsCheck;
using FsCheck.Fluent;
using Trainer.Calibration;
using Trainer.Export;
using Trainer.Features;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class OperatingPointCalibrationTests
{
    // Two queries score 0.9, three 0.5, one 0.1: shares that exist are 0, 2/6, 5/6 and 1.
    private static readonly float[] Tied = [0.5f, 0.9f, 0.1f, 0.5f, 0.9f, 0.5f];

    [TestMethod]
    [DataRow(0.0, 0, 2.0)]
    [DataRow(0.16, 0, 2.0)]
    [DataRow(0.17, 2, 0.7)]
    [DataRow(1 / 3.0, 2, 0.7)]
    [DataRow(0.58, 2, 0.7)]
    [DataRow(0.59, 5, 0.3)]
    [DataRow(0.9, 5, 0.3)]
    [DataRow(0.93, 6, 0.0)]
    [DataRow(1.0, 6, 0.0)]
    public void Threshold_Ties_TakesTheNearestShareThatExists(double wanted, int strong, double threshold)
    {
        var (found, achieved) = OperatingPointCalibration.Threshold(Tied, wanted);
        Assert.AreEqual(threshold, found, 1e-7);
        Assert.AreEqual(strong / 6.0, achieved, 1e-12);
    }

    [TestMethod]
    public void Threshold_TwoSharesAsNear_TakesFewerStrongCalls() =>
        Assert.AreEqual((0.5, 0.25), OperatingPointCalibration.Threshold([0.625f, 0.375f, 0.25f, 0.125f], 0.375));

    [TestMethod]
    public void Threshold_ConstantScores_IsAlwaysOrNever()
    {
        Assert.AreEqual((2.0, 0.0), OperatingPointCalibration.Threshold([0.4f, 0.4f, 0.4f], 0.49));
        Assert.AreEqual((0.0, 1.0), OperatingPointCalibration.Threshold([0.4f, 0.4f, 0.4f], 0.51));
    }

    [TestMethod]
    public void Threshold_AnyScores_GivesItsShareAndTheNearestOne() => Check(random =>
    {
        var scores = Scores(random);
        var wanted = random.NextDouble();
        var (threshold, achieved) = OperatingPointCalibration.Threshold(scores, wanted);
        Assert.AreEqual(Share(scores, threshold), achieved, 1e-12);
        var nearest = Thresholds(scores).Min(t => Math.Abs(Share(scores, t) - wanted));
        Assert.AreEqual(nearest, Math.Abs(achieved - wanted), 1e-12);
        Assert.DoesNotContain((float)threshold, scores, "a threshold lies between two scores");
    });

    [TestMethod]
    public void TradeoffForBudget_AnyPool_IsTheSmallestOfAFineGrid() => Check(random =>
    {
        var models = 2 + random.Next(3);
        var costs = Enumerable.Range(0, models).Select(_ => (1 + random.Next(8)) / 8.0).ToArray();
        var scores = Enumerable.Range(0, models * 15).Select(_ => (float)(random.Next(64) / 64.0)).ToArray();
        var budget = random.NextDouble(costs.Min() * 0.9, costs.Max() * 1.1);
        var found = Budget(scores, costs).Tradeoff(budget);
        double Mean(double tradeoff) => Budget(scores, costs).MeanCostUsd(tradeoff);

        var grid = Enumerable.Range(0, 3000).Select(i => i * 0.0056).Where(tradeoff => Mean(tradeoff) <= budget).ToArray();
        Assert.AreEqual(grid.Length == 0, found is null, "16.8 per USD outweighs any quality at steps of 1/8 USD");
        if (found is { } tradeoff)
        {
            Assert.IsLessThanOrEqualTo(budget, Mean(tradeoff));
            Assert.IsTrue(tradeoff == 0 || Mean(tradeoff * (1 - 1e-5)) > budget, "a smaller one would be over the budget");
            Assert.IsTrue(tradeoff <= grid[0] * (1 + 1e-5) && tradeoff >= grid[0] - 0.0057, $"{tradeoff} against {grid[0]} on the grid");
        }
    });

    [TestMethod]
    public void TradeoffForBudget_ByHand_StopsWhereTheChoiceTurns()
    {
        // 0.9 − 0.10 t against 0.6 − 0.04 t: they are equal at t = 5, where the cheaper one is taken.
        float[] scores = [0.6f, 0.9f];
        double[] costs = [0.04, 0.10];
        Assert.AreEqual(5, Budget(scores, costs).Tradeoff(0.05)!.Value, 1e-4);
        Assert.AreEqual(0, Budget(scores, costs).Tradeoff(0.10));
        Assert.IsNull(Budget(scores, costs).Tradeoff(0.03));
        Assert.IsNull(Budget(scores, [0.1, 0.1]).Tradeoff(0.05), "no trade-off makes equal prices cheaper");
    }

    [TestMethod]
    public void MeanCostUsd_EveryAnswerAtItsMean_NeverRisesWithTheTradeoff() => Check(random =>
    {
        double[] costs = [.. Enumerable.Range(0, 4).Select(_ => random.NextDouble())];
        var scores = Enumerable.Range(0, 40).Select(_ => (float)random.NextDouble()).ToArray();
        var means = Enumerable.Range(0, 40).Select(i => Budget(scores, costs).MeanCostUsd(i * 0.25)).ToArray();
        for (var i = 1; i < means.Length; i++)
        {
            Assert.IsLessThanOrEqualTo(means[i - 1] + 1e-12, means[i]);
        }
    });

    [TestMethod]
    public void Tradeoff_LongQueriesGoToTheDearModel_KeepsTheRealBudget()
    {
        // The dear model is wanted exactly where it costs four times its mean; at mean costs the budget would seem kept.
        float[] scores = [0.5f, 0.9f, 0.5f, 0.4f, 0.5f, 0.4f, 0.5f, 0.4f];
        double[] expected = [0.01, 0.10];
        double[][] real = [[0.01, 0.01, 0.01, 0.01], [0.40, 0, 0, 0]];
        var budget = new PoolBudget(scores, expected, real);
        Assert.AreEqual((0.40 + 0.03) / 4, budget.MeanCostUsd(0), 1e-12);
        Assert.IsLessThanOrEqualTo(0.05, Budget(scores, expected).MeanCostUsd(0));

        var tradeoff = budget.Tradeoff(0.05)!.Value;
        Assert.AreEqual(0.4 / 0.09, tradeoff, 1e-3, "where 0.9 − 0.10 t falls to 0.5 − 0.01 t");
        Assert.AreEqual(0.01, budget.MeanCostUsd(tradeoff), 1e-12);
    }

    [TestMethod]
    public void MeanCostUsd_UnknownCost_CountsAsExpected() =>
        Assert.AreEqual(0.1, new PoolBudget([0.5f, 0.9f], [0.01, 0.10], [[0.3], [double.NaN]]).MeanCostUsd(0));

    private static PoolBudget Budget(float[] scores, double[] costs) =>
        new(scores, costs, [.. costs.Select(cost => Enumerable.Repeat(cost, scores.Length / costs.Length).ToArray())]);

    private static float[] Scores(SeededRandom random) =>
        [.. Enumerable.Range(0, 1 + random.Next(20)).Select(_ => (1 + random.Next(9)) / 16f)];

    // Never, always, and midway between every two neighbouring scores.
    private static IEnumerable<double> Thresholds(float[] scores)
    {
        var rising = scores.Distinct().Order().ToArray();
        return rising.Zip(rising.Skip(1), (low, high) => ((double)low + high) / 2).Append(0).Append(2);
    }

    private static double Share(float[] scores, double threshold) => scores.Average(score => DecisionRule.Pair(score, threshold));

    private static void Check(Action<SeededRandom> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new SeededRandom((ulong)seed))).QuickCheckThrowOnFailure();
}

using FsCheck;
using FsCheck.Fluent;
using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class PoolCurveTests
{
    [TestMethod]
    public void Points_RandomPools_AreTheChoicesAtTheirSetting() => Check((outcomes, scores, _) =>
    {
        var curve = new PoolCurve(outcomes, scores);
        for (var point = 0; point < curve.Points; point++)
        {
            var naive = new Decisions(outcomes, scores.Choose(curve[point].Setting));
            Assert.AreEqual(naive.Quality.Average(), curve[point].Quality, 1e-9);
            Assert.AreEqual(naive.CostUsd!.Average(), curve[point].CostUsd!.Value, 1e-9);
        }
    });

    [TestMethod]
    public void Points_AnyOtherTradeoff_AddsNothing() => Check((outcomes, scores, random) =>
    {
        var curve = new PoolCurve(outcomes, scores);
        var points = Enumerable.Range(0, curve.Points).Select(point => curve[point]).ToList();
        for (var i = 0; i < 20; i++)
        {
            var naive = new Decisions(outcomes, scores.Choose(Math.Exp(3 * random.NextGaussian())));
            Assert.IsTrue(points.Any(point => Math.Abs(point.Quality - naive.Quality.Average()) < 1e-9
                && Math.Abs(point.CostUsd!.Value - naive.CostUsd!.Average()) < 1e-9));
        }
    });

    [TestMethod]
    public void Weigh_RandomWeights_EqualsWeightedChoices() => Check((outcomes, scores, random) =>
    {
        int[] weights = [.. Enumerable.Range(0, outcomes.Rows).Select(row => random.Next(3) + (row == 0 ? 1 : 0))];
        var curve = new PoolCurve(outcomes, scores);
        curve.Weigh(weights);
        for (var point = 0; point < curve.Points; point++)
        {
            var naive = new Decisions(outcomes, scores.Choose(curve[point].Setting)).Quality;
            Assert.AreEqual(naive.Select((quality, row) => weights[row] * quality).Sum() / weights.Sum(), curve[point].Quality, 1e-9);
        }
    });

    [TestMethod]
    public void Points_ManyRows_AreThinnedButKeepBothEnds()
    {
        var random = new SeededRandom(2);
        double[][] quality = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 500).Select(_ => random.NextDouble()).ToArray())];
        var scores = PoolScores.WithFixedCosts(quality, [1, 2, 4]);
        var outcomes = new PoolOutcomes(quality, scores.ExpectedCostUsd);
        var curve = new PoolCurve(outcomes, scores);
        Assert.AreEqual(PoolCurve.Stops, curve.Points);
        Assert.AreEqual(new Decisions(outcomes, Baselines.Oracle(outcomes)).Quality.Average(), curve[0].Quality, 1e-9);
        Assert.AreEqual(quality[0].Average(), curve[curve.Points - 1].Quality, 1e-9);
        Assert.AreEqual(1, curve[curve.Points - 1].CostUsd!.Value, 1e-9);
    }

    [TestMethod]
    public void Choose_Ties_TakesTheCheaperThenTheFirst()
    {
        var scores = PoolScores.WithFixedCosts([[0.5], [0.5], [0.5], [0.4]], [3, 2, 2, 1]);
        Assert.AreEqual(1, scores.Choose(0, 0));

        // A tie at a breakpoint; sixteenths are exact in binary.
        scores = PoolScores.WithFixedCosts([[0.5], [0.4375]], [2, 1]);
        Assert.AreEqual(1, scores.Choose(0, 0.0625));
        Assert.AreEqual(0, scores.Choose(0, 0.0624));
    }

    private static void Check(Action<PoolOutcomes, PoolScores, SeededRandom> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new SeededRandom((ulong)seed);
            var (models, rows) = (1 + random.Next(5), 1 + random.Next(12));
            double[][] Columns(int values, double shift) =>
                [.. Enumerable.Range(0, models).Select(_ => Enumerable.Range(0, rows).Select(_ => shift + random.Next(values)).ToArray())];
            property(new PoolOutcomes(Columns(3, 0), Columns(4, 1)), new PoolScores(Columns(5, 0), Columns(4, 0)), random);
        }).QuickCheckThrowOnFailure();
}

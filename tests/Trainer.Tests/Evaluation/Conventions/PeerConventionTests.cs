using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;
using Trainer.Features;

namespace Trainer.Tests.Evaluation.Conventions;

[TestClass]
public sealed class PeerConventionTests
{
    [TestMethod]
    [DataRow(0.75, 1.0, 0.7163)]
    [DataRow(0.7969, 0.27, 0.7762)]
    public void ArenaScore_PublishedCases_GivesGoldenNumbers(double quality, double usdPerThousand, double score) =>
        Assert.AreEqual(score, RouterArenaConvention.Score(quality, usdPerThousand), 5e-5);

    [TestMethod]
    public void ArenaScore_OutsideTheScale_CountsAsItsEnd()
    {
        Assert.AreEqual(RouterArenaConvention.Score(0.5, 0.0044), RouterArenaConvention.Score(0.5, 0), 1e-12);
        Assert.AreEqual(0, RouterArenaConvention.Score(0.5, 1_000), 1e-12);
        Assert.AreEqual(0, RouterArenaConvention.Score(0, 1_000));
    }

    [TestMethod]
    public void RouterArena_WrongChoices_CountInAccuracyAndNotInCost()
    {
        // Right and cheapest; right but dear; wrong although solvable; not solvable.
        var outcomes = new PoolOutcomes([[1, 1, 0, 0], [1, 1, 1, 0]], [[1, 1, 1, 1], [4, 4, 4, 4]]);
        var decisions = new Decisions(outcomes, [0, 1, 0, 1]);
        var sums = RouterArenaConvention.Columns(outcomes, decisions.Quality, decisions.CostUsd!).Select(column => column.Sum()).ToArray();
        Assert.AreEqual(1.0 / 3, sums[0] / sums[1], 1e-12, "optimal selection");
        Assert.AreEqual(2.0 / 3, sums[2] / sums[3], 1e-12, "optimal accuracy would be 1 without the wrong one");
        Assert.AreEqual((1.0 + 1) / (1 + 4), sums[5] / sums[4], 1e-12, "optimal cost");
    }

    [TestMethod]
    public void RouterArena_MadeUpPools_EqualsTheSlowDefinition()
    {
        var random = new SeededRandom(8);
        for (var round = 0; round < 50; round++)
        {
            const int n = 40, models = 3;
            double[][] Table(int values) =>
                [.. Enumerable.Range(0, models).Select(_ => Enumerable.Range(0, n).Select(_ => random.Next(values) / (values - 1.0)).ToArray())];
            var (quality, cost) = (Table(3), Table(5).Select(column => column.Select(value => value + 0.1).ToArray()).ToArray());
            var outcomes = new PoolOutcomes(quality, cost);
            int[] choice = [.. Enumerable.Range(0, n).Select(_ => random.Next(models))];
            var decisions = new Decisions(outcomes, choice);
            var sums = RouterArenaConvention.Columns(outcomes, decisions.Quality, decisions.CostUsd!).Select(column => column.Sum()).ToArray();
            double selected = 0, solvable = 0, oracleCost = 0, ownCost = 0, oracle = 0;
            for (var row = 0; row < n; row++)
            {
                var best = Enumerable.Range(0, models).Max(m => quality[m][row]);
                oracle += best;
                if (best == 0)
                {
                    continue;
                }

                solvable++;
                var least = Enumerable.Range(0, models).Where(m => quality[m][row] == best).Min(m => cost[m][row]);
                if (quality[choice[row]][row] == best)
                {
                    selected += cost[choice[row]][row] == least ? 1 : 0;
                    (oracleCost, ownCost) = (oracleCost + least, ownCost + cost[choice[row]][row]);
                }
            }

            Assert.AreEqual(selected / solvable, sums[0] / sums[1], 1e-9);
            Assert.AreEqual(decisions.Quality.Sum() / oracle, sums[2] / sums[3], 1e-9);
            Assert.AreEqual(oracleCost / ownCost, sums[5] / sums[4], 1e-9);
        }
    }

    [TestMethod]
    public void LlmRouterBench_GainsAndGap_AreRelative()
    {
        Assert.AreEqual(0.25, LlmRouterBenchConvention.Gain(0.75, 0.6), 1e-12);
        Assert.AreEqual(0.0625, LlmRouterBenchConvention.Gap(0.75, 0.8), 1e-12);
        CostQuality[] points = [new(1, 0.5), new(3, 0.7), new(2, 0.66)];
        Assert.AreEqual(0.1 / 0.6, LlmRouterBenchConvention.PerformanceGain(points, 0.6), 1e-12);
        Assert.AreEqual(0.5, LlmRouterBenchConvention.CostSaving(points, new(4, 0.6)), 1e-12, "the cheapest that is as good");
        Assert.AreEqual(0, LlmRouterBenchConvention.CostSaving(points, new(4, 0.8)), "none is as good");
    }

    [TestMethod]
    public void ParetoDistance_KnownPoints_IsToTheNearestOnTheFront()
    {
        // Axes from 0 to 10 and from 0 to 1; the front is (0, 0), (5, 0.8), (10, 1).
        CostQuality[] all = [new(0, 0), new(5, 0.8), new(10, 1), new(8, 0.8), new(5, 0.5)];
        Assert.AreEqual(0, LlmRouterBenchConvention.ParetoDistance(all.AsSpan(0, 3), all), 1e-12);
        Assert.AreEqual((Math.Sqrt(0.04 + 0.04) + 0.3) / 2, LlmRouterBenchConvention.ParetoDistance(all.AsSpan(3, 2), all), 1e-12);
    }

    [TestMethod]
    public void RouterEval_Entropy_IsInBits()
    {
        Assert.AreEqual(2, RouterEvalConvention.Entropy([0.25, 0.25, 0.25, 0.25]), 1e-12);
        Assert.AreEqual(0, RouterEvalConvention.Entropy([0, 1, 0]), 1e-12);
        Assert.AreEqual(1.2, RouterEvalConvention.OverBest(0.6, 0.5), 1e-12);
    }
}

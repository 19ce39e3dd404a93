using Trainer.Evaluation;
using Trainer.Evaluation.Comparison;
using Trainer.Evaluation.Conventions;
using Trainer.Features;
using Trainer.Features.Data;

namespace Trainer.Tests.Evaluation.Comparison;

[TestClass]
public sealed class RouterComparisonTests
{
    private const int Queries = 300;
    private static readonly string[] Models = ["small", "large", "spare"];

    [TestMethod]
    public void Policies_EveryOne_HasItsMeansAndPairedDifferences()
    {
        var (table, routers, comparison) = Made();
        var policies = comparison.Policies();
        Assert.HasCount(2 + 1 + 3 + 2 + 1, policies, "points of both routers, models, coins, oracle");
        var main = routers[0].Route()[0].Decisions;
        Assert.AreEqual(main.Quality.Average(), policies[0].Quality.Value, 1e-9);
        Assert.AreEqual(main.CostUsd!.Average(), policies[0].CostUsd!.Value.Value, 1e-9);
        Assert.IsNull(policies[0].QualityDifference);
        var pool = routers[1].Route()[0].Decisions;
        var other = policies.Single(policy => policy.Name == "pool, best");
        Assert.AreEqual(pool.Quality.Average() - main.Quality.Average(), other.QualityDifference!.Value.Value, 1e-9);
        Assert.AreEqual(pool.CostUsd!.Average() - main.CostUsd!.Average(), other.CostDifferenceUsd!.Value.Value, 1e-9);

        // Pairing pays: the interval of a difference is narrower than that of two independent means.
        var apart = IndependentDifference.Of(other.Quality, policies[0].Quality);
        Assert.IsLessThan(apart.High - apart.Low, other.QualityDifference.Value.High - other.QualityDifference.Value.Low);
        var share = main.Chose(1).Average();
        var line = Baselines.RandomLine(PairOutcomes.From(table, 0, 1), share);
        Assert.AreEqual(line, policies.Single(policy => policy.Name.StartsWith("coin with", StringComparison.Ordinal)).Quality.Value, 1e-9);
    }

    [TestMethod]
    public void Policies_Dominated_NameThoseThatBeatThem()
    {
        var policies = Made().Comparison.Policies();
        CostQuality Point(PolicyReport policy) => new(policy.CostUsd!.Value.Value, policy.Quality.Value);
        foreach (var policy in policies)
        {
            var expected = policies.Where(other => other.Kind is PolicyKind.Router or PolicyKind.Model)
                .Where(other => other.CostUsd!.Value.Value <= policy.CostUsd!.Value.Value && other.Quality.Value >= policy.Quality.Value && Point(other) != Point(policy))
                .Select(other => other.Name).ToArray();
            CollectionAssert.AreEqual(expected, policy.DominatedBy!.ToArray(), policy.Name);
        }

        Assert.IsTrue(policies.Single(policy => policy.Name == "always spare").DominatedBy!.Contains("always large"), "it is dearer and worse");
        Assert.IsLessThan(0.01, policies.Single(policy => policy.Name == "always spare").OnFront!.Value);
    }

    [TestMethod]
    public void Conventions_DomainMeans_EqualTheSlowDefinition()
    {
        var (table, routers, comparison) = Made();
        var found = comparison.Conventions().Routers[1];
        var decisions = routers[1].Route()[0].Decisions;
        double Mean(Func<int, double> of) =>
            Enumerable.Range(0, Queries).GroupBy(row => table.Queries[row].Domain).Average(domain => domain.Average(of));
        double[] singles = [.. Enumerable.Range(0, 3).Select(m => Mean(row => table.Quality(m)[row]))];
        var own = Mean(row => decisions.Quality[row]);
        var oracle = Mean(row => Enumerable.Range(0, 3).Max(m => table.Quality(m)[row]));
        Assert.AreEqual(own, found.DomainMean.Value, 1e-9);
        Assert.AreEqual((own - singles.Average()) / singles.Average(), found.GainOverRandom.Value, 1e-9);
        Assert.AreEqual((own - singles.Max()) / singles.Max(), found.GainOverBest.Value, 1e-9);
        Assert.AreEqual((oracle - own) / oracle, found.GapToOracle.Value, 1e-9);
        Assert.AreEqual(RouterArenaConvention.Score(decisions.Quality.Average(), 1000 * decisions.CostUsd!.Average()), found.ArenaScore!.Value.Value, 1e-9);
        Assert.IsTrue(found.ArenaScore.Value.Low < found.ArenaScore.Value.Value && found.ArenaScore.Value.Value < found.ArenaScore.Value.High);
        Assert.IsNull(found.ApgrDifference, "a pool has no APGR");
    }

    [TestMethod]
    public void Conventions_TheSameRouterTwice_DifferByNothing()
    {
        var (table, routers, _) = Made();
        var comparison = Compare(table, [routers[0], routers[0] with { Name = "again" }]);
        var again = comparison.Conventions().Routers[1];
        foreach (var difference in new[] { again.AiqDifference, again.AreaOverHullDifference, again.ApgrDifference })
        {
            Assert.AreEqual((0.0, 0.0, 0.0), (difference!.Value.Value, difference.Value.Low, difference.Value.High));
        }
    }

    [TestMethod]
    public void Slice_SomeRows_IsTheirMeans()
    {
        var (_, routers, comparison) = Made();
        int[] rows = [.. Enumerable.Range(0, Queries).Where(row => row % 3 == 0)];
        var slice = comparison.Slice("x=y", rows, Models);
        for (var r = 0; r < 2; r++)
        {
            var decisions = routers[r].Route()[0].Decisions;
            Assert.AreEqual(rows.Average(row => decisions.Quality[row]), slice.Quality[r].Value, 1e-9);
            Assert.AreEqual(rows.Average(row => decisions.CostUsd![row]), slice.CostUsd![r].Value, 1e-9);
        }

        Assert.AreEqual(rows.Length, slice.Quality[0].N);
    }

    private static (RoutingTable Table, ScoredRouter[] Routers, RouterComparison Comparison) Made()
    {
        var random = new SeededRandom(4);
        var place = new DataPlace("made up");
        var builder = new RoutingTableBuilder("made up");
        builder.DeclareModels(Models, place);
        var scores = new float[Queries];
        var predicted = new float[3 * Queries];
        for (var i = 0; i < Queries; i++)
        {
            var row = builder.AddQuery(new Query($"q{i}", $"question {i}", $"domain {i % 5 / 2}", null), place);
            var difficulty = random.NextDouble();
            double[] right = [1 - (0.8 * difficulty), 1 - (0.2 * difficulty), 0.4];
            for (var m = 0; m < 3; m++)
            {
                builder.SetQuality(row, m, random.NextDouble() < right[m] ? 1 : 0, place);
                builder.SetCostUsd(row, m, (m == 0 ? 0.001 : m == 1 ? 0.01 : 0.02) * random.NextDouble(0.5, 1.5), place);
                predicted[(3 * i) + m] = (float)Math.Clamp(right[m] + (0.1 * random.NextGaussian()), 0, 1);
            }

            scores[i] = (float)Math.Clamp(difficulty + (0.2 * random.NextGaussian()), 0, 1);
        }

        var table = builder.Build();
        ScoredRouter[] routers =
        [
            new("pair", true, table.WithModels([0, 1]), scores, [0.001, 0.01], [new("half", 0.5), new("few", 0.8)]),
            new("pool", false, table, predicted, [0.001, 0.01, 0.02], [new("best", 10)]),
        ];
        return (table, routers, Compare(table, routers));
    }

    private static RouterComparison Compare(RoutingTable table, ScoredRouter[] routers) =>
        new(routers, Models, PoolOutcomes.From(table, [0, 1, 2]), [.. table.Queries.Select(query => query.Domain)], 42, 200);
}

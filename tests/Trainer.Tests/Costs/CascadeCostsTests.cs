using Trainer.Configuration;
using Trainer.Costs;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Sweep;
using Trainer.Tests.Commands;
using Trainer.Tests.Sweep;

namespace Trainer.Tests.Costs;

[TestClass]
public sealed class CascadeCostsTests
{
    private static readonly CascadeLabel Cascade = new(0.5, 2);

    [TestMethod]
    public void Apply_Pair_StrongPaysForAllThree()
    {
        var table = Tables.Of(["strong", "weak", "other"], ["a", "b"], [[1, 0, 1], [1, 1, 1]])
            .WithCosts([[10, 20], [1, double.NaN], [7, 8]])
            .WithLatencies([[30, 40], [3, 4], [5, 6]]);

        var cascaded = CascadeCosts.Apply(table, [1, 0], Cascade);

        CollectionAssert.AreEqual(new[] { 1.5, double.NaN }, cascaded.CostUsd(1).ToArray());
        CollectionAssert.AreEqual(new[] { 11.5, double.NaN }, cascaded.CostUsd(0).ToArray());
        CollectionAssert.AreEqual(new[] { 7.0, 8 }, cascaded.CostUsd(2).ToArray());
        CollectionAssert.AreEqual(new[] { 35.0, 46 }, cascaded.LatencySeconds(0).ToArray());
        CollectionAssert.AreEqual(new[] { 5.0, 6 }, cascaded.LatencySeconds(1).ToArray());
        CollectionAssert.AreEqual(new[] { 10.0, 20 }, table.CostUsd(0).ToArray(), "the table itself stays");
    }

    [TestMethod]
    public void Load_Cascade_SaysWhatEachModelWouldCostAlone()
    {
        using var folder = new TempFolder();
        var table = Tables.Of(["weak", "strong"], ["a", "b"], [[0, 1], [1, 1]]).WithCosts([[1, 3], [10, 20]]);
        RoutingTableWriter.Write(folder["t.jsonl.gz"], table);

        var problem = RoutingProblem.Load(new DataOptions { Table = [folder["t.jsonl.gz"]], Cascade = new CascadeOptions { VerifierUsd = 0.5 } });

        CollectionAssert.AreEqual(new[] { 2.5, 17.5 }, problem.MeanCostUsd());
        StringAssert.Contains(problem.Cascade!.Value.Finding.Sentence, "ends with weak costs 2.5 USD on average, one that goes on to strong 17.5 USD");
        StringAssert.Contains(problem.Cascade!.Value.Finding.Sentence, "15 USD for always strong and 2 USD for always weak");
        Assert.AreEqual(new CascadeLabel(0.5, 0), problem.Select([1]).Cascade!.Value.Label, "a part of a cascade is one");
    }

    [TestMethod]
    public void Apply_Pool_EveryPlacePaysForAllBeforeItAndTheLastForNoVerification()
    {
        var table = Tables.Of(["c", "a", "b"], ["x", "y"], [[1, 0, 1], [1, 1, 1]])
            .WithCosts([[100, 200], [1, 2], [10, double.NaN]])
            .WithLatencies([[300, 400], [3, 4], [30, 40]]);

        var cascaded = CascadeCosts.Apply(table, [1, 2, 0], Cascade);

        CollectionAssert.AreEqual(new[] { 1.5, 2.5 }, cascaded.CostUsd(1).ToArray());
        CollectionAssert.AreEqual(new[] { 12, double.NaN }, cascaded.CostUsd(2).ToArray());
        CollectionAssert.AreEqual(new[] { 112, double.NaN }, cascaded.CostUsd(0).ToArray());
        CollectionAssert.AreEqual(new[] { 337.0, 448 }, cascaded.LatencySeconds(0).ToArray());
    }

    [TestMethod]
    public void Load_CascadeOfAPool_StandsInTheOrderInWhichModelsAreAsked()
    {
        using var folder = new TempFolder();
        var table = Tables.Of(["a", "b", "c"], ["x", "y"], [[0, 1, 1], [1, 1, 0]]).WithCosts([[10, 10], [100, 100], [1, 1]]);
        RoutingTableWriter.Write(folder["t.jsonl.gz"], table);
        RoutingTableWriter.Write(folder["unknown.jsonl.gz"], Tables.Of(["a", "b", "c"], ["x", "y"], [[0, 1, 1], [1, 1, 0]]));
        RoutingProblem Load(params string[] order) => RoutingProblem.Load(
            new DataOptions { Table = [folder["t.jsonl.gz"]], Cascade = new CascadeOptions { VerifierUsd = 0.5, Order = order } });
        void Refused(Action act, string expected) => StringAssert.Contains(Assert.ThrowsExactly<UsageException>(act).Message, expected);

        var rising = Load();
        CollectionAssert.AreEqual(new[] { "c", "a", "b" }, rising.Table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { 1.5, 12, 112 }, rising.MeanCostUsd());
        CollectionAssert.AreEqual(new[] { 1.0, 0 }, rising.Table.Quality(0).ToArray(), "outcomes go along");
        StringAssert.Contains(
            rising.Cascade!.Value.Finding.Sentence,
            "ends with c costs 1.5 USD on average, one that goes on to a 12 USD, one that goes on to b 112 USD. Asking one model alone, " +
            "without cascade and verifier, would cost 100 USD for always b, 10 USD for always a and 1 USD for always c.");
        Assert.IsTrue(rising.ToTrainingSet(Trainer.Features.FeatureMatrix.Empty(2)).Select([1]).IsCascade);
        CollectionAssert.AreEqual(new[] { 100.5, 102, 112 }, Load("b", "c", "a").MeanCostUsd());
        Refused(() => Load("b", "a"), "'data.cascade.order' is b, a; it must name each of the candidates a, b, c once");
        Refused(() => Load("b", "a", "a"), "each of the candidates");
        Refused(
            () => RoutingProblem.Load(new DataOptions { Table = [folder["unknown.jsonl.gz"]], Cascade = new CascadeOptions { VerifierUsd = 0 } }),
            "no cost is known of a; name the order in 'data.cascade.order'");
        DataOptions Pair(params string[] order) => new()
        {
            Table = [folder["t.jsonl.gz"]], Weak = "a", Strong = "c", Cascade = new CascadeOptions { VerifierUsd = 0, Order = order },
        };
        CollectionAssert.AreEqual(new[] { 10.0, 11 }, RoutingProblem.Load(Pair("a", "c")).MeanCostUsd());
        Refused(() => RoutingProblem.Load(Pair("c", "a")), "it must name the weak model and then the strong one, a, c; leave it out");
    }

    [TestMethod]
    public void Evaluate_CascadeOfAPool_HasToBeatEveryModelAlone()
    {
        // Nobody needs a cascade to ask the third model always, which costs more within it than alone.
        var rows = Enumerable.Range(0, 60).ToArray();
        var alone = Tables.Of(["a", "b", "c"], [.. rows.Select(row => $"prompt {row}")], [.. rows.Select(row => new[] { row % 2.0, 0, 1 })])
            .WithCosts([[.. rows.Select(_ => 1.0)], [.. rows.Select(_ => 2.0)], [.. rows.Select(_ => 4.0)]]);
        float[] scores = [.. rows.SelectMany(_ => new[] { 0f, 0, 1 })];

        var report = RouterEvaluation.Run(
            CascadeCosts.Apply(alone, [0, 1, 2], Cascade), scores, [1.5, 4, 8], [new NamedSetting("policy", 0)], false, 1, 100, Cascade);

        string[] expected = ["a 1.5", "b 4", "c 8", "a alone 1", "b alone 2", "c alone 4"];
        CollectionAssert.AreEqual(expected, report.Models.Select(model =>
            FormattableString.Invariant($"{model.Name} {model.CostUsd!.Value.Value}")).ToArray());
        Assert.AreEqual("c alone", report.Baselines.BestConstant);
        Assert.AreEqual(1, report.OperatingPoints[0].Shares[2].Value);
        Assert.AreEqual(-1, report.OperatingPoints[0].CostSaving!.Value.Value, 1e-12, "twice the price");
        Assert.IsNotNull(report.Pool);
    }

    [TestMethod]
    public void Evaluate_Cascade_IsComparedWithEachModelAloneAndByItsIbcLift()
    {
        // The strong model is always right, the weak one on every second query; the score knows which.
        var rows = Enumerable.Range(0, 200).ToArray();
        var alone = Tables.Of(["weak", "strong"], [.. rows.Select(row => $"prompt {row}")], [.. rows.Select(row => new[] { row % 2.0, 1 })])
            .WithCosts([[.. rows.Select(_ => 1.0)], [.. rows.Select(_ => 10.0)]]);
        var scores = Array.ConvertAll(rows, row => row % 2 == 0 ? 0.9f : 0.1f);

        var report = RouterEvaluation.Run(
            CascadeCosts.Apply(alone, [0, 1], Cascade), scores, [1.5, 11.5], [new NamedSetting("half", 0.5)], true, 1, 100, Cascade);

        string[] expected = ["weak 1.5", "strong 11.5", "weak alone 1", "strong alone 10"];
        CollectionAssert.AreEqual(expected, report.Models.Select(model =>
            FormattableString.Invariant($"{model.Name} {model.CostUsd!.Value.Value}")).ToArray());
        var point = report.OperatingPoints[0];
        Assert.AreEqual(6.5, point.CostUsd!.Value.Value, 1e-12);
        Assert.AreEqual(1 - 0.65, point.CostSaving!.Value.Value, 1e-12);

        // All of the gap of 0.5 for 5.5 USD more than weak alone, where always asking strong alone takes 9 more.
        Assert.AreEqual((9 / 5.5) - 1, point.IbcLift!.Value.Value, 1e-12);
        var plain = RouterEvaluation.Run(alone, scores, [1, 10], [new NamedSetting("half", 0.5)], true, 1, 100);
        Assert.AreEqual(1, plain.OperatingPoints[0].IbcLift!.Value.Value, 1e-12, "4.5 USD more buy what 9 do");
        Assert.HasCount(2, plain.Models);
    }
}

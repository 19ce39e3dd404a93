using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Sweep;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class RoutingProblemTests
{
    [TestMethod]
    [DataRow("good,bad", "bad", "good")]
    [DataRow("bad,good", "bad", "good")]
    public void Load_TwoModels_TheBetterOneIsStrong(string header, string weak, string strong)
    {
        var models = header.Split(',');
        double[] Row(double good, double bad) => models[0] == "good" ? [good, bad] : [bad, good];
        var problem = Load(Tables.Of(models, ["a", "b", "c"], [Row(1, 0), Row(1, 1), Row(0, 0)]), new DataOptions());
        Assert.AreEqual(RoutingTask.Pair, problem.Task);
        CollectionAssert.AreEqual(new[] { weak, strong }, problem.Table.Models.ToArray());
        Assert.AreEqual(2 / 3.0, problem.Table.Quality(1).ToArray().Average(), 1e-12);
    }

    [TestMethod]
    public void Load_NamedPair_IsTakenAsNamed()
    {
        var problem = Load(Tables.Random(30, 4, 1), new DataOptions { Weak = "model-3", Strong = "model-1" });
        Assert.IsTrue(problem.IsPair);
        CollectionAssert.AreEqual(new[] { "model-3", "model-1" }, problem.Table.Models.ToArray());
    }

    [TestMethod]
    public void Load_ManyModels_IsAPoolOfAllOrOfTheNamedOnes()
    {
        var table = Tables.Random(30, 4, 1);
        Assert.HasCount(4, Load(table, new DataOptions()).Table.Models);
        var two = Load(table, new DataOptions { Models = ["model-2", "model-0"] });
        Assert.AreEqual(RoutingTask.Pool, two.Task, "two models that are named as a pool are a pool");
        CollectionAssert.AreEqual(new[] { "model-2", "model-0" }, two.Table.Models.ToArray());
    }

    [TestMethod]
    public void Load_UnknownModel_NamesTheNearest()
    {
        var table = Tables.Random(30, 3, 1);
        foreach (var options in new DataOptions[]
        {
            new() { Weak = "model-0", Strong = "modle-2" }, new() { Models = ["model-1", "modle-2"] },
        })
        {
            var fault = Assert.ThrowsExactly<UsageException>(() => Load(table, options));
            StringAssert.Contains(fault.Message, "there is no model 'modle-2' in the table; did you mean 'model-2'?");
        }
    }

    [TestMethod]
    public void Load_FewerThanTwoDifferentModels_IsRefused()
    {
        var table = Tables.Random(30, 3, 1);
        foreach (var options in new DataOptions[] { new() { Models = ["model-1"] }, new() { Weak = "model-1", Strong = "model-1" } })
        {
            var fault = Assert.ThrowsExactly<UsageException>(() => Load(table, options));
            StringAssert.Contains(fault.Message, "routing needs at least two different ones");
        }
    }

    [TestMethod]
    public void Load_BattlesAsTheTable_AreRowsOfTwoOutcomes()
    {
        using var folder = new TempFolder();
        var file = folder.Write(
            "battles.jsonl",
            """
            {"prompt":"Which one is better?","model_a":"x","model_b":"y","winner":"model_a","weight":2.5}
            {"prompt":"Which one is worse?","model_a":"z","model_b":"y","winner":"tie"}
            """);
        var problem = RoutingProblem.Load(new DataOptions { Table = [file], Weak = "y", Strong = "x" });
        Assert.IsTrue(problem.Source.IsBattles);
        CollectionAssert.AreEqual(new[] { 0, 0.5 }, problem.Table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 1, double.NaN }, problem.Table.Quality(1).ToArray());
        CollectionAssert.AreEqual(new[] { double.NaN, 0.5 }, problem.Others!.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 2.5, 1 }, problem.RowWeights);
        CollectionAssert.AreEqual(new[] { 1.0 }, problem.Select([1]).RowWeights);
    }

    [TestMethod]
    public void LoadBattles_BesideATable_ShareTheCandidatesAndJoinTheOthers()
    {
        using var folder = new TempFolder();
        var battles = folder.Write(
            "battles.jsonl", """{"prompt":"Which?","model_a":"elsewhere","model_b":"model-2","winner":"model_a","weight":3}""" + "\n");
        RoutingTableWriter.Write(folder["table.jsonl.gz"], Tables.Random(30, 4, 1));
        var options = new DataOptions { Table = [folder["table.jsonl.gz"]], Battles = [battles], Weak = "model-0", Strong = "model-2" };
        var problem = RoutingProblem.Load(options);
        var joined = problem.Append(problem.LoadBattles(options)!);
        CollectionAssert.AreEqual(new[] { "model-0", "model-2" }, joined.Table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { "model-1", "model-3", "elsewhere" }, joined.Others!.Models.ToArray());
        Assert.AreEqual((31, double.NaN, 0.0), (joined.Table.Count, joined.Table.Quality(0)[30], joined.Table.Quality(1)[30]));
        Assert.AreEqual((double.NaN, 1.0, 3.0), (joined.Others.Quality(1)[30], joined.Others.Quality(2)[30], joined.RowWeights[30]));
        Assert.IsFalse(joined.Others.WasRun(0, 2));
        CollectionAssert.AreEqual(problem.Others!.Quality(0).ToArray(), joined.Others.Quality(0)[..30].ToArray());

        var fault = Assert.ThrowsExactly<UsageException>(() => problem.LoadBattles(options with { Battles = options.Table }));
        StringAssert.Contains(fault.Message, "of 'data.battles' holds a routing table (trainer); battles are needed");
    }

    [TestMethod]
    public void MeanCostUsd_PartlyKnown_IsTheMeanOfWhatIsKnown()
    {
        var table = Tables.Of(["a", "b"], ["p", "q"], [[1, 0], [0, 1]]).WithCosts([[1, 3], [double.NaN, double.NaN]]);
        CollectionAssert.AreEqual(new[] { 2, double.NaN }, Tables.Problem(table).MeanCostUsd());
    }

    [TestMethod]
    public void Load_MeasuredTokens_AreMeansWithoutPricesAndFillGaps()
    {
        var table = Tables.Of(["a", "b"], ["12345678", "1234", "12"], [[1, 0], [0, 1], [double.NaN, 1]])
            .WithTokens([[6, double.NaN, double.NaN], [double.NaN, double.NaN, double.NaN]], [[30, 50, double.NaN], [double.NaN, double.NaN, double.NaN]]);
        var problem = Load(table, new DataOptions { Models = ["a", "b"] });
        Assert.IsNull(problem.Priced);
        CollectionAssert.AreEqual(new[] { (6 + 1) / 2.0, double.NaN }, problem.MeanInputTokens(), "the second prompt is 4 characters");
        CollectionAssert.AreEqual(new[] { 40, double.NaN }, problem.MeanOutputTokens());
    }

    [TestMethod]
    public void Load_Prices_GiveEveryModelTokensAndCosts()
    {
        PriceOptions Price(double usd) => new() { InputUsdPerMTok = usd, OutputUsdPerMTok = usd };
        var problem = Load(Tables.Of(["a", "b"], ["12345678", "1234"], [[1, 0], [0, 1]]), new DataOptions
        {
            Models = ["a", "b"],
            OutputTokens = 100,
            Prices = new Dictionary<string, PriceOptions> { ["a"] = Price(1), ["b"] = Price(2) },
        });
        Assert.AreEqual((4, 0, 0), (problem.Priced!.Answers, problem.Priced.InputMeasured, problem.Priced.OutputMeasured));
        CollectionAssert.AreEqual(new[] { 1.5, 1.5 }, problem.MeanInputTokens());
        CollectionAssert.AreEqual(new double[] { 100, 100 }, problem.MeanOutputTokens());
        Assert.AreEqual(203e-6, problem.MeanCostUsd()[1], 1e-15);
        Assert.AreSame(problem.Priced, problem.Select([1]).Priced);
    }

    [TestMethod]
    public void Texts_ZeroCharacters_AreRemovedAsEveryHostDoes() =>
        Assert.AreEqual("ab", Tables.Problem(Tables.Of(["x", "y"], ["a\0b"], [[1, 0]])).Texts[0]);

    private static RoutingProblem Load(RoutingTable table, DataOptions options)
    {
        using var folder = new TempFolder();
        RoutingTableWriter.Write(folder["table.jsonl.gz"], table);
        return RoutingProblem.Load(options with { Table = [folder["table.jsonl.gz"]] });
    }
}

using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Sweep;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class SweepDataTests
{
    private const string Passage =
        "The harbour of the old town was dredged twice, once by the monks who needed salt and once by the engineers of a queen who " +
        "never saw it; since then the tide has carried the sand back, and every spring the fishermen mark the channel with willow rods.";

    [TestMethod]
    public void Load_NearDuplicatesOfTheTest_LeaveTraining()
    {
        using var folder = new TempFolder();
        var options = Options(folder, Straddling());
        var data = SweepData.Load(options);
        Assert.AreEqual((300, 95, 5), (data.Training.Table.Count, data.Test.Table.Count, data.NearDuplicates));
        Assert.AreEqual(5, data.LeftOut);
        Assert.AreEqual((5, 5), (data.Report().NearDuplicateQueries, data.Report().LeftOutQueries));
        Assert.IsFalse(data.Training.Table.Queries.Any(query => query.Prompt.StartsWith(Passage, StringComparison.Ordinal)));
        var removal = data.Findings.Single(
            finding => finding.Sentence.StartsWith("5 training queries were removed", StringComparison.Ordinal));
        CollectionAssert.AreEqual(new[] { "q100", "q101", "q102", "q103", "q104" }, removal.Examples.ToArray());
        Assert.IsFalse(
            data.Findings.Any(finding => finding.Sentence.Contains("nearly repeat a training prompt", StringComparison.Ordinal)));

        var kept = SweepData.Load(options with { Audit = new() { NearDuplicates = NearDuplicateRule.Keep } });
        Assert.AreEqual((305, 0), (kept.Training.Table.Count, kept.NearDuplicates));
        Assert.IsTrue(kept.Findings.Any(finding => finding is { Severity: FindingSeverity.Warning }
            && finding.Sentence.StartsWith("1 of 95 test prompts nearly repeat a training prompt", StringComparison.Ordinal)));
        Assert.AreEqual(305, SweepData.Load(options with { Audit = new() { Similarity = 1 } }).Training.Table.Count);
    }

    [TestMethod]
    public void Load_HeldOutShareAndFolds_KeepNearDuplicatesTogether()
    {
        using var folder = new TempFolder();
        var options = Options(folder, Straddling()) with { Seed = 5 };
        var data = SweepData.Load(options with { Data = options.Data with { HoldOutDomains = [], TestShare = 0.3 } });
        Assert.AreEqual(0, data.NearDuplicates);
        bool IsTold(Query query) => query.Prompt.StartsWith(Passage, StringComparison.Ordinal);
        var (training, test) = (data.Training.Table.Queries.Count(IsTold), data.Test.Table.Queries.Count(IsTold));
        Assert.AreEqual((6, 0), (Math.Max(training, test), Math.Min(training, test)));

        using var sources = Tables.Sources(data.Training);
        var told = Enumerable.Range(0, data.Training.Table.Count).Where(row => IsTold(data.Training.Table.Queries[row])).ToArray();
        CollectionAssert.AreEqual(new[] { 6 }, new[] { told.Length }, "the seed was chosen for that");
        foreach (var fold in new CrossValidation(data.Training, sources, 3, 1, data.TrainingClusters).Folds)
        {
            Assert.IsTrue(fold.Test.Intersect(told).Count() is 0 or 6);
        }
    }

    [TestMethod]
    public void Load_JudgeThatCounts_NeedsJudgeScores()
    {
        using var folder = new TempFolder();
        string Rows(string judge) => string.Join('\n', Enumerable.Range(0, 40).Select(i =>
            $$"""{"id":"{{i}}","prompt":"prompt {{i}}","scores":{"a":{{i % 2}},"b":1}{{judge}}}"""));
        TrainerOptions Of(string file, string judge) => new()
        {
            Data = new DataOptions { Table = [folder.Write(file, Rows(judge))] },
            Supervision = new(Judge: 0.5),
        };
        StringAssert.StartsWith(
            Assert.ThrowsExactly<UsageException>(() => SweepData.Load(Of("none.jsonl", ""))).Message,
            "'supervision.judge' is 0.5, but the data have no judge score of any candidate; give them as 'llm_judge'");
        var judged = SweepData.Load(Of("judged.jsonl", ",\"llm_judge\":{\"a\":4}")).Training;
        var set = judged.ToTrainingSet(FeatureMatrix.Empty(judged.Table.Count));
        Assert.AreEqual(set.Quality[0][0] + 0.5, set.Utility[0][0], 1e-12);
        Assert.AreEqual(1, set.Utility[1][0], 1e-12, "of b no judge said anything");
    }

    [TestMethod]
    public void Load_ShuffledFile_GivesTheSameParts()
    {
        using var folder = new TempFolder();
        var table = Straddling();
        var rows = Enumerable.Range(0, table.Count).ToArray();
        new SeededRandom(2).Shuffle<int>(rows);
        var (one, other) = (SweepData.Load(Options(folder, table)), SweepData.Load(Options(folder, table.Select(rows))));
        CollectionAssert.AreEqual(one.Training.Table.Queries.ToArray(), other.Training.Table.Queries.ToArray());
        CollectionAssert.AreEqual(one.Test.Table.Queries.ToArray(), other.Test.Table.Queries.ToArray());
        CollectionAssert.AreEqual(
            one.Findings.Select(finding => finding.Sentence).ToArray(), other.Findings.Select(finding => finding.Sentence).ToArray());
    }

    [TestMethod]
    public void Load_SevereFindings_AreRefusedUnlessToldToWarn()
    {
        using var folder = new TempFolder();
        var table = Tables.Random(200, 2, 3);
        var leaking = Tables.Of(
            [.. table.Models],
            [.. table.Queries.Select((query, row) => $"{query.Prompt} {(table.Quality(0)[row] == 1 ? "passed" : "failed")}")],
            [.. Enumerable.Range(0, table.Count).Select(row => new[] { table.Quality(0)[row], table.Quality(1)[row] })]);
        var options = Options(folder, leaking) with { Data = new() { Table = [folder["table.jsonl.gz"]] } };
        var fault = Assert.ThrowsExactly<UsageException>(() => SweepData.Load(options));
        StringAssert.StartsWith(
            fault.Message,
            "the audit of the data found what makes results wrong: Words in the prompts tell nearly every outcome of model-0");
        StringAssert.EndsWith(fault.Message, "set 'audit.onSevere' to warn");
        var data = SweepData.Load(options with { Audit = new() { OnSevere = SevereRule.Warn } });
        Assert.AreEqual(FindingSeverity.Error, data.Findings[0].Severity);
    }

    [TestMethod]
    public void Load_NothingButNearDuplicatesOfTheTest_SaysSo()
    {
        using var folder = new TempFolder();
        var table = WithDomains(
            Tables.Of(["a", "b"], [Passage, Passage + " Why?", Passage + " Who?"], [[0, 1], [1, 0], [1, 1]]),
            row => row == 0 ? "told" : "more");
        var fault = Assert.ThrowsExactly<UsageException>(() => SweepData.Load(Options(folder, table)));
        StringAssert.StartsWith(fault.Message, "all 2 training queries nearly repeat a test query");
    }

    [TestMethod]
    public void Load_Battles_LeaveTheTestAsItIsAndThoseThatRepeatItOut()
    {
        using var folder = new TempFolder();
        var options = Options(folder, Straddling());
        var plain = SweepData.Load(options);
        var told = plain.Test.Table.Queries.First(query => !query.Prompt.StartsWith(Passage, StringComparison.Ordinal)).Prompt;
        var battles = new BattlesBuilder("t");
        foreach (var prompt in new[] { told, $"{Passage} (by a battle)", "A prompt of its own", "A prompt of its own" })
        {
            battles.Add(new Battle(prompt, "model-0", "elsewhere", BattleWinner.B), new DataPlace("t"));
        }

        BattlesWriter.Write(folder["battles"], battles.Build());
        options = options with { Data = options.Data with { Battles = [folder["battles"]] } };
        var data = SweepData.Load(options);
        CollectionAssert.AreEqual(plain.Test.Table.Queries.ToArray(), data.Test.Table.Queries.ToArray());
        CollectionAssert.AreEqual(plain.Training.Table.Queries.ToArray(), data.Training.Table.Queries.ToArray());
        CollectionAssert.AreEqual(
            new[] { "battle-000003", "battle-000004" }, data.Battles!.Problem.Table.Queries.Select(query => query.Id).ToArray());
        Assert.AreEqual((2, 2), (data.Report().Battles!.Used, data.Report().Battles!.LeftOut));
        Assert.IsNull(plain.Report().Battles);
        Assert.IsTrue(data.Findings.Any(finding =>
            finding.Sentence == "2 battles were removed because their prompts repeat or nearly repeat a test query."));

        var kept = SweepData.Load(options with { Audit = new() { NearDuplicates = NearDuplicateRule.Keep } });
        Assert.AreEqual((3, 1), (kept.Battles!.Ties.Length, kept.BattlesLeftOut), "equal texts go even so");

        DenseMatrix Vectors(int count, Func<int, int> column)
        {
            var values = new float[count * 100];
            for (var row = 0; row < count; row++)
            {
                values[(row * 100) + column(row)] = 1;
            }

            return new DenseMatrix(values, count, 100);
        }

        var apart = data.WithoutNearBattles(Vectors(2, row => row == 0 ? 3 : 99), Vectors(95, row => row), new AuditOptions());
        Assert.AreEqual((1, 3), (apart.Battles!.Problem.Table.Count, apart.BattlesLeftOut));
        Assert.AreEqual("battle-000004", apart.Battles.Problem.Table.Queries[0].Id);
    }

    [TestMethod]
    public void Load_BattlesAloneWithTooFewOfThePair_SaysHowManyAndWhatToDo()
    {
        using var folder = new TempFolder();
        var battles = new BattlesBuilder("t");
        for (var i = 0; i < 400; i++)
        {
            battles.Add(new Battle($"number {i}", "a", i % 4 == 0 ? "b" : "c", (BattleWinner)(i % 3)), new DataPlace("t"));
        }

        BattlesWriter.Write(folder["battles"], battles.Build());
        var options = new TrainerOptions { Data = new() { Table = [folder["battles"]], Weak = "b", Strong = "a" } };
        var fault = Assert.ThrowsExactly<UsageException>(() => SweepData.Load(options));
        StringAssert.Matches(fault.Message, new(@"^in \d+ of the 80 test battles all of b, a took part; at least 30 are needed"));
        var often = options with { Data = options.Data with { Weak = "c" }, Audit = new() { OnSevere = SevereRule.Warn } };
        Assert.AreEqual(80, SweepData.Load(often).Test.Table.Count);
    }

    // Six versions of one passage: one in the domain that is held out, five elsewhere.
    private static RoutingTable Straddling()
    {
        var table = Tables.Random(400, 2, 3);
        return WithDomains(
            Tables.Of(
                [.. table.Models],
                [.. table.Queries.Select((query, row) => row is 0 or (>= 100 and < 105) ? $"{Passage} ({row})" : query.Prompt)],
                [.. Enumerable.Range(0, table.Count).Select(row => new[] { table.Quality(0)[row], table.Quality(1)[row] })]),
            row => row < 95 ? "told" : "more");
    }

    private static RoutingTable WithDomains(RoutingTable table, Func<int, string> domain)
    {
        var builder = new RoutingTableBuilder("test");
        var at = new DataPlace("test");
        builder.DeclareModels(table.Models, at);
        for (var row = 0; row < table.Count; row++)
        {
            builder.AddQuery(table.Queries[row] with { Domain = domain(row) }, at);
            for (var m = 0; m < table.Models.Count; m++)
            {
                builder.SetQuality(row, m, table.Quality(m)[row], at);
            }
        }

        return builder.Build();
    }

    private static TrainerOptions Options(TempFolder folder, RoutingTable table)
    {
        RoutingTableWriter.Write(folder["table.jsonl.gz"], table);
        return new TrainerOptions { Data = new() { Table = [folder["table.jsonl.gz"]], HoldOutDomains = ["told"] } };
    }
}

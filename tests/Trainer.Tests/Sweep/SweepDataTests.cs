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

using Trainer.Features.Data;
using Trainer.Features.Data.Sample;
using Trainer.Features.Data.Summary;

namespace Trainer.Features.Tests.Data.Summary;

[TestClass]
public class TableSummaryTests
{
    private static readonly RoutingTable _small = Some.Table(
        ["strong", "weak"],
        ("a", "four", "law", "g1", [1, 0]),
        ("b", "FOUR ", "law", "g1", [1, 1]),
        ("c", "four", "law", "g2", [0.5, 0.5]),
        ("d", "sixsix", "code", null, [0, 1]),
        ("e", "sevensevenseven", null, null, [0, null]),
        ("f", "", null, null, [0, 0])).WithCosts([[2, 2, 2, 2, 2, 2], [1, 0.5, 1, 1, double.NaN, 1.5]]);

    [TestMethod]
    public void Of_SmallTable_CountsByHand()
    {
        var summary = TableSummary.Of(_small);

        Assert.AreEqual(6, summary.Queries);
        Assert.AreEqual(2, summary.Groups);
        Assert.AreEqual(5, summary.CompleteRows);
        CollectionAssert.AreEqual(
            new[] { new DomainCount("law", 3), new DomainCount(null, 2), new DomainCount("code", 1) }, summary.Domains.ToArray());
        Assert.AreEqual(new ModelSummary("strong", 6, 0, 2.5 / 6, true, 6, 2, 2, 2, null), summary.Models[0]);
        Assert.AreEqual(new ModelSummary("weak", 5, 1, 0.5, true, 5, 0.5, 1, 1.5, null), summary.Models[1]);
        Assert.AreEqual(new DuplicatePrompts(Exact: 1, Normalized: 2, Contradictory: 1), summary.Duplicates);
        Assert.AreEqual(new PromptLengths(0, 4, 4, 6, 15, 15), summary.PromptLengths);
        Assert.AreEqual(new ReferencePolicy("weak", 0.5, 1, 5), summary.BestConstant);
        Assert.AreEqual(new ReferencePolicy("weak", 0.5, 1, 5), summary.Cheapest);
        Assert.AreEqual(new ReferencePolicy("oracle", 3.5 / 5, (2 + 0.5 + 1 + 1 + 1.5) / 5, 5), summary.Oracle);
        Assert.IsNull(summary.Pair);
    }

    [TestMethod]
    public void PairBalance_SmallTable_CountsClasses() =>
        Assert.AreEqual(new PairBalance("weak", "strong", 1, 1, 1, 1, 1), PairBalance.Of(_small, 1, 0));

    [TestMethod]
    public void PairBalance_RandomTables_AddUpToRowsOfBoth()
    {
        for (var seed = 0ul; seed < 10; seed++)
        {
            var table = Some.Tangled(80, seed);
            var balance = PairBalance.Of(table, 0, 1);
            Assert.AreEqual(Enumerable.Range(0, 80).Count(r => table.WasRun(r, 0) && table.WasRun(r, 1)), balance.Queries);
            Assert.AreEqual(Enumerable.Range(0, 80).Count(r => table.Quality(1)[r] > table.Quality(0)[r]), balance.StrongBetter);
        }
    }

    [TestMethod]
    public void Of_NoCosts_ComparesWorstAndBest()
    {
        var table = Some.Table(["mid", "best", "worst"], ("a", "x", null, null, [1, 1, 0]), ("b", "y", null, null, [0, 1, 0]));
        var summary = TableSummary.Of(table);
        Assert.IsNull(summary.Cheapest);
        Assert.IsNull(summary.Oracle!.MeanCostUsd);
        Assert.AreEqual(new PairBalance("worst", "best", 0, 2, 0, 0, 0), summary.Pair);
    }

    [TestMethod]
    public void Of_NoCompleteRow_HasNoReferences()
    {
        var summary = TableSummary.Of(Some.Table(["m", "n"], ("a", "x", null, null, [1, null]), ("b", "y", null, null, [null, 0])));
        Assert.IsNull(summary.BestConstant);
        Assert.IsNull(summary.Oracle);
        Assert.IsNull(summary.Pair);
        AssertFinding(summary, FindingSeverity.Warning, "No query was answered by every model");
    }

    [TestMethod]
    public void Of_BadTable_FindsItAll()
    {
        var table = Some.Table(
            ["always", "rare", "never"],
            ("a", "x", null, null, [1, null, null]),
            ("b", "X", null, null, [1, null, null]),
            ("c", " ", null, null, [1, 0, null]),
            ("d", "z", null, null, [1, 1, null]),
            ("e", "Z", null, null, [1, 0, null]),
            ("f", "w", null, null, [1, null, null]),
            ("g", "v", null, null, [1, null, null]));
        var summary = TableSummary.Of(table);

        AssertFinding(summary, FindingSeverity.Error, "never was never run");
        AssertFinding(summary, FindingSeverity.Warning, "always has quality 1 on every query");
        AssertFinding(summary, FindingSeverity.Warning, "rare was not run on 4 of 7 queries");
        AssertFinding(summary, FindingSeverity.Warning, "7 queries are few");
        AssertFinding(summary, FindingSeverity.Warning, "1 prompts are empty");
        AssertFinding(summary, FindingSeverity.Warning, "1 texts stand in several rows with different qualities");
        AssertFinding(summary, FindingSeverity.Info, "2 queries repeat the text of another (0 exactly)");
        AssertFinding(summary, FindingSeverity.Info, "No query has a domain");
        AssertFinding(summary, FindingSeverity.Warning, "No costs are known");
        CollectionAssert.AreEqual(
            summary.Findings.Select(f => f.Severity).OrderDescending().ToArray(), summary.Findings.Select(f => f.Severity).ToArray());
    }

    [TestMethod]
    public void Of_NothingToLearn_IsAnError()
    {
        AssertFinding(
            TableSummary.Of(Some.Table(["m", "n"], ("a", "x", null, null, [1, 1]), ("b", "y", null, null, [0, 0]))),
            FindingSeverity.Error, "All models have the same quality on every query");
        AssertFinding(TableSummary.Of(Some.Table(["m"], ("a", "x", null, null, [1]))), FindingSeverity.Error, "m is the only model");
        AssertFinding(TableSummary.Of(Some.Table(["m"], ("a", "", null, null, [1]))), FindingSeverity.Error, "Every prompt is empty");
    }

    [TestMethod]
    public void Of_PartlyPriced_CountsOutcomesWithoutCost() =>
        AssertFinding(
            TableSummary.Of(Some.Table(["m"], ("a", "x", null, null, [1]), ("b", "y", null, null, [0])).WithCosts([[1, double.NaN]])),
            FindingSeverity.Warning, "1 outcomes have no cost");

    [TestMethod]
    public void Of_HealthyTable_WarnsOfNothingButRepeats()
    {
        var summary = TableSummary.Of(SampleTable.Generate(1000, 3).Table);
        Assert.IsFalse(summary.Findings.Any(f => f.Severity == FindingSeverity.Error));
        Assert.IsTrue(
            summary.Findings.All(f => f.Sentence.Contains("text", StringComparison.Ordinal)
                || f.Sentence.Contains("near-duplicates", StringComparison.Ordinal)),
            string.Join("\n", summary.Findings));
    }

    private static void AssertFinding(TableSummary summary, FindingSeverity severity, string sentence) => Assert.IsTrue(
        summary.Findings.Any(f => f.Severity == severity && f.Sentence.Contains(sentence, StringComparison.Ordinal)),
        string.Join("\n", summary.Findings));
}

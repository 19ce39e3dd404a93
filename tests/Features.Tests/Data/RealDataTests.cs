using Trainer.Features.Data;
using Trainer.Features.Data.Audit;
using Trainer.Features.Data.Splits;
using Trainer.Features.Data.Summary;

namespace Trainer.Features.Tests.Data;

/// <summary>The published data sets, read as they were published; the numbers are those of their papers or counted independently.</summary>
[TestClass]
public class RealDataTests
{
    private const string Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1";
    private const string Strong = "gpt-4-1106-preview";

    [TestMethod]
    public void Mmlu_Decontaminated_HasThePublishedCounts()
    {
        var data = RoutingData.Read([SharedData.Path("routellm/routellm/evals/mmlu/responses")], new ReadOptions
        {
            ExcludePromptsFile = SharedData.Path("routellm/routellm/evals/mmlu/contaminated_prompts.jsonl"),
        });
        var table = data.Table!;
        var summary = TableSummary.Of(table);

        Assert.AreEqual("routellm", data.Format);
        Assert.HasCount(57, data.Inputs);
        Assert.AreEqual(5, data.ExcludedRows);
        Assert.AreEqual(14037, table.Count);
        Assert.HasCount(57, summary.Domains);
        Assert.AreEqual(105, summary.Duplicates.Exact);
        Assert.AreEqual(
            new PairBalance(Weak, Strong, 8816, 2496, 742, 1983, 0),
            PairBalance.Of(table, table.IndexOf(Weak), table.IndexOf(Strong)));
        Assert.AreEqual(0.680915, summary.Models[table.IndexOf(Weak)].MeanQuality!.Value, 5e-7);
        Assert.AreEqual(0.805870, summary.Models[table.IndexOf(Strong)].MeanQuality!.Value, 5e-7);
        Assert.AreEqual(0.858730, summary.Oracle!.MeanQuality, 5e-7);
    }

    [TestMethod]
    public void Mmlu_Contaminated_KeepsFileAndRowOrder()
    {
        var table = RoutingData.Read([Path.Combine(SharedData.Path("routellm/routellm/evals/mmlu/responses"), "*.csv")]).Table!;
        Assert.AreEqual(14042, table.Count);
        Assert.AreEqual("mmlu_abstract_algebra/0", table.Queries[0].Id);
        Assert.AreEqual("mmlu_abstract_algebra", table.Queries[0].Domain);
        StringAssert.StartsWith(table.Queries[^1].Id, "mmlu_world_religions/", StringComparison.Ordinal);
        CollectionAssert.AreEqual(new[] { Weak, Strong }, table.Models.ToArray());
    }

    [TestMethod]
    public void Gsm8k_Decontaminated_HasThePublishedCounts()
    {
        var data = RoutingData.Read([SharedData.Path("routellm/routellm/evals/gsm8k/gsm8k_responses.csv")], new ReadOptions
        {
            ExcludePromptsFile = SharedData.Path("routellm/routellm/evals/gsm8k/contaminated_prompts.jsonl"),
        });
        Assert.AreEqual(12, data.ExcludedRows);
        Assert.AreEqual(1307, data.Table!.Count);
        CollectionAssert.AreEqual(new[] { Weak, Strong }, data.Table.Models.ToArray());
        Assert.AreEqual(new PairBalance(Weak, Strong, 739, 382, 94, 92, 0), PairBalance.Of(data.Table, 0, 1));
    }

    [TestMethod]
    [DataRow("train", 5608, "train/5607", 14)]
    [DataRow("test", 500, "test/499", 10)]
    public void LlmRouter_WithDomains_JoinsEveryQuestion(string part, int queries, string lastId, int domains)
    {
        var data = RoutingData.Read([SharedData.Path($"llmrouter/data/dcrouter_preprocessed/{part}.json")], new ReadOptions
        {
            DomainsFile = SharedData.Path($"llmrouter/data/example_data/query_data/default_query_{part}.jsonl"),
        });
        Assert.AreEqual("llmrouter-scores", data.Format);
        Assert.AreEqual(queries, data.Table!.Count);
        Assert.HasCount(9, data.Table.Models);
        Assert.AreEqual("codegemma-7b", data.Table.Models[0]);
        Assert.AreEqual(lastId, data.Table.Queries[^1].Id);
        Assert.AreEqual(domains, data.Table.Queries.Select(q => q.Domain).Distinct().Count());
        Assert.IsFalse(data.Table.Queries.Any(q => q.Domain is null));
        Assert.AreEqual(queries, TableSummary.Of(data.Table).CompleteRows);
    }

    [TestMethod]
    public void LlmRouter_TestExceptTrainTexts_Leaves381()
    {
        var train = RoutingData.Read([SharedData.Path("llmrouter/data/dcrouter_preprocessed/train.json")]).Table!;
        var known = train.Queries.Select(q => q.Prompt).ToHashSet(StringComparer.Ordinal);
        var test = RoutingData.Read([SharedData.Path("llmrouter/data/dcrouter_preprocessed/test.json")]).Table!;
        Assert.AreEqual(381, test.Queries.Count(q => !known.Contains(q.Prompt)));
    }

    [TestMethod]
    [DataRow("bloom-7b", "llama-7b", 28, 72, 11)]
    [DataRow("llama-7b", "opt-7b", 71, 24, 11)]
    [DataRow("opt-7b", "pythia-6.9b", 32, 53, 15)]
    public void PandaLm_Preferences_HaveThePublishedCounts(string one, string two, int first, int second, int ties)
    {
        var data = RoutingData.Read([SharedData.Path("pandalm/data/testset-v1.json")]);
        var battles = data.Battles!;

        Assert.AreEqual("pandalm", data.Format);
        Assert.HasCount(999, battles);
        Assert.HasCount(5, battles.Models);
        Assert.AreEqual(170, battles.Select(battle => battle.Prompt).Distinct().Count());
        Assert.AreEqual(
            (first, second, ties), (Count(BattleWinner.A), Count(BattleWinner.B), Count(BattleWinner.Tie)));

        int Count(BattleWinner winner) =>
            battles.Count(battle => battle.ModelA == one && battle.ModelB == two && battle.Winner == winner);
    }

    [TestMethod]
    public void LlmRouter_Audit_FindsTheTestQuestionsInTraining()
    {
        var train = RoutingData.Read([SharedData.Path("llmrouter/data/dcrouter_preprocessed/train.json")]).Table!;
        var test = RoutingData.Read([SharedData.Path("llmrouter/data/dcrouter_preprocessed/test.json")]).Table!;
        var known = train.Queries.Select(q => q.Prompt).ToHashSet(StringComparer.Ordinal);
        var severe = DataAudit.Between(train, test).Single(finding => finding.Severity == FindingSeverity.Error);
        StringAssert.StartsWith(severe.Sentence, "119 of 500 test prompts stand in the training data too", StringComparison.Ordinal);
        foreach (var id in severe.Examples)
        {
            Assert.Contains(test.Queries.Single(q => q.Id == id).Prompt, known);
        }

        var near = NearDuplicates.Find(train.Queries.Concat(test.Queries).Select(q => q.Prompt));
        var equal = near.Equal(
            [.. Enumerable.Range(train.Count, test.Count)], [.. Enumerable.Range(0, train.Count)]);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, test.Count).Where(row => known.Contains(test.Queries[row].Prompt)).ToArray(),
            equal.Select(pair => pair.First - train.Count).ToArray());
    }

    [TestMethod]
    public void MmluPro_Audit_FindsThatAModelIsMissingByDomain()
    {
        var findings = DataAudit.Of(RoutingData.Read([SharedData.Path("mmlu_pro/mmlu_pro.jsonl.gz")]).Table!);
        Assert.IsTrue(findings.Any(finding => finding.Sentence.StartsWith(
            "DeepSeek-Coder-V2 is not missing at random: it was run on 143 of 969 queries of engineering", StringComparison.Ordinal)));
        Assert.IsFalse(findings.Any(finding => finding.Severity == FindingSeverity.Error));
    }

    [TestMethod]
    public void MmluPro_Compact_KeepsMissingOutcomesApart()
    {
        var data = RoutingData.Read([SharedData.Path("mmlu_pro/mmlu_pro.jsonl.gz")]);
        var table = data.Table!;
        var summary = TableSummary.Of(table);

        Assert.AreEqual("compact", data.Format);
        Assert.AreEqual(12032, table.Count);
        Assert.HasCount(29, table.Models);
        Assert.HasCount(14, summary.Domains);
        Assert.AreEqual(12032 - 10351, summary.Models[table.IndexOf("DeepSeek-Coder-V2")].Missing);
        Assert.AreEqual(20, summary.Models[table.IndexOf("gemini-1.5-flash-002")].Missing);
        Assert.AreEqual(12, summary.Models[table.IndexOf("gemini-1.5-pro-002")].Missing);
        Assert.AreEqual(1701 + 12, summary.Models.Sum(m => m.Missing));
        Assert.AreEqual(12032 - 11873, summary.Duplicates.Exact);
    }

    [TestMethod]
    public void MmluPro_WrittenAndRead_IsExact()
    {
        using var folder = new TempFolder();
        var table = RoutingData.Read([SharedData.Path("mmlu_pro/mmlu_pro.jsonl.gz")]).Table!;
        RoutingTableWriter.Write(folder["table.jsonl.gz"], table);
        Some.AssertSame(table, RoutingData.Read([folder["table.jsonl.gz"]]).Table!);
    }

    [TestMethod]
    public void Mmlu_HoldOut_KeepsRepeatedTextsTogether()
    {
        var table = RoutingData.Read([SharedData.Path("routellm/routellm/evals/mmlu/responses")]).Table!;
        var split = new Splitter(table).HoldOut(0.2, 42);
        Assert.AreEqual(Math.Round(0.2 * 14042), split.Test.Length);
        var train = split.Train.Select(r => NormalizedText.Key(table.Queries[r].Prompt)).ToHashSet(StringComparer.Ordinal);
        Assert.IsFalse(split.Test.Any(r => train.Contains(NormalizedText.Key(table.Queries[r].Prompt))));
    }
}

using System.Globalization;
using Trainer.Features.Data;
using Trainer.Features.Data.Audit;
using Trainer.Features.Data.Sample;
using Trainer.Features.Data.Splits;

namespace Trainer.Features.Tests.Data.Audit;

[TestClass]
public class DataAuditTests
{
    private static readonly string[] _models = ["a", "b", "c"];

    [TestMethod]
    public void Of_HealthyTable_FindsNothingOfTheAudit()
    {
        var findings = DataAudit.Of(Random(400, 1));
        CollectionAssert.AreEqual(
            new[] { "No costs" }, findings.Select(finding => finding.Sentence[..8]).ToArray(), string.Join("\n", findings));
    }

    [TestMethod]
    public void Of_NearDuplicates_AreCountedWithAPair()
    {
        var passage = PlantedPrompts.Sentence(new SeededRandom(9), 60);
        var findings = DataAudit.Of(Random(400, 2, prompt: (row, text) => row is 5 or 7 ? $"{passage} {row}" : text));
        AssertFound(
            findings, FindingSeverity.Info,
            "2 of 400 prompts are near-duplicates in 1 clusters, the largest of 2 (q005 and q007 share 97", "q005", "q007");
    }

    [TestMethod]
    public void Of_NearDuplicatesWithOtherOutcomes_ContradictEachOther()
    {
        var passage = PlantedPrompts.Sentence(new SeededRandom(9), 60);
        IReadOnlyList<Finding> Find(double other) => DataAudit.Of(Random(
            400, 2, prompt: (row, text) => row is 5 or 7 ? $"{passage} {row}" : text, quality: (row, m, drawn) => row switch
            {
                5 => 1,
                7 => m == 1 ? other : 1,
                _ => drawn,
            }));
        AssertFound(
            Find(0), FindingSeverity.Info,
            "In 1 of 1 pairs of near-duplicates the outcomes of a model contradict each other (of b on q005 and q007)");
        AssertNone(Find(1), "contradict");
    }

    [TestMethod]
    public void Of_EqualTextsWithOtherOutcomes_ContradictEachOther()
    {
        IReadOnlyList<Finding> Find(double other) => DataAudit.Of(Random(
            400, 2, prompt: (row, text) => row is 5 or 7 ? "Same  QUESTION" : text,
            quality: (row, m, drawn) => row == 5 ? 1 : row == 7 ? other : drawn));
        AssertFound(
            Find(0), FindingSeverity.Warning, "1 texts stand in several rows with different qualities of one model (q005 and q007)",
            "q005", "q007");
        AssertNone(Find(1), "different qualities");
    }

    [TestMethod]
    public void Of_Template_IsAWarningAndNoCluster()
    {
        var body = PlantedPrompts.Sentence(new SeededRandom(9), 40);
        var findings = DataAudit.Of(Random(400, 3, prompt: (row, text) => row < 100 ? $"{body} {row}" : text));
        AssertFound(findings, FindingSeverity.Warning, "100 of 400 prompts are one template with different values");
        AssertNone(findings, "clusters");
    }

    [TestMethod]
    public void Of_MissingByDomain_IsNamed()
    {
        static double? Quality(int row, int m, double? drawn, double share) =>
            m == 1 && row % 4 == 0 && row / 4 % 100 < 100 * share ? null : drawn;
        var findings = DataAudit.Of(
            Random(800, 4, quality: (row, m, drawn) => Quality(row, m, drawn, 0.8), domain: row => $"d{row % 4}"));
        AssertFound(findings, FindingSeverity.Warning, "b is not missing at random: it was run on 40 of 200 queries of d0 and on 80");
        var random = DataAudit.Of(
            Random(800, 4, quality: (row, m, drawn) => Quality(row, m, drawn, 0.8), domain: row => $"d{row / 200}"));
        AssertNone(random, "missing at random");
    }

    [TestMethod]
    public void Of_MissingByOutcomeOfAnother_IsNamed()
    {
        var strong = DataAudit.Of(
            Random(800, 5, quality: (row, m, drawn) => m == 0 ? row % 2 : m == 1 && row % 2 == 0 && row % 8 != 0 ? null : drawn));
        AssertFound(
            strong, FindingSeverity.Warning,
            "b is not missing at random: a has mean quality 0.00 on the 300 queries without b and 0.80 on the 500 with it");
        var chance = DataAudit.Of(Random(800, 5, quality: (row, m, drawn) => m == 0 ? row % 2 : m == 1 && row % 5 == 0 ? null : drawn));
        AssertNone(chance, "missing at random");
    }

    [TestMethod]
    public void Of_ExpectedAnswersInPrompts_AreFound()
    {
        IReadOnlyList<Finding> Find(int every, string text) => DataAudit.Of(
            Random(400, 6, prompt: (row, prompt) => row % every == 0 ? prompt + text : prompt));
        AssertFound(
            Find(4, " Expected answer: 42"), FindingSeverity.Warning,
            "100 of 400 prompts contain what looks like an expected answer (\"expected answer: 4\" in q000)");
        AssertFound(Find(100, " ground-truth = B"), FindingSeverity.Info, "4 of 400 prompts contain what looks like an expected answer");
        AssertNone(Find(4, " What is the correct answer? Answer:"), "expected answer");
    }

    [TestMethod]
    public void Of_ModelNamesInPrompts_AreFound()
    {
        IReadOnlyList<Finding> Find(string model, string text)
        {
            var table = Random(400, 7, prompt: (row, prompt) => row % 4 == 0 ? prompt + text : prompt, models: [model, "b", "c"]);
            return DataAudit.Of(table);
        }

        AssertFound(
            Find("mistralai/Mixtral-8x7B", " by MIXTRAL-8x7b."), FindingSeverity.Warning,
            "100 of 400 prompts name a candidate model (mixtral-8x7b in q000)");
        AssertNone(Find("mistralai/Mixtral-8x7B", " by mixtral-8x7b2"), "name a candidate");
        AssertNone(Find("large", " a large house"), "name a candidate");
    }

    [TestMethod]
    public void Of_PastedColumn_IsSevere()
    {
        var table = Random(400, 8);
        var leaked = Random(400, 8, prompt: (row, prompt) => $"{prompt} {(table.Quality(1)[row] == 1 ? "passed" : "failed")}");
        AssertFound(DataAudit.Of(leaked), FindingSeverity.Error, "Words in the prompts tell nearly every outcome of b: ");
        var oneSide = Random(400, 8, prompt: (row, prompt) => table.Quality(1)[row] == 1 ? prompt : prompt + " flagged");
        AssertFound(DataAudit.Of(oneSide), FindingSeverity.Error, "\"flagged\" stands in ");
        var random = new SeededRandom(1);
        AssertNone(DataAudit.Of(Random(400, 8, prompt: (_, prompt) => $"{prompt} {(random.Next(2) == 0 ? "passed" : "failed")}")), "ord");
    }

    [TestMethod]
    public void Of_EasySubject_IsNotSevere()
    {
        double? Quality(int row, int m, double? drawn) => row % 8 == 0 && m == 1 ? 1 : drawn;
        string Prompt(int row, string text) => row % 8 == 0 ? "rhyme " + text : text;
        AssertFound(
            DataAudit.Of(Random(800, 9, prompt: Prompt, quality: Quality)), FindingSeverity.Info,
            "Where a prompt has the word \"rhyme\", b is right on 100 of 100 queries");
        var inDomain = DataAudit.Of(Random(800, 9, prompt: Prompt, quality: Quality, domain: row => row % 8 == 0 ? "poems" : "other"));
        AssertNone(inDomain, "\"rhyme\"");
    }

    [TestMethod]
    public void Of_DomainThatSaysTheOutcome_IsInfo()
    {
        IReadOnlyList<Finding> Find(double? quality) =>
            DataAudit.Of(Random(
                400, 10, quality: (row, m, drawn) => row < 40 && m == 2 ? quality ?? drawn : drawn, domain: row => row < 40 ? "x" : "y"));
        AssertFound(
            Find(0), FindingSeverity.Info,
            "The domain alone says some outcomes without exception: c has quality 0 on all 40 queries of x");
        AssertNone(Find(null), "without exception");
        var byId = DataAudit.Of(Random(
            400, 10, quality: (row, m, drawn) => m == 2 && row < 40 ? 0 : drawn, id: row => $"{(row < 40 ? "bad" : "good")}/{row}"));
        AssertFound(
            byId, FindingSeverity.Info,
            "The beginning of the id alone says some outcomes without exception: c has quality 0 on all 40 queries of bad/");
    }

    [TestMethod]
    public void Of_CopiedColumn_IsFound()
    {
        IReadOnlyList<Finding> Find(int different)
        {
            var table = Random(400, 11);
            double Copy(int row) => row < different ? 1 - table.Quality(0)[row] : table.Quality(0)[row];
            return DataAudit.Of(Random(400, 11, quality: (row, m, drawn) => m == 2 ? Copy(row) : drawn));
        }

        AssertFound(Find(0), FindingSeverity.Warning, "a and c have the same quality on all 400 queries that both answered");
        AssertNone(Find(1), "have the same quality on all");
    }

    [TestMethod]
    public void Of_InvertedColumn_IsFoundAndPreferencesAreNot()
    {
        // Three models that agree on what is hard; the third counts errors in place of successes.
        var agreed = Random(400, 12, quality: (row, m, drawn) => row % 10 < 7 ? row % 2 : drawn);
        AssertNone(DataAudit.Of(agreed), "upside down");
        var inverted = Random(400, 12, quality: (row, m, drawn) => Math.Abs((m == 2 ? 1 : 0) - agreed.Quality(m)[row]));
        AssertFound(DataAudit.Of(inverted), FindingSeverity.Warning, "c is good where the other models are bad");
        var preferences = Random(400, 12, quality: (row, m, _) => row % 3 == m ? 1 : 0);
        AssertNone(DataAudit.Of(preferences), "upside down");
    }

    [TestMethod]
    public void Between_EqualAndNearPrompts_AreContamination()
    {
        var passage = PlantedPrompts.Sentence(new SeededRandom(9), 60);
        var training = Random(
            300, 13, prompt: (row, text) => row == 4 ? "The SAME  question" : row == 5 ? passage : text, id: row => $"train/{row}");
        var test = Random(
            50, 14, prompt: (row, text) => row == 1 ? "the same question" : row == 2 ? passage + " again" : text,
            id: row => $"test/{row}");
        var findings = DataAudit.Between(training, test);
        AssertFound(findings, FindingSeverity.Error, "1 of 50 test prompts stand in the training data too (test/1 is train/4)", "test/1");
        AssertFound(
            findings, FindingSeverity.Warning, "1 of 50 test prompts nearly repeat a training prompt (test/2 and train/5 share 98",
            "test/2");
        Assert.IsEmpty(DataAudit.Between(Random(300, 13), Random(50, 14)));
    }

    [TestMethod]
    public void Between_TemplateOnBothSides_IsAWarning()
    {
        var body = PlantedPrompts.Sentence(new SeededRandom(9), 40);
        var findings = DataAudit.Between(
            Random(300, 13, prompt: (row, text) => row < 60 ? $"{body} {row}" : text),
            Random(60, 14, prompt: (row, text) => row < 20 ? $"{body} {row + 500}" : text));
        AssertFound(findings, FindingSeverity.Warning, "20 of 60 test prompts fill a template that training prompts fill too");
        AssertNone(findings, "nearly repeat");
    }

    [TestMethod]
    public void Between_GroupOnBothSides_IsSevere()
    {
        var findings = DataAudit.Between(
            Random(100, 15, group: row => $"g{row / 10}"), Random(30, 16, group: row => $"g{9 + (row / 10)}", id: row => $"t{row:00}"));
        AssertFound(findings, FindingSeverity.Error, "1 groups stand on both sides, with 10 of 30 test queries (t00 of group g9)");
        AssertNone(
            DataAudit.Between(Random(100, 15, group: row => $"g{row / 10}"), Random(30, 16, group: row => $"h{row / 10}")), "groups");
    }

    [TestMethod]
    public void Between_DomainsOfOneSide_AreInfo()
    {
        var findings = DataAudit.Between(
            Random(100, 17, domain: row => row < 50 ? "law" : "code"), Random(40, 18, domain: row => row < 10 ? "poems" : "code"));
        AssertFound(findings, FindingSeverity.Info, "1 of 2 domains of the test are not in training (poems), with 10 of 40 test queries");
        AssertFound(findings, FindingSeverity.Info, "1 of 2 domains of training are not in the test (law)");
        AssertNone(DataAudit.Between(Random(100, 17, domain: _ => "law"), Random(40, 18, domain: _ => "law")), "domains");
    }

    [TestMethod]
    public void Between_SwappedColumns_AreFound()
    {
        static double? Better(int row, int m, double? drawn, int best) => m == 2 ? drawn : row % 10 < (m == best ? 8 : 3) ? 1 : 0;
        RoutingTable Table(int best, ulong seed) => Random(200, seed, quality: (row, m, drawn) => Better(row, m, drawn, best));
        AssertFound(
            DataAudit.Between(Table(0, 19), Table(1, 20)), FindingSeverity.Warning,
            "a is better than b by 0.50 in training and by -0.50 in the test");
        AssertNone(DataAudit.Between(Table(0, 19), Table(0, 20)), "swapped");
    }

    [TestMethod]
    public void ByMeaning_Vectors_FindWhatMeansTheSame()
    {
        var (training, test) = (Random(3, 21), Random(2, 22, id: row => $"t{row}"));
        var trainingVectors = new DenseMatrix([1, 0, 0, 1, 0.6f, 0.8f], 3, 2);
        var findings = DataAudit.ByMeaning(training, trainingVectors, test, new DenseMatrix([0.6f, 0.8f, -1, 0], 2, 2));
        AssertFound(
            findings, FindingSeverity.Warning, "1 of 2 test prompts lie within cosine 0.95 of a training prompt (t0 of q002)", "t0");
        AssertNone(DataAudit.ByMeaning(training, trainingVectors, test, new DenseMatrix([-1, 0, 0, -1], 2, 2)), "cosine");
        AssertNone(DataAudit.ByMeaning(training, trainingVectors), "cosine");
        AssertFound(
            DataAudit.ByMeaning(training, new DenseMatrix([1, 0, 0, 1, 0.99f, 0.1f], 3, 2)), FindingSeverity.Info,
            "1 of 3 prompts lie within cosine 0.95 of another (q002 of q000)", "q002");
        Assert.ThrowsExactly<ArgumentException>(() => DataAudit.ByMeaning(training, trainingVectors, test, trainingVectors));
    }

    [TestMethod]
    public void Of_ShuffledTable_FindsTheSame()
    {
        var table = SampleTable.Generate(1500, 5).Table;
        var split = new Splitter(table).HoldOut(0.3, 1);
        var (training, test) = (table.Select(split.Train), table.Select(split.Test));
        static string Text(IEnumerable<Finding> findings) =>
            string.Join("\n", findings.Select(finding => $"{finding.Severity} {finding.Sentence} {string.Join(" ", finding.Examples)}"));

        Assert.AreEqual(Text(DataAudit.Of(table)), Text(DataAudit.Of(Some.Shuffled(table, 3))));
        Assert.AreEqual(
            Text(DataAudit.Between(training, test)), Text(DataAudit.Between(Some.Shuffled(training, 4), Some.Shuffled(test, 5))));
    }

    private static RoutingTable Random(
        int rows,
        ulong seed,
        Func<int, string, string>? prompt = null,
        Func<int, int, double?, double?>? quality = null,
        Func<int, string>? domain = null,
        Func<int, string>? group = null,
        Func<int, string>? id = null,
        string[]? models = null)
    {
        var random = new SeededRandom(seed);
        return Some.Table(models ?? _models,
        [
            .. Enumerable.Range(0, rows).Select(row =>
            {
                var text = PlantedPrompts.Sentence(random, 20);
                double?[] drawn = [.. Enumerable.Range(0, 3).Select(_ => (double?)random.Next(2))];
                return (
                    id?.Invoke(row) ?? string.Create(CultureInfo.InvariantCulture, $"q{row:000}"),
                    prompt?.Invoke(row, text) ?? text,
                    domain?.Invoke(row) ?? "any",
                    group?.Invoke(row),
                    drawn.Select((value, m) => quality is null ? value : quality(row, m, value)).ToArray());
            }),
        ]);
    }

    private static void AssertFound(IReadOnlyList<Finding> findings, FindingSeverity severity, string sentence, params string[] examples)
    {
        var found = findings.SingleOrDefault(f => f.Severity == severity && f.Sentence.Contains(sentence, StringComparison.Ordinal));
        Assert.IsNotNull(found, string.Join("\n", findings));
        foreach (var example in examples)
        {
            Assert.Contains(example, found.Examples);
        }
    }

    private static void AssertNone(IReadOnlyList<Finding> findings, string part) =>
        Assert.IsFalse(findings.Any(f => f.Sentence.Contains(part, StringComparison.Ordinal)), string.Join("\n", findings));
}

using System.IO.Compression;
using System.Text.Json;
using Trainer.Features.Data;
using Trainer.Features.Data.Sample;
using Trainer.Features.Data.Summary;

namespace Trainer.Features.Tests.Data.Sample;

[TestClass]
public class SampleTableTests
{
    private const int Queries = 4000;

    private static readonly SampleTable _sample = SampleTable.Generate(Queries, 7);
    private static readonly TableSummary _summary = TableSummary.Of(_sample.Table);

    [TestMethod]
    public void Generate_SameSeed_IsTheSame()
    {
        var again = SampleTable.Generate(Queries, 7);
        Some.AssertSame(_sample.Table, again.Table);
        Assert.AreNotEqual(ContentDigest.Of(_sample.Table), ContentDigest.Of(SampleTable.Generate(Queries, 8).Table));
    }

    [TestMethod]
    public void Generate_FewerQueries_IsABeginning()
    {
        var few = SampleTable.Generate(100, 7);
        Some.AssertSame(_sample.Table.Select(Enumerable.Range(0, 100).ToArray()), few.Table);
        CollectionAssert.AreEqual(_sample.Truth.ExpectedQuality(2)[..100].ToArray(), few.Truth.ExpectedQuality(2).ToArray());
    }

    [TestMethod]
    public void Generate_Domains_AreSevenOfRealSize()
    {
        Assert.HasCount(7, _summary.Domains);
        Assert.IsTrue(_summary.Domains.All(d => d.Queries > 0.05 * Queries));
    }

    [TestMethod]
    public void Generate_Prompts_AreDistinctButForAFew()
    {
        Assert.IsTrue(_summary.Duplicates.Exact is > 0 and < Queries / 33, $"{_summary.Duplicates}");
        Assert.IsFalse(_sample.Table.Queries.Any(q => q.Prompt.Contains("{", StringComparison.Ordinal) && q.Domain != "code"));
    }

    [TestMethod]
    public void Generate_Prompts_HaveVeryDifferentLengths()
    {
        Assert.IsTrue(_summary.PromptLengths.Min < 40);
        Assert.IsTrue(_summary.PromptLengths.Median is > 60 and < 400);
        Assert.IsTrue(_summary.PromptLengths.Max > 3000);
    }

    [TestMethod]
    public void Generate_Models_LeaveRoomForRouting()
    {
        var models = _summary.Models.ToDictionary(m => m.Model);
        CollectionAssert.AreEqual(new[] { "nano", "small", "medium", "large" }, _sample.Table.Models.ToArray());
        Assert.AreEqual("large", _summary.BestConstant!.Name);
        Assert.AreEqual("nano", _summary.Cheapest!.Name);
        Assert.IsTrue(models["large"].MeanQuality > models["medium"].MeanQuality + 0.08);
        Assert.IsTrue(models["large"].MeanCostUsd / models["nano"].MeanCostUsd is > 30 and < 60);
        Assert.IsTrue(_summary.Oracle!.MeanQuality > _summary.BestConstant.MeanQuality + 0.03);
        Assert.IsTrue(_summary.Oracle.MeanCostUsd < 0.35 * _summary.BestConstant.MeanCostUsd);
    }

    [TestMethod]
    public void Generate_CheapModels_SolveAboutHalf()
    {
        var table = _sample.Table;
        var solved = Enumerable.Range(0, Queries).Count(r => table.Quality(0)[r] == 1 || table.Quality(1)[r] == 1);
        Assert.IsTrue(solved / (double)Queries is > 0.45 and < 0.60, $"{solved}");
    }

    [TestMethod]
    public void Generate_Skills_DifferByDomain()
    {
        double Mean(string model, string domain) => Enumerable.Range(0, Queries)
            .Where(r => _sample.Table.Queries[r].Domain == domain)
            .Average(r => _sample.Truth.ExpectedQuality(_sample.Table.IndexOf(model))[r]);

        Assert.IsTrue(Mean("small", "translation") > Mean("medium", "translation"));
        Assert.IsTrue(Mean("medium", "code") > Mean("large", "code") - 0.12);
        Assert.IsTrue(Mean("medium", "law") < Mean("large", "law") - 0.2);
    }

    [TestMethod]
    public void Generate_Qualities_AreGradedInTwoDomainsOnly()
    {
        var table = _sample.Table;
        for (var row = 0; row < Queries; row++)
        {
            var steps = table.Queries[row].Domain is "translation" or "extraction" ? 4 : 1;
            for (var m = 0; m < 4; m++)
            {
                var quality = table.Quality(m)[row] * steps;
                Assert.IsTrue(double.IsNaN(quality) || quality == Math.Round(quality));
            }
        }
    }

    [TestMethod]
    public void Generate_Outcomes_FollowTheTruth()
    {
        for (var m = 0; m < 4; m++)
        {
            var (table, truth) = (_sample.Table, _sample.Truth.ExpectedQuality(m).ToArray());
            foreach (var (low, high) in new[] { (0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0) })
            {
                var rows = Enumerable.Range(0, Queries).Where(r => truth[r] >= low && truth[r] < high && table.WasRun(r, m)).ToArray();
                var (quality, expected) = (Mean(rows, r => table.Quality(m)[r]), Mean(rows, r => truth[r]));
                Assert.AreEqual(expected, quality, 4 * 0.5 / Math.Sqrt(Math.Max(1, rows.Length)), $"model {m}, {low} to " +
                    $"{high}, {rows.Length} rows");
            }
        }

        static double Mean(int[] rows, Func<int, double> value) => rows.Length == 0 ? 0 : rows.Average(value);
    }

    [TestMethod]
    public void Generate_Outcomes_OnePercentIsMissing()
    {
        var missing = _summary.Models.Sum(m => m.Missing) / (4.0 * Queries);
        Assert.IsTrue(missing is > 0.005 and < 0.015, $"{missing}");
        Assert.IsTrue(_summary.Models.All(m => m.CostsKnown == m.Observed));
    }

    [TestMethod]
    public void Generate_Groups_HoldOneDomainEach()
    {
        var grouped = _sample.Table.Queries.Where(q => q.Group is not null).ToArray();
        Assert.IsTrue(grouped.Length is > Queries / 5 and < Queries / 2);
        Assert.IsTrue(grouped.GroupBy(q => q.Group).All(g => g.Select(q => q.Domain).Distinct().Count() == 1));
    }

    [TestMethod]
    public void Generate_VisibleCues_TellDifficulty()
    {
        double Mean(string cue) => Enumerable.Range(0, Queries)
            .Where(r => _sample.Table.Queries[r].Prompt.Contains(cue, StringComparison.Ordinal)).Average(
                r => _sample.Truth.ExpectedQuality(0)[r]);

        Assert.IsTrue(Mean("Find the race condition") < 0.15);
        Assert.IsTrue(Mean("birthday message") > 0.85);
    }

    [TestMethod]
    public void Write_Truth_HasOneLinePerQuery()
    {
        using var folder = new TempFolder();
        var few = SampleTable.Generate(20, 1);
        few.Truth.Write(folder["truth.jsonl.gz"]);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(folder["truth.jsonl.gz"]), CompressionMode.Decompress));
        for (var row = 0; row < 20; row++)
        {
            using var line = JsonDocument.Parse(reader.ReadLine()!);
            Assert.AreEqual(few.Table.Queries[row].Id, line.RootElement.GetProperty("id").GetString());
            Assert.AreEqual(
                few.Truth.ExpectedQuality(1)[row], line.RootElement.GetProperty("expected_quality").GetProperty("small").GetDouble());
        }

        Assert.IsNull(reader.ReadLine());
    }
}

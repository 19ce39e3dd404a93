using Trainer.Features.Data;
using Trainer.Features.Tests.Data.Input.Parquet;

namespace Trainer.Features.Tests.Data.Readers;

/// <summary>Every format says the same as Parquet as it does as text.</summary>
[TestClass]
public class ParquetFormatTests
{
    private const string Csv = "SELECT * FROM read_csv({file})";
    private const string Json = "SELECT * FROM read_json({file})";

    [TestMethod]
    [DataRow("mmlu_law.csv", "SELECT prompt, CASE \"weak/m\" WHEN 'True' THEN 1 ELSE TRY_CAST(\"weak/m\" AS FLOAT) END AS \"weak/m\", " +
        "CAST(strong AS BOOLEAN) AS strong, strong_response FROM read_csv({file}, all_varchar = true)")]
    [DataRow("long.csv", Csv)]
    [DataRow("long.csv", "SELECT * REPLACE (CAST(quality AS DECIMAL(3, 2)) AS quality, CAST(cost AS DECIMAL(24, 6)) AS cost, " +
        "CAST(qid AS UTINYINT) AS qid) FROM read_csv({file})")]
    [DataRow("long.jsonl", Json)]
    [DataRow("wide.csv", Csv)]
    [DataRow("rows.jsonl", Json)]
    [DataRow("pre.json", Json)]
    [DataRow("pre.json", "SELECT question, MAP {'b': scores.b, 'a': scores.a} AS scores FROM read_json({file})")]
    [DataRow("compact.jsonl", "SELECT * REPLACE (TRY_CAST(input_tokens AS STRUCT(b BIGINT)) AS input_tokens) FROM read_json({file})")]
    [DataRow("rorf.csv", Csv)]
    [DataRow("judge.csv", Csv)]
    [DataRow("judge.jsonl", "SELECT * REPLACE (CAST(mixtral_score AS TINYINT) AS mixtral_score) FROM read_json({file})")]
    public void Read_Table_EqualsItsText(string file, string select)
    {
        using var folder = new TempFolder();
        var (text, parquet) = Both(folder, file, select);
        Assert.AreEqual(text.Format, parquet.Format);
        Some.AssertSame(text.Table!, parquet.Table!);
        Assert.AreEqual(ContentDigest.Of(text.Table!), ContentDigest.Of(parquet.Table!));
    }

    [TestMethod]
    [DataRow("arena.csv", Csv)]
    [DataRow("arena.csv", "SELECT * REPLACE (CAST(winner_model_a AS TINYINT) AS winner_model_a, CAST(winner_model_b AS BOOLEAN) AS " +
        "winner_model_b, CAST(winner_tie AS UHUGEINT) AS winner_tie, CASE WHEN prompt LIKE '[%' THEN CAST(CAST(prompt AS JSON) AS " +
        "VARCHAR[]) ELSE [prompt] END AS prompt) FROM read_csv({file})")]
    [DataRow("arena.jsonl", "SELECT * REPLACE (CAST(winner_model_a AS BOOLEAN) AS winner_model_a, CAST(winner_model_b AS BOOLEAN) AS " +
        "winner_model_b, CAST(winner_tie AS BOOLEAN) AS winner_tie) FROM read_json({file})")]
    [DataRow("battles.json", Json)]
    public void Read_Battles_EqualTheirText(string file, string select)
    {
        using var folder = new TempFolder();
        var (text, parquet) = Both(folder, file, select);
        Assert.AreEqual(text.Format, parquet.Format);
        CollectionAssert.AreEqual(text.Battles!.ToArray(), parquet.Battles!.ToArray());
    }

    [TestMethod]
    public void Read_ArenaListInJson_TakesFirstTurn()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.jsonl", """
            {"model_a":"m","model_b":"n","prompt":[" Hi ","more"],"winner_model_a":1,"winner_model_b":0,"winner_tie":0}
            {"model_a":"m","model_b":"n","prompt":[],"winner_model_a":1,"winner_model_b":0,"winner_tie":0}
            """);
        CollectionAssert.AreEqual(new[] { "Hi", "" }, RoutingData.Read([path]).Battles!.Select(b => b.Prompt).ToArray());
    }

    private static (RoutingDataSet Text, RoutingDataSet Parquet) Both(TempFolder folder, string file, string select)
    {
        var fixture = FormatFixture.All.Single(f => f.FileName == file && !f.Format.StartsWith("trainer", StringComparison.Ordinal));
        var text = folder.Write(file, fixture.Text);
        var parquet = ParquetFiles.Write(folder, System.IO.Path.ChangeExtension(file, ".parquet"), select, text);
        return (RoutingData.Read([text]), RoutingData.Read([parquet]));
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Trainer.Export;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class RouteVerbTests
{
    private const string Proof = "Prove that the square root of 2 is irrational.";

    [TestMethod]
    public void Route_Query_DecidesAsTheLibraryDoes()
    {
        using var router = Router.Load(SmallRuns.PairBundle);
        var expected = router.Route(Proof);
        var json = CommandLine.Run("route", SmallRuns.PairBundle, "--query", Proof, "--json").Succeeded().Json;
        Assert.AreEqual(expected.Model, json.GetProperty("model").GetString());
        Assert.AreEqual(expected.Score, json.GetProperty("score").GetSingle());
        StringAssert.StartsWith(
            CommandLine.Run("route", SmallRuns.PairBundle, "--query", Proof).Succeeded().Out, $"{expected.Model}  score 0.");
    }

    [TestMethod]
    public void Route_AtAnotherPoint_UsesItsThreshold()
    {
        string Model(string at) => CommandLine.Run("route", SmallRuns.RandomBundle, "--query", Proof, "--at", at, "--json")
            .Succeeded().Json.GetProperty("model").GetString()!;
        var score = CommandLine.Run("route", SmallRuns.RandomBundle, "--query", Proof, "--json").Json.GetProperty("score").GetSingle();
        var policy = JsonDocument.Parse(File.ReadAllText(Path.Combine(SmallRuns.RandomBundle, "policy.json"))).RootElement;
        foreach (var point in policy.GetProperty("operatingPoints").EnumerateArray())
        {
            Assert.AreEqual(
                score >= point.GetProperty("threshold").GetDouble() ? "large" : "nano",
                Model(point.GetProperty("name").GetString()!));
        }
    }

    [TestMethod]
    public void Route_JsonLines_KeepIdsAndOrder()
    {
        using var folder = new TempFolder();
        const string First = "\ufeff{\"id\":\"a-1\",\"query\":\"Hello\"}\n";
        var input = folder.Write("queries.jsonl", First + "{\"prompt\":\"" + Proof + "\"}\r\n\n{\"id\":7,\"query\":\"\"}\n");
        var output = CommandLine.Run("route", SmallRuns.PoolBundle, "--input", input).Succeeded().Out;
        var lines = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        CollectionAssert.AreEqual(new[] { "a-1", "2", "7" }, lines.Select(line => line.GetProperty("id").GetString()).ToArray());
        using var router = Router.Load(SmallRuns.PoolBundle);
        CollectionAssert.AreEqual(
            new[] { router.Route("Hello").Model, router.Route(Proof).Model, router.Route("").Model },
            lines.Select(line => line.GetProperty("model").GetString()).ToArray());
    }

    [TestMethod]
    public void Route_TextFile_TakesOneQueryALineWhateverItsCharacters()
    {
        using var folder = new TempFolder();
        var input = folder.Write("queries.txt", "Übersetze „naïve\u2028Güte“ 👍🏽\n\n[not json]\n");
        var outcome = CommandLine.Run("route", SmallRuns.PoolBundle, "--input", input).Succeeded();
        var ids = outcome.Out.TrimEnd()
            .Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString())
            .ToArray();
        CollectionAssert.AreEqual(new[] { "1", "3" }, ids);
        StringAssert.Contains(outcome.Error, "2 queries routed");
    }

    [TestMethod]
    public void Route_Csv_IsReadBackAsTheSameDecisions()
    {
        using var folder = new TempFolder();
        var input = folder.Write(
            "queries.jsonl", "{\"id\":\"a,\\\"b\\\"\",\"query\":\"Hello\"}\n{\"id\":\"two\",\"query\":\"" + Proof + "\"}\n");
        var written = CommandLine.Run(
            "route", SmallRuns.PairBundle, "--input", input, "--output", folder["deep/routed.csv"], "--format", "csv", "--json")
            .Succeeded().Json;
        Assert.AreEqual(2, written.GetProperty("queries").GetInt32());
        using var csv = CsvReader.Create(File.OpenRead(folder["deep/routed.csv"]), new CsvReaderOptions { HasHeader = true });
        using var router = Router.Load(SmallRuns.PairBundle);
        foreach (var (id, query) in new[] { ("a,\"b\"", "Hello"), ("two", Proof) })
        {
            Assert.IsTrue(csv.Read());
            var decision = router.Route(query);
            Assert.AreEqual((id, decision.Model), (csv.GetString(csv.GetFieldIndex("id")), csv.GetString(csv.GetFieldIndex("model"))));
            Assert.AreEqual(decision.Score, float.Parse(csv.GetString(csv.GetFieldIndex("score")), CultureInfo.InvariantCulture), 1e-6f);
        }

        Assert.IsFalse(csv.Read());
    }

    [TestMethod]
    public void Route_ManyLines_GiveWhatEachAloneGives()
    {
        using var folder = new TempFolder();
        var queries = Enumerable.Range(0, 1500).Select(i => string.Concat(Enumerable.Repeat($"word{i % 7} ", 1 + (i % 5)))).ToArray();
        var input = folder.Write("queries.txt", string.Join('\n', queries));
        CommandLine.Run("route", SmallRuns.PoolBundle, "--input", input, "--output", folder["routed.jsonl"]).Succeeded();
        var lines = File.ReadAllLines(folder["routed.jsonl"]);
        Assert.HasCount(1500, lines);
        using var router = Router.Load(SmallRuns.PoolBundle);
        for (var i = 0; i < 1500; i += 131)
        {
            Assert.AreEqual(router.Route(queries[i]).Model, JsonDocument.Parse(lines[i]).RootElement.GetProperty("model").GetString());
        }
    }

    [TestMethod]
    [DataRow("Caf\u00e9\n", "queries, line 1: byte 0xE9 is not UTF-8; save the file as UTF-8")]
    [DataRow("good\n\nalso good\nna\u00efve\n", "queries, line 4: byte 0xEF is not UTF-8")]
    [DataRow("{\"query\":\"x\u00ff\"}\n", "queries, line 1: byte 0xFF")]
    public void Route_NotUtf8_NamesTheLineAndWritesNothing(string latin, string expected)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["queries"], Encoding.Latin1.GetBytes(latin));
        CommandLine.Run("route", SmallRuns.PairBundle, "--input", folder["queries"], "--output", folder["out"])
            .Failed(3, expected);
        Assert.IsFalse(File.Exists(folder["out"]));
    }

    [TestMethod]
    [DataRow("{\"query\":\"a\"}\n{\"text\":\"b\"}\n", "line 2: the object has neither 'query' nor 'prompt'")]
    [DataRow("{\"query\":null}\n", "line 1, column query: is null")]
    [DataRow("{\"query\":5}\n", "line 1: this is not a JSON object with a text")]
    [DataRow("{\"query\":\"a\"\n", "line 1: this is not a JSON object")]
    [DataRow("{\"query\":\"\\ud800\"}\n", "line 1: this is not a JSON object with a text")]
    public void Route_LineThatIsNoQuery_IsNamed(string text, string expected)
    {
        using var folder = new TempFolder();
        CommandLine.Run("route", SmallRuns.PairBundle, "--output", folder["out"], "--input", folder.Write("queries", text))
            .Failed(3, expected);
    }

    [TestMethod]
    public void Route_WrongUse_IsOneSentence()
    {
        using var folder = new TempFolder();
        CommandLine.Run("route", SmallRuns.PairBundle).Failed(2, "route needs either --query TEXT or --input FILE");
        CommandLine.Run("route", SmallRuns.PairBundle, "--query", "a", "--input", "b")
            .Failed(2, "--query and --input exclude each other");
        CommandLine.Run("route", SmallRuns.PairBundle, "--query", "a", "--at", "noon")
            .Failed(2, "no operating point 'noon'", "strong-50");
        CommandLine.Run("route", SmallRuns.PairBundle, "--query", "a", "--format", "xml")
            .Failed(2, "--format has a value of the wrong kind; allowed are jsonl, csv");
        CommandLine.Run("route", SmallRuns.PairBundle, "--input", folder["absent"]).Failed(3, "absent: there is no such file");
        CommandLine.Run("route", folder["absent"], "--query", "a").Failed(3, "no such folder");
    }
}

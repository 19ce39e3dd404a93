using System.Xml.Linq;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class RegressVerbTests
{
    [TestMethod]
    public void Regress_CandidateThatKnowsNothing_FailsTheGate()
    {
        using var folder = new TempFolder();
        var gate = folder.Write("gate.yaml", "metrics: { quality: { margin: 0 } }\n");
        var outcome = Regress(
            SmallRuns.PairBundle,
            SmallRuns.RandomBundle,
            "--gate",
            gate,
            "--junit",
            folder["junit.xml"],
            "--markdown",
            folder["report.md"]);
        Assert.AreEqual(1, outcome.ExitCode, outcome.Error);
        StringAssert.Contains(outcome.Out, "failed: regressed on ");
        StringAssert.Contains(outcome.Error, "queries are left out: not every model was run on them");
        var suite = XDocument.Load(folder["junit.xml"]).Root!;
        Assert.AreNotEqual("0", suite.Attribute("failures")!.Value);
        StringAssert.Contains(File.ReadAllText(folder["report.md"]), "quality");
    }

    [TestMethod]
    public void Regress_SameBundle_Passes()
    {
        var report = Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--json").Succeeded().Json;
        Assert.IsTrue(report.GetProperty("passed").GetBoolean());
        Assert.AreEqual("unchanged", report.GetProperty("verdict").GetString());
        Assert.AreEqual(0, report.GetProperty("flips").GetArrayLength());
    }

    [TestMethod]
    public void Regress_WideMargins_LetThroughWhatNarrowOnesRefuse()
    {
        using var folder = new TempFolder();
        var wide = folder.Write("wide.yaml", "metrics: { quality: { margin: 0.5 }, cost: { margin: 5, unit: share } }\n");
        Assert.AreEqual(0, Regress(SmallRuns.PairBundle, SmallRuns.RandomBundle, "--gate", wide).ExitCode);
        Assert.AreEqual(0, Regress(SmallRuns.RandomBundle, SmallRuns.PairBundle, "--gate", wide).ExitCode);
    }

    [TestMethod]
    public void Regress_PoolAgainstPair_ComparesOnAllTheirModels()
    {
        var report = Regress(SmallRuns.PairBundle, SmallRuns.PoolBundle, "--json").Json;
        Assert.AreEqual(290, report.GetProperty("queries").GetInt32());
    }

    [TestMethod]
    public void Regress_OneComparison_IsWrittenInEveryFormAlike()
    {
        using var folder = new TempFolder();
        var gate = folder.Write("gate.yaml", """
            metrics:
              quality: { margin: 0.01, sliceMargin: 0.2 }
              apgr: { margin: 0.1 }
            slices: { by: [domain, length] }
            goldenChanges: 2
            sameModels: true
            """);
        var report = Regress(
            SmallRuns.PairBundle, SmallRuns.RandomBundle, "--gate", gate, "--junit", folder["j.xml"], "--markdown", folder["m.md"],
            "--flips", folder["f.jsonl"], "--report", folder["r.json"], "--json").Json;
        Assert.AreEqual(report.GetRawText(), System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder["r.json"])).RootElement.GetRawText());
        var checks = report.GetProperty("checks").EnumerateArray().ToArray();
        var markdown = File.ReadAllText(folder["m.md"]);
        Assert.AreEqual(checks.Length, XDocument.Load(folder["j.xml"]).Descendants("testcase").Count());
        Assert.AreEqual(report.GetProperty("flips").GetArrayLength(), File.ReadLines(folder["f.jsonl"]).Count());
        StringAssert.Contains(markdown, $"{report.GetProperty("flips").GetArrayLength()} decisions changed");
        string Verdict(string name) => checks.First(check => check.GetProperty("name").GetString() == name).GetProperty("verdict").GetString()!;
        Assert.AreEqual("regressed", Verdict("golden decisions"));
        Assert.AreEqual("unchanged", Verdict("models"));
        Assert.AreEqual("unchanged", Verdict("determinism"));
        Assert.AreEqual("unchanged", Verdict("integrity"));
        Assert.AreEqual("regressed", Verdict("APGR"));
        Assert.IsTrue(checks.Any(check => check.GetProperty("slice").GetString() == "length=0-199"));
    }

    [TestMethod]
    public void Regress_TheSameTwice_WritesTheSameBytes()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "a", "b" })
        {
            Regress(SmallRuns.PairBundle, SmallRuns.RandomBundle, "--report", folder[$"{name}.json"], "--markdown", folder[$"{name}.md"]);
        }

        Assert.AreEqual(File.ReadAllText(folder["a.json"]), File.ReadAllText(folder["b.json"]));
        Assert.AreEqual(File.ReadAllText(folder["a.md"]), File.ReadAllText(folder["b.md"]));
    }

    [TestMethod]
    public void Regress_OtherData_AreRefusedUnlessAllowed()
    {
        using var folder = new TempFolder();
        Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--report", folder["r.json"]).Succeeded();
        var hash = System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder["r.json"])).RootElement.GetProperty("dataHash").GetString()!;
        Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--previous", folder["r.json"], "--expect-data", hash).Succeeded();
        CommandLine.Run("sample", "--out", folder["other.jsonl.gz"], "--queries", "60", "--seed", "10").Succeeded();
        Outcome Other(params string[] more) => CommandLine.Run(
            ["regress", "--baseline", SmallRuns.PairBundle, "--candidate", SmallRuns.PairBundle, "--data", folder["other.jsonl.gz"], .. more]);
        Other("--previous", folder["r.json"]).Failed(2, "the data have the hash", hash, "--allow-different-data");
        var allowed = Other("--previous", folder["r.json"], "--allow-different-data", "--json").Succeeded().Json.GetProperty("warnings");
        StringAssert.Contains(allowed[0].GetString(), "The data are not those of");
        Other("--allow-different-data").Failed(2, "--previous, which is missing");
        Other("--expect-data", hash).Failed(2, "--expect-data asks for");
        Other("--expect-data", "abc").Failed(2, "--expect-data is 'abc'");
        Other("--gate", folder.Write("g.yaml", $"dataHash: {hash}\n")).Failed(2, "g.yaml asks for");
        Other("--previous", folder.Write("no.json", "{}")).Failed(3, "no.json: it has no schemaVersion 1.x and dataHash");
        Other("--previous", folder.Write("no.txt", "no")).Failed(3, "no.txt: this is not JSON");
        Other("--previous", folder["absent.json"]).Failed(3, "absent.json");
    }

    [TestMethod]
    public void Regress_DataThatTaughtTheBundle_IsWarnedOf()
    {
        using var folder = new TempFolder();
        CommandLine.Run("sample", "--out", folder["own.jsonl.gz"], "--queries", "300", "--seed", "3").Succeeded();
        CommandLine.Run(
            "train", SmallRuns.Config, "--router", "logistic", "--set", "data={ table: " + folder["own.jsonl.gz"] + ", weak: nano, strong: large }",
            "--set", $"output={folder["run"]}").Succeeded();
        var bundle = Path.Combine(folder["run"], "bundle");
        string[] Warnings(string data) => [.. CommandLine.Run("regress", "--baseline", SmallRuns.PairBundle, "--candidate", bundle, "--data", data, "--json")
            .Json.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!)];
        var own = Warnings(folder["own.jsonl.gz"]);
        Assert.HasCount(1, own);
        StringAssert.Contains(own[0], "The candidate bundle was trained on");
        Assert.IsEmpty(Warnings(SmallRuns.Fresh));
    }

    [TestMethod]
    public void Regress_DamagedBundle_IsInvalidInputAndNoFailedGate()
    {
        using var folder = new TempFolder();
        var copy = folder["copy"];
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(SmallRuns.PairBundle))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        File.AppendAllText(Path.Combine(copy, "golden.jsonl"), "\n");
        Regress(SmallRuns.PairBundle, copy).Failed(3, "golden.jsonl");
    }

    [TestMethod]
    public void Regress_ShippedGate_IsReadable() =>
        Regress(SmallRuns.PoolBundle, SmallRuns.PoolBundle, "--gate", Repository.File("configs/gate.yaml")).Succeeded();

    [TestMethod]
    public void Regress_WrongUse_IsOneSentence()
    {
        using var folder = new TempFolder();
        Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--gate", folder.Write("a.yaml", "goldenChange: 0\n"))
            .Failed(2, "a.yaml, line 1: unknown key 'goldenChange'; did you mean 'goldenChanges'?");
        Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--gate", folder.Write("b.yaml", "resamples: 1\n"))
            .Failed(2, "must lie in [100, 1000000]");
        Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--gate", folder["no.yaml"])
            .Failed(2, "there is no configuration file");
        Regress(SmallRuns.PairBundle, folder["absent"]).Failed(3, "no such folder");
        CommandLine.Run("regress", "--baseline", SmallRuns.PairBundle).Failed(2, "--candidate is missing", "--data is missing");
        void Refused(string rows, string expected)
        {
            var data = folder.Write("data.csv", "qid,prompt,model,quality\n" + rows);
            CommandLine.Run("regress", "--baseline", SmallRuns.PairBundle, "--candidate", SmallRuns.PairBundle, "--data", data)
                .Failed(2, expected);
        }

        Refused("q,Hello,nano,1\n", "no model 'large'");
        Refused("q,Hello,nano,1\nr,Bye,large,1\n", "no query on which every model");
    }

    private static Outcome Regress(string baseline, string candidate, params string[] more) =>
        CommandLine.Run(["regress", "--baseline", baseline, "--candidate", candidate, "--data", SmallRuns.Fresh, .. more]);
}

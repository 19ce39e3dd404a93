using System.Text.Json;
using Trainer.Features;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class EvaluateVerbTests
{
    [TestMethod]
    public void Evaluate_SeveralBundles_JudgesEachOnTheSameQueries()
    {
        var report = CommandLine.Run(
            "evaluate",
            SmallRuns.PairBundle,
            SmallRuns.RandomBundle,
            SmallRuns.PoolBundle,
            "--data",
            SmallRuns.Fresh,
            "--resamples",
            "100",
            "--json")
                .Succeeded().Json;
        var reports = report.GetProperty("routers");
        Assert.AreEqual(1, report.GetProperty("schemaVersion").GetInt32());
        Assert.AreEqual(3, reports.GetArrayLength());
        double Apgr(int index) =>
            reports[index].GetProperty("evaluation").GetProperty("pair").GetProperty("apgr").GetProperty("value").GetDouble();
        Assert.AreEqual(SmallRuns.PairBundle, reports[0].GetProperty("name").GetString());
        Assert.IsGreaterThan(0.55, Apgr(0), "something can be learned from made-up traffic");
        Assert.AreEqual(0.5, Apgr(1), 0.08, "a score that knows nothing is a coin");
        Assert.AreEqual(4, reports[2].GetProperty("evaluation").GetProperty("models").GetArrayLength());
        var beaten = reports[0].GetProperty("evaluation").GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString());
        CollectionAssert.AreEqual(new[] { "nano", "large", "small", "medium" }, beaten.ToArray(), "what the pool can have, the pair has to beat");
        foreach (var one in reports.EnumerateArray())
        {
            Assert.AreEqual(290, one.GetProperty("evaluation").GetProperty("queries").GetInt32(), "those on which all four models were run");
        }
    }

    [TestMethod]
    public void Evaluate_SeedAndResamples_AreUsed()
    {
        string Report(params string[] more) =>
            CommandLine.Run(["evaluate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--json", .. more])
                .Succeeded().Out;
        Assert.AreEqual(Report("--resamples", "100"), Report("--resamples", "100", "--seed", "42"));
        Assert.AreNotEqual(Report("--resamples", "100"), Report("--resamples", "100", "--seed", "43"));
        Assert.AreNotEqual(Report("--resamples", "100"), Report("--resamples", "101"));
    }

    [TestMethod]
    public void Evaluate_ForPeople_SaysTheVerdictAndTheBaselines()
    {
        var text = CommandLine.Run("evaluate", SmallRuns.PoolBundle, "--data", SmallRuns.Fresh, "--resamples", "100").Succeeded().Out;
        foreach (var part in new[] { SmallRuns.PoolBundle, "deploy", "always nano", "always large", "oracle", "290 test queries" })
        {
            StringAssert.Contains(text, part);
        }
    }

    [TestMethod]
    public void Evaluate_WithOutputs_WritesTheSameBytesEachTime()
    {
        using var folder = new TempFolder();
        void Write(string name) => CommandLine.Run(
            "evaluate", SmallRuns.PairBundle, SmallRuns.PoolBundle, "--data", SmallRuns.Fresh, "--resamples", "100", "--by", "domain", "length",
            "--reference-data", SmallRuns.Fresh, "--out", folder[name], "--rows", folder[$"{name}/rows.jsonl"]).Succeeded();
        Write("first");
        Write("second");
        RunFiles.AssertSameFiles(folder["first"], folder["second"]);

        var report = JsonDocument.Parse(File.ReadAllText(folder["first/evaluation.json"])).RootElement;
        var names = report.GetProperty("slices").EnumerateArray().Select(slice => slice.GetProperty("slice").GetString()!).ToArray();
        Assert.IsTrue(names.Any(name => name.StartsWith("domain=", StringComparison.Ordinal)));
        Assert.IsTrue(names.Any(name => name.StartsWith("length=", StringComparison.Ordinal)));
        foreach (var row in report.GetProperty("reference").EnumerateArray())
        {
            Assert.AreEqual(0, row.GetProperty("difference").GetProperty("value").GetDouble(), "the same queries are no other ones");
        }

        StringAssert.Contains(File.ReadAllText(folder["first/evaluation.md"]), "**What it saves.** At the point strong-50 the router sends");
        StringAssert.Contains(File.ReadAllText(folder["first/evaluation.html"]), "<dt>What to do</dt>");
        Assert.IsEmpty(Directory.GetFiles(folder["first"], "*.writing"));
    }

    [TestMethod]
    public void Evaluate_WithOneThreadOrMany_GivesTheSameBytes()
    {
        using var folder = new TempFolder();
        void Write(string cores)
        {
            string[] arguments =
            [
                "evaluate", SmallRuns.PairBundle, SmallRuns.PoolBundle, "--data", SmallRuns.Fresh, "--resamples", "200", "--out", folder[cores],
                "--rows", folder[$"{cores}/rows.csv"],
            ];
            TrainerProcess.Finish(TrainerProcess.Start(folder.Path, new() { ["DOTNET_PROCESSOR_COUNT"] = cores }, arguments)).Succeeded();
        }

        Write("1");
        Write("4");
        RunFiles.AssertSameFiles(folder["1"], folder["4"]);
    }

    [TestMethod]
    [DataRow("csv")]
    [DataRow("parquet")]
    public void Evaluate_Rows_SayTheSameInEveryFormat(string format)
    {
        using var folder = new TempFolder();
        string Rows(string ending)
        {
            CommandLine.Run(
                "evaluate", SmallRuns.PoolBundle, "--data", SmallRuns.Fresh, "--resamples", "100", "--rows", folder[$"rows.{ending}"]).Succeeded();
            return folder[$"rows.{ending}"];
        }

        var lines = File.ReadAllLines(Rows("jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var points = lines.Select(line => line.GetProperty("point").GetString()).Distinct().Count();
        Assert.HasCount(290 * points, lines);
        Assert.HasCount(4, lines[0].GetProperty("scores").EnumerateArray().ToArray());
        Assert.IsTrue(lines.All(line => line.GetProperty("regret").GetDouble() >= 0));

        var path = Rows(format);
        if (format == "csv")
        {
            var csv = File.ReadAllLines(path);
            Assert.AreEqual("id,domain,router,point,scores,chosen,quality,cost_usd,best,regret", csv[0]);
            Assert.HasCount(lines.Length + 1, csv);
            for (var i = 0; i < lines.Length; i++)
            {
                StringAssert.StartsWith(csv[i + 1], $"\"{lines[i].GetProperty("id").GetString()}\",");
                StringAssert.Contains(csv[i + 1], $",{lines[i].GetProperty("quality").GetRawText()},");
            }
        }
        else
        {
            CollectionAssert.AreEqual("PAR1"u8.ToArray(), File.ReadAllBytes(path)[..4]);
            Assert.HasCount(1, Directory.GetFiles(folder.Path, "*.parquet*"), "nothing is left beside it");
        }
    }

    [TestMethod]
    public void Evaluate_AnOutsideScore_IsJudgedAsARouterBesideTheBundle()
    {
        using var folder = new TempFolder();
        var random = new SeededRandom(3);
        var lines = Enumerable.Range(0, 400).Select(i =>
        {
            var (nano, large) = (random.Next(2), random.Next(4) > 0 ? 1 : 0);
            var score = i == 7 ? "" : FormattableString.Invariant($"{random.NextDouble() + (0.5 * (large - nano))}");
            return FormattableString.Invariant($"q{i},Question {i},nano,{nano},{score},{nano + random.NextDouble()},{large + random.NextDouble()}\n") +
                FormattableString.Invariant($"q{i},Question {i},large,{large},,,\n");
        });
        var data = folder.Write("scored.csv", "qid,prompt,model,quality,score:judge,score:each:nano,score:each:large\n" + string.Concat(lines));
        var report = CommandLine.Run("evaluate", "--scores", "judge", "each", "--data", data, "--resamples", "100", "--json").Succeeded().Json;
        Assert.AreEqual(399, report.GetProperty("queries").GetInt32(), "one query has no score");
        var routers = report.GetProperty("routers");
        Assert.AreEqual("pair", routers[0].GetProperty("task").GetString());
        Assert.AreEqual("pool", routers[1].GetProperty("task").GetString());
        Assert.IsGreaterThan(0.6, routers[0].GetProperty("evaluation").GetProperty("pair").GetProperty("apgr").GetProperty("value").GetDouble());
        CommandLine.Run("evaluate", "--scores", "juge", "--data", data).Failed(2, "asks for the score 'juge'", "did you mean 'judge'?");
        CommandLine.Run("evaluate", "--scores", "judge", "--data", data, "--weak", "nano").Failed(2, "--weak and --strong go together");
        CommandLine.Run("evaluate", "--scores", "judge", "--data", data, "--weak", "nano", "--strong", "lage").Failed(2, "no model 'lage'", "large");
        CommandLine.Run("evaluate", "--scores", "judge", "judge", "--data", data).Failed(2, "'judge' is named twice");
        CommandLine.Run("evaluate", "--scores", "judge", "--data", data, "--rows", folder["rows.xml"]).Failed(2, "must end in .jsonl, .csv or .parquet");
    }

    [TestMethod]
    public void Evaluate_WrongUse_IsOneSentence()
    {
        using var folder = new TempFolder();
        var others = folder.Write("others.csv", "qid,prompt,model,quality\nq1,Hello,nano,1\nq1,Hello,larg,1\n");
        var sparse = folder.Write("sparse.csv", "qid,prompt,model,quality\nq1,Hello,nano,1\nq2,Good day,large,1\n");
        var battles = folder.Write(
            "battles.jsonl", """{"prompt":"Which one is better?","model_a":"x","model_b":"y","winner":"model_a"}""" + "\n");
        CommandLine.Run("evaluate", SmallRuns.PairBundle, "--data", others).Failed(2, "no model 'large'", "did you mean 'larg'?");
        CommandLine.Run("evaluate", SmallRuns.PairBundle, "--data", sparse).Failed(2, "no query on which every model");
        CommandLine.Run("evaluate", SmallRuns.PairBundle, "--data", battles).Failed(2, "holds battles");
        CommandLine.Run("evaluate", SmallRuns.PairBundle, "--data", folder["absent"]).Failed(3, "absent");
        CommandLine.Run("evaluate", folder["absent"], "--data", SmallRuns.Fresh).Failed(3, "absent", "no such folder");
        CommandLine.Run("evaluate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--resamples", "99")
            .Failed(2, "--resamples is 99; allowed is 100 to 100000");
        CommandLine.Run("evaluate", SmallRuns.PairBundle).Failed(2, "--data is missing");
        CommandLine.Run("evaluate", "--data", SmallRuns.Fresh).Failed(2, "BUNDLE... is missing");
    }
}

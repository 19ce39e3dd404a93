using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Replay;
using Trainer.Replay.Results;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class ReplayVerbTests
{
    private static readonly string[] Files =
        ["calibration_ece.csv", "metrics.csv", "metrics_by_domain.csv", "per_query.jsonl", "replay.html", "replay.json", "replay.md", "stream.jsonl", "windows.csv"];

    [TestMethod]
    public void Replay_Pool_WritesEveryFileAndTwiceTheSameBytes()
    {
        using var folder = new TempFolder();
        string[] more = ["--budget", "0.002", "--max-latency", "3", "--bursts", "10@5", "--out"];
        var first = Replay(SmallRuns.PoolBundle, [.. more, folder["a"]]).Succeeded();
        StringAssert.Contains(first.Out, "dual");
        StringAssert.Contains(first.Error, " queries in ");
        Replay(SmallRuns.PoolBundle, [.. more, folder["b"], "--quiet"]).Succeeded();
        CollectionAssert.AreEqual(Files, Directory.GetFiles(folder["a"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray());
        foreach (var file in Files)
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(folder[$"a/{file}"]), File.ReadAllBytes(folder[$"b/{file}"]), file);
        }

        // The stream given back is the same stream.
        Replay(SmallRuns.PoolBundle, [.. more, folder["c"], "--stream", folder["a/stream.jsonl"]]).Succeeded();
        Assert.AreEqual(File.ReadAllText(folder["a/per_query.jsonl"]), File.ReadAllText(folder["c/per_query.jsonl"]));
        var html = File.ReadAllText(folder["a/replay.html"]);
        StringAssert.Contains(html, "id=\"windows\"");
        Assert.DoesNotContain("src=\"http", html);
    }

    [TestMethod]
    public void Replay_Html_DrawsItsChartsInABrowser()
    {
        using var folder = new TempFolder();
        Replay(SmallRuns.PoolBundle, "--budget", "0.002", "--max-latency", "3", "--drift", "60:nano=large", "--out", folder.Path, "--quiet").Succeeded();
        var dom = Reporting.Chromium.DumpDom(folder["replay.html"]);
        Assert.DoesNotContain("<p class=\"error\">", dom);
        StringAssert.Contains(dom, "data-rendered=\"4\"");
    }

    [TestMethod]
    public void Replay_Json_IsTheReportAndItsMeansAreThoseOfTheDecisions()
    {
        using var folder = new TempFolder();
        var outcome = Replay(SmallRuns.PoolBundle, "--json", "--out", folder["a"], "--max-latency", "3").Succeeded();
        var report = JsonSerializer.Deserialize<ReplayReport>(outcome.Out, BundleJson.Line)!;
        Assert.AreEqual(outcome.Out, File.ReadAllText(folder["a/replay.json"]));
        var decisions = File.ReadLines(folder["a/per_query.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.HasCount(report.Queries * report.Policies.Count, decisions);
        foreach (var policy in report.Policies)
        {
            var own = decisions.Where(decision => decision.GetProperty("policy").GetString() == policy.Policy).ToArray();
            Assert.AreEqual(own.Average(decision => decision.GetProperty("quality").GetDouble()), policy.Quality.Value, 1e-9);
            Assert.AreEqual(own.Average(decision => decision.GetProperty("cost_usd").GetDouble()), policy.CostUsd.Value, 1e-9);
            Assert.AreEqual(own.Average(decision => decision.GetProperty("late").GetBoolean() ? 1.0 : 0), policy.LateShare.Value, 1e-9);
        }

        Assert.HasCount(4, report.Calibration);
        Assert.IsTrue(report.Policies.Single(policy => policy.Policy == "oracle").IsBound);
        Assert.IsTrue(report.Policies.All(policy => policy.Quality.Value <= report.Policies.Single(p => p.Policy == "oracle").Quality.Value));
        Assert.AreEqual(report.Queries, report.WindowRows.Where(row => row.Policy == "oracle").Sum(row => row.N));
        Assert.AreEqual(report.Queries, report.Domains.Where(row => row.Policy == "oracle").Sum(row => row.N));
    }

    [TestMethod]
    public void Replay_PointOfAPair_DecidesAsEvaluateDoes()
    {
        var report = Replay(SmallRuns.PairBundle, "--policies", "point,best-constant", "--json").Succeeded().Json;
        var point = report.GetProperty("policies")[0];
        Assert.AreEqual(2, report.GetProperty("policies").GetArrayLength());
        var evaluated = CommandLine.Run("evaluate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--resamples", "100", "--json")
            .Succeeded().Json.GetProperty("routers")[0].GetProperty("evaluation").GetProperty("operatingPoints")[0];
        Assert.AreEqual(
            evaluated.GetProperty("quality").GetProperty("value").GetDouble(), point.GetProperty("quality").GetProperty("value").GetDouble(), 1e-9);
        Assert.AreEqual("large over nano", report.GetProperty("calibration")[0].GetProperty("model").GetString());
    }

    [TestMethod]
    public void Replay_SeveralBundlesAndDrift_ReportsBeforeAndAfter()
    {
        var outcome = CommandLine.Run(
            "replay", SmallRuns.PairBundle, SmallRuns.PoolBundle, "--data", SmallRuns.Fresh, "--drift", "60:nano=large,large=nano", "--json",
            "--policies", "point,bias,cheapest").Succeeded();
        var report = JsonSerializer.Deserialize<ReplayReport>(outcome.Out, BundleJson.Line)!;
        CollectionAssert.AreEqual(new[] { "all", "before", "after" }, report.Policies.Select(row => row.Part).Distinct().ToArray());
        var cheapest = report.Policies.Where(row => row.Policy == "cheapest (nano)").ToArray();
        Assert.AreEqual(report.Queries, cheapest[1].N + cheapest[2].N);
        Assert.IsGreaterThan(cheapest[1].Quality.Value + 0.2, cheapest[2].Quality.Value, "after the drift nano answers as large did");
        CollectionAssert.Contains(report.Policies.Select(row => row.Policy).ToArray(), $"{SmallRuns.PairBundle}: bias");
    }

    [TestMethod]
    public void Replay_SecondTable_HasItsOwnQueries()
    {
        using var folder = new TempFolder();
        CommandLine.Run("sample", "--out", folder["later.jsonl.gz"], "--queries", "200", "--seed", "31").Succeeded();
        var report = Replay(SmallRuns.PoolBundle, "--drift", $"30:{folder["later.jsonl.gz"]}", "--policies", "point", "--json").Succeeded().Json;
        Assert.AreEqual(3, report.GetProperty("policies").GetArrayLength());
    }

    [TestMethod]
    public void Replay_Configuration_IsThatOfTheDefaultsAndItsKeysAreAll()
    {
        var file = Repository.File("configs/replay.yaml");
        var bound = ConfigurationFile.Bind<ReplayOptions>(file);
        var plain = new ReplayOptions();
        Assert.AreEqual(JsonSerializer.Serialize(plain, BundleJson.Line), JsonSerializer.Serialize(bound, BundleJson.Line));
        var keys = Regex.Matches(File.ReadAllText(file), @"^(\w+):", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToArray();
        CollectionAssert.AreEquivalent(typeof(ReplayOptions).GetProperties().Select(p => YamlBinder.CamelCase(p.Name)).ToArray(), keys);
        Assert.AreEqual(
            Replay(SmallRuns.PoolBundle, "--json", "--seed", "4").Succeeded().Out,
            Replay(SmallRuns.PoolBundle, "--json", "--config", file, "--set", "seed=4").Succeeded().Out);
    }

    [TestMethod]
    public void Replay_SimulatedLatency_NeedsNoneInTheData()
    {
        using var folder = new TempFolder();
        var data = folder.Write("data.csv", "qid,prompt,model,quality,cost,output_tokens\n" + string.Concat(Enumerable.Range(0, 40).SelectMany(
            i => new[] { $"q{i},Say {i},nano,0,0.001,{50 + i}\n", $"q{i},Say {i},large,1,0.01,{100 + i}\n" })));
        string[] replay = ["replay", SmallRuns.PairBundle, "--data", data, "--max-latency", "3"];
        CommandLine.Run(replay).Failed(2, "the latency of nano is not known on 40 of 40 queries, such as q0; an unknown latency is not a short one");
        CommandLine.Run([.. replay, "--simulate-latency"]).Succeeded();
        var config = folder.Write("apart.yaml", "missingLatency: apart\n");
        var report = CommandLine.Run([.. replay, "--config", config, "--json"]).Succeeded().Json;
        Assert.AreEqual(40, report.GetProperty("policies")[0].GetProperty("unknownLatencies").GetInt32());
        Assert.AreEqual(JsonValueKind.Null, report.GetProperty("policies")[0].GetProperty("lateShare").GetProperty("value").ValueKind);
    }

    [TestMethod]
    public void Replay_Cancelled_LeavesNothing()
    {
        using var folder = new TempFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();
        var outcome = CommandLine.Run(
            ["replay", SmallRuns.PoolBundle, "--data", SmallRuns.Fresh, "--out", folder["out"]], source.Token);
        Assert.AreEqual(130, outcome.ExitCode);
        Assert.IsTrue(!Directory.Exists(folder["out"]) || Directory.GetFiles(folder["out"]).Length == 0);
    }

    [TestMethod]
    public void Replay_CancelledHalfway_LeavesTheFilesOfTheReplayBefore()
    {
        using var folder = new TempFolder();
        Replay(SmallRuns.PoolBundle, "--out", folder["out"]).Succeeded();
        var before = Files.ToDictionary(file => file, file => File.ReadAllBytes(folder[$"out/{file}"]));
        using var source = new CancellationTokenSource();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new CancellingWriter(source, "/290  queries");
        using var interruption = new Interruption(source.Token);
        var session = new Trainer.Commands.Session(CommandLine.Console(output), CommandLine.Console(error), TimeProvider.System, interruption);
        string[] args = ["replay", SmallRuns.PoolBundle, "--data", SmallRuns.Fresh, "--seed", "9", "--out", folder["out"]];
        Assert.AreEqual(130, Trainer.Commands.CommandLineHost.Run(args, session));
        Assert.DoesNotContain("290/290", error.ToString());
        CollectionAssert.AreEquivalent(Files, Directory.GetFiles(folder["out"]).Select(Path.GetFileName).ToArray());
        foreach (var file in Files)
        {
            CollectionAssert.AreEqual(before[file], File.ReadAllBytes(folder[$"out/{file}"]), file);
        }
    }

    [TestMethod]
    public void Replay_WrongUse_IsOneSentence()
    {
        using var folder = new TempFolder();
        Replay(SmallRuns.PoolBundle, "--policies", "dul").Failed(2, "there is no policy 'dul'; did you mean 'dual'?");
        Replay(SmallRuns.PoolBundle, "--policies", "dual").Failed(2, "give --budget, --max-latency or both");
        Replay(SmallRuns.PoolBundle, "--rate", "0").Failed(2, "rate is 0; allowed is more than 0");
        Replay(SmallRuns.PoolBundle, "--bursts", "10x30").Failed(2, "the burst '10x30' is not RATE@SECONDS");
        Replay(SmallRuns.PoolBundle, "--drift", "soon:x").Failed(2, "the drift 'soon:x' is not TIME:DATA");
        Replay(SmallRuns.PoolBundle, "--drift", "9:nan=large").Failed(2, "the drift changes 'nan', which no bundle routes to; did you mean 'nano'?");
        Replay(SmallRuns.PoolBundle, "--drift", "9:nano=larg").Failed(2, "the data have no model 'larg'");
        Replay(SmallRuns.PoolBundle, "--warp", "10").Failed(2, "has none; give every query a ts");
        Replay(SmallRuns.PoolBundle, "--stream", folder["absent"]).Failed(3, "there is no such file");
        Replay(SmallRuns.PoolBundle, "--latency-log", folder["absent"]).Failed(3, "there is no such file");
        Replay(SmallRuns.PoolBundle, "--set", "seed=1").Failed(2, "give --config too");
        Replay(folder["absent"]).Failed(3, "no such folder");
        CommandLine.Run("replay", SmallRuns.PoolBundle).Failed(2, "--data is missing");
        Assert.AreEqual(2, Replay(SmallRuns.PoolBundle, "--drift", "9999:nano=large").ExitCode);
    }

    [TestMethod]
    public void Replay_VersionsOfRealModels_ShowTheDrift()
    {
        using var folder = new TempFolder();
        CommandLine.Run("import", "auto", SharedData.Path("llmdrift/generation"), "--out", folder["drift.jsonl.gz"]).Succeeded();
        var config = folder.Write("pair.yaml", $$"""
            name: drift
            data: { table: '{{folder["drift.jsonl.gz"]}}', weak: openaichat/gpt-3.5-turbo-0301, strong: openaichat/gpt-4-0314 }
            audit: { onSevere: warn }
            features: words
            evaluation: { resamples: 100 }
            bundle: { goldenRows: 20 }
            output: '{{folder["run"]}}'
            """);
        CommandLine.Run("train", config, "--router", "logistic", "--quiet").Succeeded();
        var outcome = CommandLine.Run(
            "replay",
            folder["run/bundle"],
            "--data",
            folder["drift.jsonl.gz"],
            "--drift",
            "400:openaichat/gpt-3.5-turbo-0301=openaichat/gpt-3.5-turbo-0613,openaichat/gpt-4-0314=openaichat/gpt-4-0613",
            "--policies",
            "point,bias,strong,cheapest",
            "--json").Succeeded();
        var report = JsonSerializer.Deserialize<ReplayReport>(outcome.Out, BundleJson.Line)!;
        PolicyMetrics Of(string policy, string part) => report.Policies.Single(row => row.Policy.StartsWith(policy, StringComparison.Ordinal) && row.Part == part);
        Assert.AreEqual(1550, report.Queries);

        // The dear model lost half of its answers and most of its price, the cheap one gained; only what learns online notices.
        Assert.IsGreaterThan(0.78, Of("strong", "before").Quality.Value);
        Assert.IsLessThan(0.5, Of("strong", "after").Quality.Value);
        Assert.IsGreaterThan(Of("cheapest", "before").Quality.Value, Of("cheapest", "after").Quality.Value);
        Assert.IsLessThan(Of("strong", "before").CostUsd.Value / 5, Of("strong", "after").CostUsd.Value);
    }

    /// <summary>Cancels once a text is written.</summary>
    private sealed class CancellingWriter(CancellationTokenSource source, string text) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
            {
                source.Cancel();
            }
        }
    }

    private static Outcome Replay(string bundle, params string[] more) => CommandLine.Run(["replay", bundle, "--data", SmallRuns.Fresh, .. more]);
}

using System.Text.Json;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class CalibrateVerbTests
{
    [TestMethod]
    public void Calibrate_StrongShare_GivesItOnThatData()
    {
        using var folder = new TempFolder();
        var point = Calibrate(folder, SmallRuns.PairBundle, "--strong-share", "0.3");
        Assert.AreEqual("strong-30", point.GetProperty("name").GetString());
        Assert.AreEqual(0.3, Value(point, "strongShare"), 0.02);
        Assert.IsTrue(point.GetProperty("threshold").GetDouble() is > 0 and < 1);
        Assert.AreEqual(JsonValueKind.Null, point.GetProperty("usdTradeoff").ValueKind);
    }

    [TestMethod]
    public void Calibrate_MinQuality_ReachesItWithTheFewestCalls()
    {
        using var folder = new TempFolder();
        var point = Calibrate(folder, SmallRuns.PairBundle, "--min-quality", "0.7");
        Assert.AreEqual("quality-70", point.GetProperty("name").GetString());
        Assert.IsTrue(Value(point, "quality") is >= 0.7 and < 0.71);
        Assert.IsTrue(Value(point, "strongShare") is > 0.2 and < 0.8);
    }

    [TestMethod]
    public void Calibrate_PairBudget_IsKept()
    {
        using var folder = new TempFolder();
        var point = Calibrate(folder, SmallRuns.PairBundle, "--budget", "0.002");
        Assert.AreEqual("budget-0.002", point.GetProperty("name").GetString());
        Assert.IsTrue(Value(point, "costUsd") is <= 0.002 and > 0.0018);
    }

    [TestMethod]
    public void Calibrate_PoolBudget_IsKeptInExpectation()
    {
        using var folder = new TempFolder();
        var point = Calibrate(folder, SmallRuns.PoolBundle, "--budget", "0.001");
        Assert.IsGreaterThan(0, point.GetProperty("usdTradeoff").GetDouble());
        Assert.AreEqual(JsonValueKind.Null, point.GetProperty("threshold").ValueKind);
        Assert.AreEqual(0.001, Value(point, "costUsd"), 0.0004);
    }

    [TestMethod]
    public void Calibrate_NewPoint_IsTheDefaultAndKeepsTheOthers()
    {
        using var folder = new TempFolder();
        Calibrate(folder, SmallRuns.PairBundle, "--strong-share", "0.3", "--name", "night");
        var policy = JsonDocument.Parse(File.ReadAllText(folder["out/policy.json"])).RootElement;
        Assert.AreEqual("night", policy.GetProperty("default").GetString());
        CollectionAssert.AreEqual(
            new[] { "night", "strong-50", "strong-20", "strong-80" },
            policy.GetProperty("operatingPoints").EnumerateArray().Select(point => point.GetProperty("name").GetString()).ToArray());
        StringAssert.Contains(CommandLine.Run("route", folder["out"], "--query", "Hi").Out, "'night'");
        CollectionAssert.AreEqual(
            File.ReadAllBytes(Path.Combine(SmallRuns.PairBundle, "router.onnx")), File.ReadAllBytes(folder["out/router.onnx"]));
    }

    [TestMethod]
    public void Calibrate_NoOut_ReplacesTheBundleItself()
    {
        using var folder = new TempFolder();
        RunFiles.Copy(SmallRuns.PairBundle, folder["own"]);
        CommandLine.Run("calibrate", folder["own"], "--data", SmallRuns.Fresh, "--strong-share", "0.1").Succeeded();
        CommandLine.Run("calibrate", folder["own"], "--data", SmallRuns.Fresh, "--strong-share", "0.1").Succeeded();
        CommandLine.Run("verify", folder["own"]).Succeeded();
        var points = JsonDocument.Parse(File.ReadAllText(folder["own/policy.json"])).RootElement.GetProperty("operatingPoints");
        Assert.AreEqual(4, points.GetArrayLength(), "a point of the same name is replaced, not added");
        CollectionAssert.AreEqual(new[] { folder["own"] }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DataRow("pair", "exactly one of")]
    [DataRow("pair", "exactly one of", "--strong-share", "0.1", "--budget", "1")]
    [DataRow("pair", "between 0 and 1", "--strong-share", "1.1")]
    [DataRow("pair", "between 0 and 1", "--strong-share", "nan")]
    [DataRow("pair", "between 0 and 1", "--min-quality", "-0.1")]
    [DataRow("pair", "--budget is at least 0", "--budget", "-1")]
    [DataRow("pair", "--strong-share has a value of the wrong kind; allowed is a number", "--strong-share", "much")]
    [DataRow("pair", "--strong-share is given more than once", "--strong-share", "0.1", "--strong-share", "0.2")]
    [DataRow("pair", "no threshold reaches a mean quality of 0.99", "--min-quality", "0.99")]
    [DataRow("pair", "even without strong calls a query costs more than 1E-06 USD", "--budget", "0.000001")]
    [DataRow("pool", "calibrated by --budget", "--strong-share", "0.5")]
    [DataRow("pool", "no trade-off reaches a mean quality of 0.99 on these data; the best that can be had is 0.", "--min-quality", "0.99")]
    [DataRow("pool", "calibrated by --budget", "--min-pgr", "0.5")]
    [DataRow("pair", "between 0 and 1", "--min-pgr", "1.1")]
    [DataRow("pair", "--latency-share goes with --max-latency", "--latency-share", "0.5", "--strong-share", "0.5")]
    [DataRow("pair", "no threshold answers 95% of queries within 0.0001 s; the best that can be had is 0%", "--max-latency", "0.0001")]
    [DataRow("pair", "there is no configuration file none.yaml", "--points", "none.yaml")]
    [DataRow("pair", "exactly one of", "--max-quality-loss", "0.1", "--strong-share", "0.5")]
    [DataRow("pair", "neither of them included", "--max-quality-loss", "0")]
    [DataRow("pair", "neither of them included", "--max-quality-loss", "0.1", "--confidence", "1")]
    [DataRow("pair", "USD above 0", "--max-cost", "0")]
    [DataRow("pair", "takes no --max-cost and no --confidence", "--max-quality-loss", "0.1", "--method", "crc", "--confidence", "0.9")]
    [DataRow("pair", "go with --max-quality-loss", "--strong-share", "0.1", "--confidence", "0.9")]
    [DataRow("pair", "--method has a value of the wrong kind; allowed are ltt, crc", "--max-quality-loss", "0.1", "--method", "luck")]
    [DataRow("pair", "--cost-bound goes with --max-cost", "--max-quality-loss", "0.1", "--cost-bound", "1")]
    [DataRow("pair", "that was given with --cost-bound", "--max-cost", "0.001", "--cost-bound", "0.001")]
    [DataRow("pool", "--reference is 'lage'; did you mean 'large'?", "--max-quality-loss", "0.1", "--reference", "lage")]
    [DataRow("pool", "even the cheapest choices cost more than 1E-06 USD", "--budget", "0.000001")]
    public void Calibrate_WishThatCannotBe_IsOneSentence(string task, string expected, params string[] wish)
    {
        using var folder = new TempFolder();
        var bundle = task == "pair" ? SmallRuns.PairBundle : SmallRuns.PoolBundle;
        CommandLine.Run(["calibrate", bundle, "--data", SmallRuns.Fresh, "--out", folder["out"], .. wish]).Failed(2, expected);
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    [DataRow("pair", "pgr-90", "--min-pgr", "0.9")]
    [DataRow("pair", "quality-of-strong-90", "--quality-of-strong", "0.9")]
    [DataRow("pool", "quality-of-strong-90", "--quality-of-strong", "0.9")]
    [DataRow("pool", "quality-60", "--min-quality", "0.6")]
    [DataRow("pool", "objective-20", "--objective", "20")]
    [DataRow("pair", "latency-60", "--max-latency", "60", "--latency-share", "0.5")]
    public void Calibrate_AnyWish_IsAPointWithTheIntervalOfItsSetting(string task, string name, params string[] wish)
    {
        using var folder = new TempFolder();
        var point = Calibrate(folder, task == "pair" ? SmallRuns.PairBundle : SmallRuns.PoolBundle, wish);
        Assert.AreEqual(name, point.GetProperty("name").GetString());
        var setting = point.GetProperty("setting");
        Assert.AreEqual(
            point.GetProperty(task == "pair" ? "threshold" : "usdTradeoff").GetDouble(), setting.GetProperty("value").GetDouble());
        Assert.IsLessThanOrEqualTo(setting.GetProperty("high").GetDouble(), setting.GetProperty("low").GetDouble());
        Assert.AreEqual(task == "pair" ? 295 : 290, setting.GetProperty("n").GetInt32(), "queries on which every model was run");
        Assert.AreEqual(JsonValueKind.Null, point.GetProperty("certificate").ValueKind);
    }

    [TestMethod]
    public void Calibrate_PointsFile_AddsAllAndKeepsTheDefault()
    {
        using var folder = new TempFolder();
        var file = folder.Write(
            "points.yaml", "economy: { costShare: 0.4 }\nbalanced: { qualityOfStrong: 0.95 }\nquality: { pgr: 0.9 }\n");
        var result = CommandLine.Run(
            "calibrate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--out", folder["out"], "--json", "--points", file).Succeeded().Json;
        CommandLine.Run("verify", folder["out"]).Succeeded();
        Assert.AreEqual("strong-50", result.GetProperty("default").GetString());
        CollectionAssert.AreEqual(
            new[] { "balanced", "economy", "quality" },
            result.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("name").GetString()).ToArray());
        CommandLine.Run("route", folder["out"], "--query", "Hi", "--at", "economy").Succeeded();

        folder.Write("points.yaml", "economy: { costShare: 0.4, pgr: 0.5 }\n");
        CommandLine.Run("calibrate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--points", file)
            .Failed(2, "the operating point 'economy' names several wishes");
        folder.Write("points.yaml", "economy: { cost: 0.4 }\n");
        CommandLine.Run("calibrate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--points", file).Failed(2, "unknown key 'economy.cost'");
        folder.Write("points.yaml", "{}\n");
        CommandLine.Run("calibrate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--points", file).Failed(2, "names no operating point");
    }

    [TestMethod]
    [DataRow("pair", "ltt", "--max-quality-loss", "0.2")]
    [DataRow("pair", "crc", "--max-quality-loss", "0.2", "--method", "crc")]
    [DataRow("pair", "ltt", "--max-cost", "0.003")]
    [DataRow("pool", "ltt", "--max-quality-loss", "0.3", "--reference", "large")]
    [DataRow("pool", "ltt", "--max-quality-loss", "0.3")]
    public void Calibrate_Certified_CarriesItsCertificate(string task, string method, params string[] terms)
    {
        using var folder = new TempFolder();
        var point = Calibrate(folder, task == "pair" ? SmallRuns.PairBundle : SmallRuns.PoolBundle, terms);
        var certificate = point.GetProperty("certificate");
        Assert.AreEqual(method, certificate.GetProperty("method").GetString());
        StringAssert.Contains(certificate.GetProperty("guarantee").GetString(), "drift voids it");
        if (method == "ltt")
        {
            Assert.IsTrue(certificate.GetProperty("pValue").GetDouble() is >= 0 and <= 0.1);
        }

        var people = CommandLine.Run(
            ["calibrate", folder["out"], "--data", SmallRuns.Fresh, .. terms]).Succeeded().Out;
        StringAssert.Contains(people, "drift voids it");
        StringAssert.Contains(people, "price: ");
    }

    [TestMethod]
    public void Calibrate_TooFewRowsToCertify_FailsTheGateAndWritesNothing()
    {
        using var folder = new TempFolder();
        var outcome = CommandLine.Run(
            "calibrate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--out", folder["out"], "--max-quality-loss", "0.001");
        Assert.AreEqual(1, outcome.ExitCode);
        StringAssert.Contains(outcome.Out, "nothing can be certified with 228 groups of rows");
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    public void Calibrate_DataWithoutCosts_CannotKeepABudget()
    {
        using var folder = new TempFolder();
        var table = folder.Write(
            "table.csv", "qid,prompt,model,quality\nq1,Hello,nano,1\nq1,Hello,large,1\nq2,Bye,nano,0\nq2,Bye,large,1\n");
        CommandLine.Run("calibrate", SmallRuns.PairBundle, "--data", table, "--budget", "1", "--out", folder["out"])
            .Failed(2, "--budget needs the cost of every outcome");
        CommandLine.Run("calibrate", SmallRuns.PairBundle, "--data", folder["no.csv"], "--budget", "1").Failed(3, "no.csv");
        CommandLine.Run("calibrate", folder["no"], "--data", table, "--budget", "1").Failed(3, "no such folder");
    }

    [TestMethod]
    public void Calibrate_OutIsNoBundle_IsLeftAlone()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(folder["out/mine.txt"], "mine");
        CommandLine.Run("calibrate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--strong-share", "0.5", "--out", folder["out"])
            .Failed(3, "is not a bundle; nothing was written");
        CollectionAssert.AreEqual(new[] { folder["out/mine.txt"] }, Directory.GetFileSystemEntries(folder["out"]));
    }

    private static JsonElement Calibrate(TempFolder folder, string bundle, params string[] wish)
    {
        var result = CommandLine.Run(["calibrate", bundle, "--data", SmallRuns.Fresh, "--out", folder["out"], "--json", .. wish])
            .Succeeded().Json;
        CommandLine.Run("verify", folder["out"]).Succeeded();
        return result.GetProperty("point");
    }

    private static double Value(JsonElement point, string name) => point.GetProperty(name).GetProperty("value").GetDouble();
}

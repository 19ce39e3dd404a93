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
    [DataRow("pair", "--strong-share has a value of the wrong kind", "--strong-share", "much")]
    [DataRow("pair", "--strong-share is given more than once", "--strong-share", "0.1", "--strong-share", "0.2")]
    [DataRow("pair", "no threshold reaches a mean quality of 0.99", "--min-quality", "0.99")]
    [DataRow("pair", "even without strong calls a query costs more than 1E-06 USD", "--budget", "0.000001")]
    [DataRow("pool", "calibrated by --budget", "--strong-share", "0.5")]
    [DataRow("pool", "calibrated by --budget", "--min-quality", "0.5")]
    [DataRow("pool", "even the cheapest choices cost more than 1E-06 USD", "--budget", "0.000001")]
    public void Calibrate_WishThatCannotBe_IsOneSentence(string task, string expected, params string[] wish)
    {
        using var folder = new TempFolder();
        var bundle = task == "pair" ? SmallRuns.PairBundle : SmallRuns.PoolBundle;
        CommandLine.Run(["calibrate", bundle, "--data", SmallRuns.Fresh, "--out", folder["out"], .. wish]).Failed(2, expected);
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

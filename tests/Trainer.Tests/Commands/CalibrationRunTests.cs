using System.Text.Json;
using Trainer.Export;

namespace Trainer.Tests.Commands;

/// <summary>Runs under each way of calibrating.</summary>
[TestClass]
public sealed class CalibrationRunTests
{
    [TestMethod]
    [DataRow("none")]
    [DataRow("temperature")]
    [DataRow("beta")]
    [DataRow("isotonic")]
    [DataRow("histogram")]
    public void Train_NamedMethod_ShipsItAndSaysSo(string method)
    {
        using var folder = new TempFolder();
        var report = Train(folder, $"calibration.method={method}");
        var choice = report.GetProperty("calibration");
        Assert.AreEqual(method, choice.GetProperty("method").GetString());
        Assert.AreEqual(6, choice.GetProperty("trials").GetArrayLength());
        CommandLine.Run("verify", folder["run/bundle"]).Succeeded();
        using var written = JsonDocument.Parse(File.ReadAllText(folder["run/bundle/calibration.json"]));
        Assert.AreEqual(method, written.RootElement.GetProperty("method").GetString());
        Assert.AreEqual(4, written.RootElement.GetProperty("maps").GetArrayLength());
        StringAssert.Contains(File.ReadAllText(folder["run/report.md"]), $"Calibration: {method}, as the configuration asks.");
        StringAssert.Contains(File.ReadAllText(folder["run/report.html"]), "Ways of calibrating");
    }

    [TestMethod]
    public void Train_Auto_ReportsCalibrationBeforeAndAfter()
    {
        var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(SmallRuns.Pool, "report.json"))).RootElement;
        Assert.AreEqual("auto", report.GetProperty("calibration").GetProperty("asked").GetString());
        var (after, before) = (report.GetProperty("evaluation").GetProperty("calibration"), report.GetProperty("evaluation").GetProperty("uncalibrated"));
        foreach (var measure in new[] { "ece", "equalMassEce", "debiasedEce", "brier", "brierReliability", "brierResolution", "brierUncertainty", "logLoss" })
        {
            var (one, other) = (after.GetProperty(measure), before.GetProperty(measure));
            Assert.IsTrue(one.GetProperty("n").GetInt32() > 50 && one.GetProperty("n").GetInt32() == other.GetProperty("n").GetInt32(), measure);
        }

        Assert.AreEqual(
            report.GetProperty("evaluation").GetProperty("domains").GetArrayLength(), after.GetProperty("domains").GetArrayLength());
    }

    [TestMethod]
    [DataRow("platt", "")]
    [DataRow("isotonic", "")]
    [DataRow("beta", ";data.weak=nano;data.strong=large")]
    public void Train_ByDomain_TheBundleTakesTheDomainAndGivesTheTestedScores(string method, string pair)
    {
        using var folder = new TempFolder();
        var report = Train(folder, $"calibration.method={method};calibration.byDomain=true{pair}");
        Assert.AreEqual(7, report.GetProperty("calibration").GetProperty("trials").GetArrayLength());
        Assert.IsLessThan(1e-5, report.GetProperty("parity").GetProperty("largestScoreDifference").GetDouble());
        CommandLine.Run("verify", folder["run/bundle"]).Succeeded();
        using var router = Router.Load(folder["run/bundle"]);
        CollectionAssert.Contains(router.Bundle.Descriptor.Graph.Inputs.ToArray(), "domain");
        Assert.IsTrue(router.Bundle.Golden().Any(row => row.Domain is not null));

        using var written = JsonDocument.Parse(File.ReadAllText(folder["run/bundle/calibration.json"]));
        var domain = written.RootElement.GetProperty("domains")[0].GetProperty("name").GetString()!;
        const string Text = "Prove that the square root of 2 is irrational.";
        var (common, own) = (router.Score([Text])[0], router.Score([Text], null, [domain])[0]);
        Assert.AreNotEqual(common, own);
        Assert.AreEqual(common, router.Score([Text], null, ["nobody knows it"])[0]);

        float Routed(params string[] arguments) =>
            CommandLine.Run(["route", folder["run/bundle"], "--query", Text, "--json", .. arguments]).Succeeded().Json.GetProperty("score").GetSingle();
        Assert.AreEqual(router.Route(Text, [], domain: domain).Score, Routed("--domain", domain));
        Assert.AreEqual(router.Route(Text).Score, Routed());
        var input = folder.Write("queries.jsonl", JsonSerializer.Serialize(new { query = Text, domain }) + "\n" + JsonSerializer.Serialize(new { query = Text }));
        var lines = CommandLine.Run("route", folder["run/bundle"], "--input", input).Succeeded().Out.TrimEnd().Split('\n');
        CollectionAssert.AreEqual(
            new[] { router.Route(Text, [], domain: domain).Score, router.Route(Text).Score },
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("score").GetSingle()).ToArray());
    }

    [TestMethod]
    public void Train_Policy_IsNotCalibrated()
    {
        using var folder = new TempFolder();
        var report = CommandLine.Run(
            "train", SmallRuns.Config, "--router", "best", "--json", "--set", $"output={folder["run"]};calibration.byDomain=true").Succeeded().Json;
        Assert.AreEqual("none", report.GetProperty("calibration").GetProperty("method").GetString());
        Assert.AreEqual(0, report.GetProperty("calibration").GetProperty("trials").GetArrayLength());
        using var router = Router.Load(folder["run/bundle"]);
        Assert.IsFalse(router.TakesDomain);
    }

    [TestMethod]
    public void Train_UnknownMethod_IsRefusedWithTheNearest()
    {
        using var folder = new TempFolder();
        CommandLine.Run("train", SmallRuns.Config, "--router", "logistic", "--set", $"output={folder["run"]};calibration.method=isotone")
            .Failed(2, "'calibration.method' is 'isotone'", "isotonic");
    }

    private static JsonElement Train(TempFolder folder, string options) => CommandLine.Run(
        "train", SmallRuns.Config, "--router", "logistic", "--json", "--set", $"output={folder["run"]};{options}").Succeeded().Json;
}

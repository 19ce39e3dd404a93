using System.Text.Json;
using Trainer.Export;
using Trainer.Onnx;
using Trainer.Tests.Costs;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class RepriceVerbTests
{
    private static readonly TempFolder Folder = new();
    private static readonly Lazy<string> Prices = new(() => SmallPrices.Write(Folder, "prices.yaml", "2025-06-30", 0.1));
    private static readonly Lazy<string> Reversed = new(() => SmallPrices.Write(Folder, "reversed.yaml", "2025-07-31", 100, 0.1));
    private static readonly Lazy<string> PairBundle = new(() => Train("pair", "data.weak=nano;data.strong=large"));
    private static readonly Lazy<string> PoolBundle = new(() => Train("pool", "objective.costWeight=0.2"));

    [ClassCleanup]
    public static void RemoveFolder() => Folder.Dispose();

    [TestMethod]
    public void Train_PriceTable_StandsInLabelsProvenanceAndReport()
    {
        var labels = Json(PoolBundle.Value, "labels.json").GetProperty("models").EnumerateArray().ToArray();
        var large = labels.Single(label => label.GetProperty("id").GetString() == "large");
        Assert.AreEqual("2025-06-30", large.GetProperty("pricedOn").GetString());
        Assert.AreEqual(100, large.GetProperty("inputUsdPerMTok").GetDouble(), 1e-9);
        Assert.AreEqual(250, large.GetProperty("meanOutputTokens").GetDouble(), 1e-9);
        Assert.AreEqual(Cost(large), large.GetProperty("expectedCostUsd").GetDouble(), 1e-12);

        var prices = Json(PoolBundle.Value, "provenance.json").GetProperty("data").GetProperty("prices");
        Assert.AreEqual("2025-06-30", prices.GetProperty("date").GetString());
        Assert.AreEqual("made up", prices.GetProperty("source").GetString());
        Assert.AreEqual(64, prices.GetProperty("sha256").GetString()!.Length);
        StringAssert.Contains(
            Json(PoolBundle.Value, "evaluation.json").GetProperty("findings").ToString(),
            "answers are computed from prices of 2025-06-30: input tokens are all estimated");
    }

    [TestMethod]
    public void Train_ObservedCostsWithoutTokens_LeaveTheTokensUnknown()
    {
        foreach (var label in Json(SmallRuns.PairBundle, "labels.json").GetProperty("models").EnumerateArray())
        {
            Assert.AreEqual(JsonValueKind.Null, label.GetProperty("meanInputTokens").ValueKind);
        }

        CommandLine.Run("reprice", SmallRuns.PairBundle, "--prices", Prices.Value, "--out", Folder["none"])
            .Failed(3, "labels.json does not say how many tokens nano, large uses");
        Assert.IsFalse(Directory.Exists(Folder["none"]));
    }

    [TestMethod]
    public void Reprice_SamePrices_GivesTheSameCostsAndDecisions()
    {
        using var folder = new TempFolder();
        var result = Reprice(folder, PoolBundle.Value, Prices.Value);
        Assert.AreEqual(0, result.GetProperty("changedGoldenDecisions").GetInt32());
        foreach (var model in result.GetProperty("models").EnumerateArray())
        {
            Assert.AreEqual(
                model.GetProperty("expectedCostUsdBefore").GetDouble(), model.GetProperty("expectedCostUsd").GetDouble(), 1e-12);
        }
    }

    [TestMethod]
    public void Reprice_Pool_KeepsTradeoffsAndWeighsTheNewCosts()
    {
        using var folder = new TempFolder();
        var result = Reprice(folder, PoolBundle.Value, Reversed.Value);
        Assert.IsGreaterThan(0, result.GetProperty("changedGoldenDecisions").GetInt32());
        var (before, after) = (Bundle.Read(PoolBundle.Value), Bundle.Read(folder["out"]));
        CollectionAssert.AreEqual(
            before.Policy.OperatingPoints.Select(point => (point.Name, point.UsdTradeoff, point.Wanted)).ToArray(),
            after.Policy.OperatingPoints.Select(point => (point.Name, point.UsdTradeoff, point.Wanted)).ToArray());
        Assert.IsTrue(after.Policy.OperatingPoints.All(point =>
            double.IsNaN(point.CostUsd.Value) && double.IsNaN(point.Quality.Value) && double.IsNaN(point.StrongShare.Value)));
        foreach (var (row, label) in after.Golden().Zip(before.Golden()))
        {
            CollectionAssert.AreEqual(label.Scores.ToArray(), row.Scores.ToArray());
            Assert.AreEqual(
                after.Labels.Models[DecisionRule.Choose([.. row.Scores], after.Labels, after.OperatingPoint())].Id, row.Model);
        }

        foreach (var label in Json(folder["out"], "labels.json").GetProperty("models").EnumerateArray())
        {
            Assert.AreEqual("2025-07-31", label.GetProperty("pricedOn").GetString());
            Assert.AreEqual(Cost(label), label.GetProperty("expectedCostUsd").GetDouble(), 1e-15);
        }

        Assert.AreEqual("2025-07-31", Json(folder["out"], "provenance.json").GetProperty("repriced").GetProperty("date").GetString());
    }

    [TestMethod]
    public void Reprice_Certificates_OnlyAPairsQualityStays()
    {
        using var folder = new TempFolder();
        RunFiles.Copy(PairBundle.Value, folder["pair"]);
        RunFiles.Copy(PoolBundle.Value, folder["pool"]);
        void Certify(string bundle, params string[] terms) =>
            CommandLine.Run(["calibrate", folder[bundle], "--data", SmallRuns.Fresh, "--quiet", .. terms]).Succeeded();
        Certify("pair", "--max-quality-loss", "0.25", "--name", "quality");
        Certify("pair", "--max-cost", "0.5", "--cost-bound", "1", "--name", "cost");
        Certify("pool", "--max-quality-loss", "0.4", "--reference", "large", "--name", "quality");
        foreach (var (bundle, kept) in new[] { ("pair", new[] { "quality" }), ("pool", []) })
        {
            CommandLine.Run("reprice", folder[bundle], "--prices", Reversed.Value, "--quiet").Succeeded();
            var promised = Bundle.Read(folder[bundle]).Policy.OperatingPoints.Where(point => point.Certificate is not null);
            CollectionAssert.AreEqual(kept, promised.Select(point => point.Name).ToArray());
        }
    }

    [TestMethod]
    public void Reprice_Pair_KeepsThresholdsSharesAndQuality()
    {
        using var folder = new TempFolder();
        var result = Reprice(folder, PairBundle.Value, Reversed.Value);
        Assert.AreEqual(0, result.GetProperty("changedGoldenDecisions").GetInt32());
        var (before, after) = (Bundle.Read(PairBundle.Value), Bundle.Read(folder["out"]));
        foreach (var (old, now) in before.Policy.OperatingPoints.Zip(after.Policy.OperatingPoints))
        {
            Assert.AreEqual((old.Name, old.Threshold, old.Quality, old.StrongShare), (now.Name, now.Threshold, now.Quality, now.StrongShare));
            Assert.IsFalse(double.IsNaN(old.CostUsd.Value));
            Assert.IsTrue(double.IsNaN(now.CostUsd.Value));
        }

        StringAssert.Contains(
            CommandLine.Run("reprice", PairBundle.Value, "--prices", Prices.Value, "--out", folder["again"]).Succeeded().Out,
            "what the operating points cost is undefined now: give --data to measure it");
    }

    [TestMethod]
    public void Reprice_Graph_DiffersInItsMetadataAlone()
    {
        using var folder = new TempFolder();
        Reprice(folder, PairBundle.Value, Reversed.Value);
        byte[] Bare(string bundle) =>
            GraphBytes.WithMetadata(File.ReadAllBytes(Path.Combine(bundle, "router.onnx")), new Dictionary<string, string>());
        CollectionAssert.AreEqual(Bare(PairBundle.Value), Bare(folder["out"]));
        Assert.AreNotEqual(Bundle.Read(PairBundle.Value).Descriptor.Id, Bundle.Read(folder["out"]).Descriptor.Id);
    }

    [TestMethod]
    public void Reprice_WithData_MeasuresWhatThePointsCost()
    {
        using var folder = new TempFolder();
        var result = Reprice(folder, PairBundle.Value, Reversed.Value, "--data", SmallRuns.Fresh);
        var labels = Json(folder["out"], "labels.json").GetProperty("models").EnumerateArray().ToArray();
        foreach (var point in Bundle.Read(folder["out"]).Policy.OperatingPoints)
        {
            // Every answer is taken to have 250 output tokens, by far the larger part; the rest is the prompt.
            var expected = (point.StrongShare.Value * Cost(labels[1])) + ((1 - point.StrongShare.Value) * Cost(labels[0]));
            Assert.AreEqual(expected, point.CostUsd.Value, 0.25 * expected);
            Assert.IsGreaterThan(200, point.CostUsd.N);
        }

        StringAssert.Contains(result.GetProperty("findings").ToString(), "computed from prices of 2025-07-31");
        Reprice(folder, PoolBundle.Value, Reversed.Value, "--data", SmallRuns.Fresh);
        Assert.IsTrue(Bundle.Read(folder["out"]).Policy.OperatingPoints.All(point => point.CostUsd.Value > 0 && point.Quality.Value > 0));
    }

    [TestMethod]
    public void Reprice_Twice_GivesTheSameBytesAndReplacesTheBundleItself()
    {
        using var folder = new TempFolder();
        RunFiles.Copy(PoolBundle.Value, folder["own"]);
        CommandLine.Run("reprice", folder["own"], "--prices", Reversed.Value).Succeeded();
        RunFiles.Copy(folder["own"], folder["once"]);
        CommandLine.Run("reprice", folder["own"], "--prices", Reversed.Value).Succeeded();
        RunFiles.AssertSame(folder["once"], folder["own"]);
    }

    [TestMethod]
    public void Reprice_WhatCannotBe_IsOneSentence()
    {
        using var folder = new TempFolder();
        var half = folder.Write("half.yaml", "date: 2025-06-30\nmodels: { nano: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } }\n");
        CommandLine.Run("reprice", PairBundle.Value).Failed(2, "--prices is missing");
        CommandLine.Run("reprice", "--prices", Prices.Value).Failed(2, "BUNDLE is missing");
        CommandLine.Run("reprice", PairBundle.Value, "--prices", half, "--out", folder["out"]).Failed(2, "half.yaml has no price for large;");
        CommandLine.Run("reprice", PairBundle.Value, "--prices", folder["no"], "--out", folder["out"]).Failed(2, "no file of prices");
        CommandLine.Run("reprice", folder["no"], "--prices", Prices.Value).Failed(3, "no such folder");
        CommandLine.Run("reprice", PairBundle.Value, "--prices", Prices.Value, "--data", folder["no.csv"], "--out", folder["out"]).Failed(3, "no.csv");
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    public void Sweep_OtherPricesInTheSameFile_IsAnotherStudy()
    {
        using var folder = new TempFolder();
        var prices = SmallPrices.Write(folder, "prices.yaml", "2025-06-30", 0.1);
        string Key()
        {
            CommandLine.Run(
                "sweep", SmallRuns.Config, "--set", $"output={folder["run"]};data.priceTable={prices};data.reprice=true;sweep.trials=1").Succeeded();
            return RunFiles.Study(folder["run"]).Key;
        }

        var first = Key();
        Assert.AreEqual(first, Key());
        SmallPrices.Write(folder, "prices.yaml", "2025-06-30", 100, 0.1);
        Assert.AreNotEqual(first, Key());
    }

    [TestMethod]
    [DataRow("data.prices={nano: {inputUsdPerMTok: 1, outputUsdPerMTok: 1}};data.priceTable=p.yaml", "either 'data.prices' or 'data.priceTable'")]
    [DataRow("data.reprice=true", "'data.reprice' is true without prices")]
    [DataRow("data.prices={nano: {inputUsdPerMTok: 1}}", "'data.prices.nano.outputUsdPerMTok' is missing")]
    [DataRow("data.priceTable=absent.yaml", "there is no file of prices absent.yaml")]
    [DataRow("data.prices={nano: {inputUsdPerMTok: 1, outputUsdPerMTok: 1}};data.reprice=true", "'data.prices' has no price for small, medium, large")]
    [DataRow("data.prices={nono: {inputUsdPerMTok: 1, outputUsdPerMTok: 1}}", "'data.prices' has a model 'nono' that is no candidate; did you mean 'nano'?")]
    public void Train_PricesThatCannotBe_IsOneSentence(string settings, string expected)
    {
        using var folder = new TempFolder();
        CommandLine.Run("train", SmallRuns.Config, "--router", "constant", "--quiet", "--set", $"output={folder["run"]};{settings}")
            .Failed(2, expected);
    }

    private static string Train(string name, string setting)
    {
        CommandLine.Run(
            "train", SmallRuns.Config, "--router", "logistic",
            "--set", $"output={Folder[name]};data.priceTable={Prices.Value};data.reprice=true;{setting}").Succeeded();
        return Path.Combine(Folder[name], "bundle");
    }

    private static JsonElement Reprice(TempFolder folder, string bundle, string prices, params string[] more)
    {
        var result = CommandLine.Run(["reprice", bundle, "--prices", prices, "--out", folder["out"], "--json", .. more]).Succeeded().Json;
        CommandLine.Run("verify", folder["out"]).Succeeded();
        return result;
    }

    private static JsonElement Json(string bundle, string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(bundle, file))).RootElement;

    private static double Cost(JsonElement label)
    {
        double Number(string name) => label.GetProperty(name).GetDouble();
        return ((Number("meanInputTokens") * Number("inputUsdPerMTok")) + (Number("meanOutputTokens") * Number("outputUsdPerMTok"))) / 1e6;
    }
}

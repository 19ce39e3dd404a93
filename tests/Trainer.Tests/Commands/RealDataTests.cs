using System.Text.Json;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class RealDataTests
{
    [TestMethod]
    public void Train_RouteLlmMmlu_BeatsACoin()
    {
        var tables = SharedData.Path("routellm/routellm/evals/mmlu/responses");
        using var folder = new TempFolder();
        var report = CommandLine.Run(
            "train", Repository.File("configs/routellm-mmlu.yaml"), "--router", "logistic", "--json",
            "--set", $"data.table={tables};output={folder["run"]};sweep.folds=2;features=words;evaluation.resamples=100").Succeeded().Json;
        var data = report.GetProperty("data");
        Assert.AreEqual(14_042, data.GetProperty("trainingQueries").GetInt32() + data.GetProperty("testQueries").GetInt32());
        Assert.AreEqual("gpt-4-1106-preview", data.GetProperty("models")[1].GetString());
        var apgr = report.GetProperty("evaluation").GetProperty("pair").GetProperty("apgr");
        Assert.IsGreaterThan(0.55, apgr.GetProperty("low").GetDouble(), "published peers reach 0.66 to 0.68 with more features");
        Assert.IsLessThan(0.8, apgr.GetProperty("value").GetDouble());
        CommandLine.Run("verify", folder["run/bundle"]).Succeeded();
    }

    [TestMethod]
    public void Train_LlmRouterPool_HasNineModelsAndCostsFromPrices()
    {
        var table = SharedData.Path("llmrouter/data/dcrouter_preprocessed/train.json");
        using var folder = new TempFolder();
        var report = CommandLine.Run(
            "train", Repository.File("configs/llmrouter-pool.yaml"), "--router", "constant", "--json",
            "--set", $"data.table={table};output={folder["run"]};sweep.folds=2;evaluation.resamples=100").Succeeded().Json;
        Assert.AreEqual("pool", report.GetProperty("task").GetString());
        var labels = JsonDocument.Parse(File.ReadAllText(folder["run/bundle/labels.json"])).RootElement.GetProperty("models")
            .EnumerateArray()
            .ToArray();
        Assert.HasCount(9, labels);
        foreach (var label in labels)
        {
            // 250 output tokens at the price of one, and some input tokens.
            var price = label.GetProperty("outputUsdPerMTok").GetDouble();
            var cost = label.GetProperty("expectedCostUsd").GetDouble();
            Assert.IsTrue(cost > 250 * price / 1e6 && cost < 2000 * price / 1e6);
        }
    }
}

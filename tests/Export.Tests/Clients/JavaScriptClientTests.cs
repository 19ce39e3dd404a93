using System.Text;
using System.Text.Json;
using Trainer.Features.Tests.Text;

namespace Trainer.Export.Tests.Clients;

/// <summary>The example client gives, from the same folder, the answers that <see cref="Router"/> gives.</summary>
[TestClass]
public sealed class JavaScriptClientTests
{
    // Texts travel to the client as UTF-8, in which half a surrogate pair has no form.
    private static readonly string[] Texts =
        [.. TrickyTexts.All.Where(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text), "zero \0 inside", "\0"];

    [TestMethod]
    [DataRow(RoutingTask.Pair, "balanced")]
    [DataRow(RoutingTask.Pair, "never")]
    [DataRow(RoutingTask.Pool, "balanced")]
    [DataRow(RoutingTask.Pool, "best")]
    [DataRow(RoutingTask.Pool, "cheapest")]
    public void Route_TrickyTexts_AnswersAsTheRouterDoes(RoutingTask task, string point)
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Of(task), folder["router"]);
        using var router = Router.Load(folder["router"]);

        var answers = RunClient(folder, Texts, point);

        Assert.HasCount(Texts.Length, answers);
        for (var i = 0; i < Texts.Length; i++)
        {
            var scores = router.Score([Texts[i]]);
            Assert.HasCount(scores.Length, answers[i].Scores);
            for (var j = 0; j < scores.Length; j++)
            {
                Assert.AreEqual(scores[j], answers[i].Scores[j], 1e-5f, $"text {i}");
            }

            Assert.AreEqual(router.Decide(scores, router.Bundle.OperatingPoint(point)).Model, answers[i].Model, $"text {i}");
        }
    }

    [TestMethod]
    public void Route_WithoutOperatingPoint_TakesTheDefault()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(
            SampleBundle.Pair() with { Golden = [], Policy = new Policy("always", SampleBundle.Pair().Policy.OperatingPoints) },
            folder["router"]);
        Assert.AreEqual("large", RunClient(folder, ["a"]).Single().Model);
    }

    [TestMethod]
    public void Route_Ties_GoToTheCheaperThenToTheEarlier()
    {
        using var folder = new TempFolder();
        var pool = SampleBundle.Pool();
        var labels = new Labels([new("dear", 2), new("unknown", double.NaN), new("free", 0), new("cheap", 1)]);
        BundleWriter.Write(
            pool with { Labels = labels, Golden = [], BuildGraph = metadata => ConstantGraph.Build(4, metadata) }, folder["router"]);
        using var router = Router.Load(folder["router"]);
        Assert.AreEqual("unknown", router.Route("a", router.Bundle.OperatingPoint("best")).Model);
        Assert.AreEqual("unknown", RunClient(folder, ["a"], "best").Single().Model);
    }

    private static List<Answer> RunClient(TempFolder folder, string[] texts, params string[] point)
    {
        if (!Directory.Exists(Repository.Path("node_modules/onnxruntime-node")))
        {
            Assert.Inconclusive("node_modules/onnxruntime-node is absent; 'npm ci --ignore-scripts' in the repository's root installs it.");
        }

        File.WriteAllText(folder["texts.json"], JsonSerializer.Serialize(texts));
        var output = Command.Output(Repository.Root, "node", ["tests/clients/route.mjs", folder["router"], folder["texts.json"], .. point]);
        return JsonSerializer.Deserialize<List<Answer>>(output, BundleJson.Line)!;
    }

    private sealed record Answer(string Model, float[] Scores);
}

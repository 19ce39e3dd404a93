using System.Text.Json;
using Trainer.Learners;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class ListRoutersVerbTests
{
    [TestMethod]
    public void ListRouters_Json_HasEveryLearnersDefaultsAndSearchSpace()
    {
        var learners = CommandLine.Run("list-routers", "--json").Succeeded().Json.GetProperty("learners").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(
            LearnerFamily.All.Select(family => family.Name).ToArray(),
            learners.Select(learner => learner.GetProperty("name").GetString()).ToArray());
        var mlp = learners.Single(learner => learner.GetProperty("name").GetString() == "mlp");
        Assert.AreEqual("[128,64]", Compact(mlp.GetProperty("defaults").GetProperty("hidden")));
        Assert.AreEqual("{\"from\":0.0003,\"to\":0.003,\"scale\":\"log\"}", Compact(mlp.GetProperty("space").GetProperty("rate")));
        Assert.AreEqual("target", mlp.GetProperty("forPairsOnly").EnumerateArray().Single().GetString());
        foreach (var learner in learners)
        {
            var defaults = learner.GetProperty("defaults");
            Assert.IsTrue(learner.GetProperty("space").EnumerateObject().All(setting => defaults.TryGetProperty(setting.Name, out _)));
        }
    }

    [TestMethod]
    public void ListRouters_OneLearner_ShowsItsRangesAsTheyCanBeWritten()
    {
        var shown = CommandLine.Run("list-routers", "neighbours").Succeeded().Out;
        string[] texts = ["Mean outcome of the nearest", "maxTerms", "128", "{from: 5, to: 400, scale: log}", "sweep.space.neighbours"];
        foreach (var text in texts)
        {
            StringAssert.Contains(shown, text);
        }

        Assert.DoesNotContain("boosting", shown);
        StringAssert.Contains(CommandLine.Run("list-routers", "logistic").Succeeded().Out, "[difference, needsStrong] for a pair");
        StringAssert.Contains(CommandLine.Run("list-routers", "constant").Succeeded().Out, "It has no settings.");
        Assert.AreEqual(1, CommandLine.Run("list-routers", "elo", "--json").Succeeded().Json.GetProperty("learners").GetArrayLength());
    }

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);
}

using System.Text.Json;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class TrainVerbTests
{
    [TestMethod]
    [DataRow("constant", "pool")]
    [DataRow("random", "pool")]
    [DataRow("logistic", "pool")]
    [DataRow("neighbours", "pool")]
    [DataRow("constant", "pair")]
    [DataRow("random", "pair")]
    [DataRow("logistic", "pair")]
    [DataRow("neighbours", "pair")]
    public void Train_EveryLearner_ExportsAWholeBundle(string learner, string task)
    {
        using var folder = new TempFolder();
        var pair = task == "pair" ? ";data.weak=small;data.strong=medium" : "";
        var report = CommandLine.Run("train", SmallRuns.Config, "--router", learner, "--json", "--set", $"output={folder["run"]}{pair}")
            .Succeeded().Json;
        Assert.AreEqual(learner, report.GetProperty("trials")[0].GetProperty("learner").GetString());
        Assert.AreEqual(task, report.GetProperty("task").GetString());
        var bundle = CommandLine.Run("verify", folder["run/bundle"], "--json").Succeeded().Json;
        Assert.AreEqual(28, bundle.GetProperty("goldenRows").GetInt32(), "20 test queries and 8 awkward texts");
        Assert.IsFalse(File.Exists(folder["run/study.db"]), "nothing was searched");
        CommandLine.Run("route", folder["run/bundle"], "--query", "What is 2 + 2?").Succeeded();
    }

    [TestMethod]
    public void Train_LearnerOfTheConfiguration_IsTakenWithItsSettings()
    {
        using var folder = new TempFolder();
        string Settings(params string[] more) =>
            CommandLine.Run(["train", SmallRuns.Config, "--json", "--set", $"output={folder["run"]}", .. more])
                .Succeeded().Json.GetProperty("trials")[0].GetProperty("settings").GetString()!;
        const string Configured = "learner={name: neighbours, k: 9}";
        StringAssert.StartsWith(Settings("--set", Configured), "k 9,");
        StringAssert.StartsWith(Settings("--set", Configured, "--router", "neighbours"), "k 9,");
        StringAssert.StartsWith(Settings("--set", Configured, "--router", "logistic"), "c 1,");
    }

    [TestMethod]
    public void Train_Twice_GivesTheSameBytes()
    {
        using var folder = new TempFolder();
        CommandLine.Run(
            "train",
            SmallRuns.Config,
            "--router",
            "logistic",
            "--set",
            $"data.weak=nano;data.strong=large;output={folder["run"]}").Succeeded();
        RunFiles.AssertSame(SmallRuns.Pair, folder["run"]);
    }

    [TestMethod]
    public void Train_WrongUse_IsOneSentence()
    {
        using var folder = new TempFolder();
        string[] Args(params string[] more) => ["train", SmallRuns.Config, "--quiet", "--set", $"output={folder["run"]}", .. more];
        CommandLine.Run(Args()).Failed(2, "train needs a learner", "list-routers");
        CommandLine.Run(Args("--router", "logistics")).Failed(2, "no learner 'logistics'", "did you mean 'logistic'?");
        CommandLine.Run(Args("--set", "learner={name: logistic, c: 0}"))
            .Failed(2, "c of the logistic learner is 0; allowed is (0, 1e6]");
        CommandLine.Run(Args("--set", "learner={name: neighbours, k: 0}")).Failed(2, "k 0");
    }

    [TestMethod]
    public void Train_NothingToLearnFrom_IsOneSentence()
    {
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 60).Select(i => $"q{i},word{i},a,{i % 2}\nq{i},word{i},b,1\n");
        var table = folder.Write("table.csv", "qid,prompt,model,quality\n" + string.Concat(rows));
        CommandLine.Run(
            "train",
            SmallRuns.Config,
            "--quiet",
            "--router",
            "logistic",
            "--set",
            $"data.sample=;data.table={table};output={folder["run"]}")
            .Failed(2, "no words occur in two training texts");
    }

    [TestMethod]
    public void Train_OperatingPoints_AreTheConfiguredOnes()
    {
        var policy = JsonDocument.Parse(File.ReadAllText(Path.Combine(SmallRuns.PairBundle, "policy.json"))).RootElement;
        Assert.AreEqual("strong-50", policy.GetProperty("default").GetString());
        CollectionAssert.AreEqual(
            new[] { "strong-50", "strong-20", "strong-80" },
            policy.GetProperty("operatingPoints").EnumerateArray().Select(point => point.GetProperty("name").GetString()).ToArray());
    }

    [TestMethod]
    public void Train_TheWinnerOfASweep_IsThatTrialAgain()
    {
        using var folder = new TempFolder();
        var swept = JsonDocument.Parse(File.ReadAllText(Path.Combine(SmallRuns.Pool, "report.json"))).RootElement;
        var best = swept.GetProperty("trials")[swept.GetProperty("chosenTrial").GetInt32()];
        var alone = CommandLine.Run("train", Path.Combine(SmallRuns.Pool, "winner.yaml"), "--json", "--set", $"output={folder["run"]}")
            .Succeeded().Json.GetProperty("trials")[0];
        foreach (var property in new[] { "learner", "settings", "features", "objective", "deviation" })
        {
            Assert.AreEqual(best.GetProperty(property).GetRawText(), alone.GetProperty(property).GetRawText(), property);
        }
    }
}

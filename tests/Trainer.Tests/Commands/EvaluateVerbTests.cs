namespace Trainer.Tests.Commands;

[TestClass]
public sealed class EvaluateVerbTests
{
    [TestMethod]
    public void Evaluate_SeveralBundles_JudgesEachOnTheSameQueries()
    {
        var reports = CommandLine.Run(
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
        Assert.AreEqual(3, reports.GetArrayLength());
        double Apgr(int index) =>
            reports[index].GetProperty("evaluation").GetProperty("pair").GetProperty("apgr").GetProperty("value").GetDouble();
        Assert.AreEqual(SmallRuns.PairBundle, reports[0].GetProperty("bundle").GetString());
        Assert.IsGreaterThan(0.55, Apgr(0), "something can be learned from made-up traffic");
        Assert.AreEqual(0.5, Apgr(1), 0.08, "a score that knows nothing is a coin");
        Assert.AreEqual(4, reports[2].GetProperty("evaluation").GetProperty("models").GetArrayLength());
        Assert.AreEqual(290, reports[2].GetProperty("evaluation").GetProperty("queries").GetInt32(), "what inspect calls complete");
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

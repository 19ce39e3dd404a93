using Trainer.Export;
using Trainer.Learners.Logistic;
using Trainer.Sweep.Studies;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class SweepVerbTests
{
    [TestMethod]
    public void Sweep_SampleData_LeavesEverythingTheReadmeNames()
    {
        using var folder = new TempFolder();
        folder.Write("small.yaml", SmallRuns.Configuration);
        var outcome = TrainerProcess.Run(folder.Path, "sweep", "small.yaml").Succeeded();
        var run = folder["artifacts/run"];
        CollectionAssert.AreEquivalent(
            new[] { "bundle", "config.resolved.yaml", "report.html", "report.json", "report.md", "study.db", "trials.jsonl", "winner.yaml" },
            Directory.GetFileSystemEntries(run).Select(Path.GetFileName).ToArray());
        CollectionAssert.AreEquivalent(
            BundleFiles.Payload.Append(BundleFiles.Manifest).Append(BundleFiles.Checksums).ToArray(),
            Directory.GetFileSystemEntries(Path.Combine(run, "bundle")).Select(Path.GetFileName).ToArray());
        Assert.HasCount(4, RunFiles.Study(run).Trials);
        StringAssert.Contains(outcome.Out, "deploy");
        StringAssert.Contains(outcome.Error, "4/4");
        TrainerProcess.Run(folder.Path, "verify", "artifacts/run/bundle").Succeeded();
    }

    [TestMethod]
    public void Sweep_AnyWorkersFolderAndCulture_GivesTheSameBytes()
    {
        using var folder = new TempFolder();
        folder.Write("small.yaml", SmallRuns.Configuration);
        TrainerProcess.Run(folder.Path, "sweep", "small.yaml", "--set", "output=one;sweep.workers=1").Succeeded();
        var german = new Dictionary<string, string> { ["LC_ALL"] = "de_DE.UTF-8", ["LANG"] = "de_DE.UTF-8", ["TZ"] = "Asia/Kolkata" };
        using var elsewhere = new TempFolder();
        var process = TrainerProcess.Start(
            elsewhere.Path, german, "sweep", folder["small.yaml"], "--set", "output=deep/two;sweep.workers=2");
        TrainerProcess.Finish(process).Succeeded();
        RunFiles.AssertSame(folder["one"], elsewhere["deep/two"]);
        RunFiles.AssertSame(folder["one"], SmallRuns.Pool);
    }

    [TestMethod]
    public void Sweep_Repeated_RemembersItsTrialsAndChangesNothing()
    {
        using var folder = new TempFolder();
        string[] args = ["sweep", SmallRuns.Config, "--set", $"output={folder["run"]}"];
        CommandLine.Run(args).Succeeded();
        CommandLine.Run(args).Succeeded();
        RunFiles.AssertSame(SmallRuns.Pool, folder["run"]);
        Assert.IsFalse(File.Exists(folder["run/study.db.other"]), "it was taken for the same study");
    }

    [TestMethod]
    public void Sweep_RepeatsAskedFor_AreDoneAndToldOnce()
    {
        using var folder = new TempFolder();
        var outcome = CommandLine.Run(
            "sweep", SmallRuns.Config, "--set", $"output={folder["run"]};sweep.repeats=2;sweep.stopping=none;sweep.ensemble=false").Succeeded();
        const string Told = "trials were cross-validated 2 times, each time on other folds";
        Assert.HasCount(2, outcome.Error.Split(Told), "one sentence while it runs");
        Assert.HasCount(2, File.ReadAllText(folder["run/report.md"]).Split(Told), "and one in the report");
    }

    [TestMethod]
    public void Sweep_OtherData_PutsTheOldStudyAside()
    {
        using var folder = new TempFolder();
        CommandLine.Run("sweep", SmallRuns.Config, "--set", $"output={folder["run"]}", "--set", "sweep.trials=1").Succeeded();
        CommandLine.Run("sweep", SmallRuns.Config, "--set", $"output={folder["run"]}", "--set", "sweep.trials=1;data.sample.seed=2")
            .Succeeded();
        Assert.HasCount(1, StudyStores.Read(folder["run/study.db.other"], TimeProvider.System).Single().Trials);
        Assert.HasCount(1, RunFiles.Study(folder["run"]).Trials);
    }

    [TestMethod]
    public void Sweep_HoldOutDomains_TestsOnThoseAlone()
    {
        using var folder = new TempFolder();
        var domains = CommandLine.Run("inspect", SmallRuns.Fresh, "--json").Json.GetProperty("domains").EnumerateArray()
            .ToDictionary(domain => domain.GetProperty("domain").GetString()!, domain => domain.GetProperty("queries").GetInt32());
        var data = CommandLine.Run(
            "train", SmallRuns.Config, "--router", "constant", "--json",
            "--set", $"data.sample=;data.table={SmallRuns.Fresh};data.holdOutDomains=[law, mat]", "--set", $"output={folder["run"]}")
                .Succeeded().Json.GetProperty("data");
        var expected = domains["law"] + domains["maths"];
        Assert.AreEqual(expected, data.GetProperty("testQueries").GetInt32());
        var (training, leftOut) = (data.GetProperty("trainingQueries").GetInt32(), data.GetProperty("leftOutQueries").GetInt32());
        Assert.AreEqual(300, expected + training + leftOut);
        Assert.IsGreaterThan(150, training);
    }

    [TestMethod]
    public void Sweep_AuditedData_SaysWhatWasFoundInEveryReport()
    {
        StringAssert.Contains(
            File.ReadAllText(Path.Combine(SmallRuns.Pool, "report.md")), "texts stand in several rows with different qualities");
        StringAssert.Contains(File.ReadAllText(Path.Combine(SmallRuns.PoolBundle, "MODELCARD.md")), "texts stand in several rows");
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 100).Select(i => $"q{i},Question {i},a,{i % 2}\nq{i},Question {i},b,{i % 2}\n");
        var table = folder.Write("table.csv", "qid,prompt,model,quality\n" + string.Concat(rows));
        CommandLine.Run("sweep", SmallRuns.Config, "--set", $"data.sample=;data.table={table};output={folder["run"]}")
            .Failed(
                2, "the audit of the data found what makes results wrong: All models have the same quality on every query",
                "'audit.onSevere'");
        Assert.IsFalse(Directory.Exists(folder["run"]), "nothing is written");
    }

    [TestMethod]
    public void Sweep_UnusableData_SaysSoAndWritesNothing()
    {
        using var folder = new TempFolder();
        var broken = folder.Write("broken.csv", "qid,prompt,model,quality\nq1,Hello,a,0.5\nq1,Hello,b,1.5\n");
        string[] Args(string setting) =>
            ["sweep", SmallRuns.Config, "--set", $"output={folder["run"]}", "--set", "data.sample=", "--set", setting];
        CommandLine.Run(Args($"data.table={broken}")).Failed(3, "broken.csv, line 3", "quality 1.5");
        CommandLine.Run(Args($"data.table={folder["absent.csv"]}")).Failed(3, "absent.csv: there is no such file or folder");
        CommandLine.Run(Args($"data.table={SmallRuns.Fresh};data.format=long")).Failed(3, "fresh.jsonl.gz");
        CommandLine.Run(Args($"data.table={SmallRuns.Fresh};data.models=[nano, lage]"))
            .Failed(2, "no model 'lage'", "did you mean 'large'?");
        CommandLine.Run(Args($"data.table={SmallRuns.Fresh};data.holdOutDomains=poetry"))
            .Failed(2, "poetry", "Domains are chat, code");
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    [TestMethod]
    public void Sweep_TooFewGroupsForTheFolds_IsRefusedBeforeAnythingIsWritten()
    {
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 8).Select(i => $"q{i},Question {i},g{i / 4},a,{i % 2}\nq{i},Question {i},g{i / 4},b,1\n");
        var table = folder.Write("table.csv", "qid,prompt,group,model,quality\n" + string.Concat(rows));
        var outcome = CommandLine.Run("sweep", SmallRuns.Config, "--set", $"data.sample=;data.table={table};output={folder["run"]}");
        Assert.AreEqual(2, outcome.ExitCode);
        StringAssert.Contains(outcome.Error, "ask for fewer folds");
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    [TestMethod]
    public void Sweep_NoQueryWithAllOutcomes_IsRefusedBeforeTheSearch()
    {
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 60).Select(i => $"q{i},Question number {i},{"abc"[i % 3]},{i % 2}\n");
        var table = folder.Write("table.csv", "qid,prompt,model,quality\n" + string.Concat(rows));
        var outcome = CommandLine.Run("sweep", SmallRuns.Config, "--set", $"data.sample=;data.table={table};output={folder["run"]}");
        Assert.AreEqual(2, outcome.ExitCode);
        StringAssert.Contains(outcome.Error, "on none of the 12 test queries was every candidate run");
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    [TestMethod]
    public void Sweep_Auto_WritesTheListsThatItChose()
    {
        using var folder = new TempFolder();
        var config = folder.Write(
            "auto.yaml",
            $$"""
            output: '{{folder["run"]}}'
            data: { sample: { queries: 200 } }
            encoder: { cacheFolder: '{{folder["cache"]}}' }
            sweep: { trials: 2, folds: 2, features: [words, statistics], space: { linear: { c: 0.5 } } }
            evaluation: { resamples: 100 }
            bundle: { goldenRows: 20 }
            """);
        CommandLine.Run("sweep", config).Succeeded();
        var resolved = File.ReadAllText(folder["run/config.resolved.yaml"]);
        StringAssert.Contains(
            resolved, "learners: [\"logistic\",\"linear\",\"neighbours\",\"blend\",\"clusters\",\"carrot\"]");
        StringAssert.Contains(resolved, "features: [\"words\",\"statistics\"]");
        Assert.IsTrue(RunFiles.Study(folder["run"]).Trials.Any(trial => trial.Spec.Learner is LinearLearner { C: 0.5 }));
        CommandLine.Run("sweep", config, "--set", "sweep.space={svm: {c: 1}}", "--quiet")
            .Failed(2, "'sweep.space' has the learner 'svm', but the search tries");
    }
}

using Trainer.Sweep;

namespace Trainer.Tests.Commands;

/// <summary>What a sweep does when the disk, the database, the memory or a configuration fails it.</summary>
[TestClass]
public sealed class SweepFaultTests
{
    [TestMethod]
    public void Sweep_FilesMayGrowNoFurther_IsOneSentenceAndLeavesNothingHalfWritten()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("This test needs a shell with ulimit.");
        }

        using var folder = new TempFolder();
        folder.Write("search.yaml", SmallRuns.Search);
        string[] args = ["sweep", "search.yaml", "--quiet", "--set", "output=run"];

        // As on a full disk, a write beyond the limit fails; the limit is reached in the middle of the search.
        var outcome = TrainerProcess.Finish(TrainerProcess.StartLimited(folder.Path, 100, args));
        outcome.Failed(3, "study.db", "the study cannot be read or written", "disk is full");
        Assert.IsFalse(Directory.Exists(folder["run/bundle"]));
        CollectionAssert.IsSubsetOf(
            Directory.GetFileSystemEntries(folder["run"]).Select(Path.GetFileName).ToArray(),
            new[] { "config.resolved.yaml", "study.db", "study.db-wal", "study.db-shm" });

        TrainerProcess.Run(folder.Path, args).Succeeded();
        TrainerProcess.Run(folder.Path, "sweep", "search.yaml", "--quiet", "--set", "output=whole").Succeeded();
        RunFiles.AssertSame(folder["whole"], folder["run"]);
    }

    [TestMethod]
    public void Sweep_StudyThatCannotBeOpened_IsOneSentence()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["run/study.db"]);
        CommandLine.Run("sweep", SmallRuns.Config, "--quiet", "--set", $"output={folder["run"]}")
            .Failed(3, "study.db", "the study cannot be read or written");
        CommandLine.Run("sweep", SmallRuns.Config, "--quiet", "--set", $"output={folder["other"]}", "--study", "/dev/null/study")
            .Failed(3, "/dev/null");
        const string Absent = "postgres://trainer:secret@127.0.0.1:1/studies";
        CommandLine.Run("sweep", SmallRuns.Config, "--quiet", "--set", $"output={folder["other"]}", "--study", Absent)
            .Failed(3, "postgres://trainer@127.0.0.1:1/studies", "the server cannot be reached");
        CommandLine.Run("sweep", SmallRuns.Config, "--quiet", "--heartbeat", "0").Failed(2, "--heartbeat is 0");
        Assert.IsFalse(Directory.Exists(folder["other/bundle"]));
    }

    [TestMethod]
    public void Sweep_MemoryThatIsTooLittleForAnything_SaysSoOfEveryTrial()
    {
        using var folder = new TempFolder();
        CommandLine.Run("sweep", SmallRuns.Config, "--quiet", "--set", $"output={folder["run"]};sweep.memoryMegabytes=1")
            .Failed(2, "no trial completed; the first failed because with it the process took more than 1 MiB");
        var trials = RunFiles.Study(folder["run"]).Trials;
        Assert.HasCount(4, trials);
        Assert.IsTrue(trials.All(trial => trial is { State: TrialState.Failed, Reason: "with it the process took more than 1 MiB" }));
        Assert.IsFalse(Directory.Exists(folder["run/bundle"]));
    }

    [TestMethod]
    public void Sweep_TrialsThatCannotBeFitted_AreRememberedWithTheReasonAndTheRestGoesOn()
    {
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 120).Select(i => $"q{i},prompt{i},a,{i % 2}\nq{i},prompt{i},b,{i / 2 % 2}\nq{i},prompt{i},c,1\n");
        var table = folder.Write("table.csv", "qid,prompt,model,quality\n" + string.Concat(rows));
        var setting = $"data.sample=;data.table={table};output={folder["run"]};sweep.trials=8;audit.onSevere=warn";
        var report = CommandLine.Run("sweep", SmallRuns.Config, "--json", "--set", setting).Succeeded().Json;
        var trials = RunFiles.Study(folder["run"]).Trials;
        var failed = trials.Where(trial => trial.Spec.Features == "words").ToArray();
        Assert.IsNotEmpty(failed);
        Assert.IsTrue(failed.All(trial =>
            trial is { State: TrialState.Failed, Reason: "no words occur in two training texts, so there is nothing to learn from" }));
        Assert.IsTrue(trials.Any(trial => trial.State == TrialState.Completed));
        Assert.AreEqual("failed", report.GetProperty("trials")[failed[0].Spec.Number].GetProperty("state").GetString());
    }
}

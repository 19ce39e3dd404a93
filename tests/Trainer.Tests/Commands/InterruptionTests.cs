using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Trainer.Configuration;
using Trainer.Sweep;
using Trainer.Sweep.Studies;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class InterruptionTests
{
    private const string Goes = "trainer: cancelled; what was finished is on disk, and the same command goes on from there\n";

    private static readonly string[] Arguments = ["sweep", "search.yaml", "--set", "output=run;sweep.workers=2"];

    private static readonly Lazy<TempFolder> Folder = new(() => new TempFolder());
    private static readonly Lazy<string> Whole = new(() =>
    {
        Folder.Value.Write("search.yaml", SmallRuns.Search);
        TrainerProcess.Run(Folder.Value.Path, Arguments).Succeeded();
        return Folder.Value["run"];
    });

    [ClassCleanup]
    public static void RemoveFolder()
    {
        if (Folder.IsValueCreated)
        {
            Folder.Value.Dispose();
        }
    }

    [TestMethod]
    public void Sweep_KilledInTheMiddle_RemembersWhatWasFinishedAndIsNotTakenForARun()
    {
        using var folder = new TempFolder();
        using (var process = Start(folder))
        {
            WaitForTrials(process, folder, 2);
            process.Kill();
            process.WaitForExit();
        }

        var remembered = RunFiles.Study(folder["run"]);
        AssertPartial(remembered);
        Assert.IsFalse(Directory.Exists(folder["run/bundle"]));
        CommandLine.Run("export", folder["run"], "--out", folder["too-early"]).Failed(2, "has not finished");

        // The claims of the dead do not hold up the living: at 20 s of patience this would be seen.
        var watch = Stopwatch.StartNew();
        TrainerProcess.Run(folder.Path, Arguments).Succeeded();
        Assert.IsLessThan(15, watch.Elapsed.TotalSeconds);
        RunFiles.AssertSame(Whole.Value, folder["run"]);
        var after = RunFiles.Study(folder["run"]).Timings;
        foreach (var (number, timing) in remembered.Timings)
        {
            Assert.AreEqual(timing, after[number], "it was not done again");
        }
    }

    [TestMethod]
    public void Sweep_KilledWhileItEmbeds_KeepsWholeFilesOfTheCache()
    {
        using var folder = new TempFolder();
        var config = folder.Write("meaning.yaml", $$"""
            data: { sample: { queries: 2500 } }
            encoder: { cacheFolder: '{{folder["cache"]}}' }
            sweep: { trials: 1, folds: 2, learners: [logistic], features: ['encoder:int8'] }
            evaluation: { resamples: 100 }
            """);
        string[] args = ["sweep", config, "--set", $"output={folder["killed"]}"];
        using (var process = TrainerProcess.Start(folder.Path, [], args))
        {
            var patience = Stopwatch.StartNew();
            while (!Vectors(folder).Any() && !process.HasExited && patience.Elapsed < TimeSpan.FromMinutes(1))
            {
                Thread.Sleep(20);
            }

            process.Kill();
            process.WaitForExit();
        }

        Assert.IsNotEmpty(Vectors(folder));
        var again = TrainerProcess.Run(folder.Path, args).Succeeded();
        StringAssert.Matches(again.Error, new(@"embeddings by .*: [1-9]\d* from the cache, [1-9]\d* computed\n"));
        TrainerProcess.Run(folder.Path, ["sweep", config, "--set", $"output={folder["whole"]};encoder.cacheFolder={folder["other"]}"]).Succeeded();
        RunFiles.AssertSame(folder["whole"], folder["killed"]);
    }

    [TestMethod]
    public void Sweep_CtrlC_EndsWithTheBestSoFar_AndGoesOnLater()
    {
        RequireSignals();
        using var folder = new TempFolder();
        var process = Start(folder);
        WaitForTrials(process, folder, 4);
        Signal(process, "INT");
        var outcome = TrainerProcess.Finish(process);
        Assert.AreEqual(130, outcome.ExitCode, outcome.Error);
        StringAssert.Contains(outcome.Error, "finishing with the best of them");
        StringAssert.Contains(outcome.Out, "deploy", "the summary is there");
        TrainerProcess.Run(folder.Path, "verify", "run/bundle").Succeeded();
        var report = JsonDocument.Parse(File.ReadAllText(folder["run/report.json"])).RootElement;
        Assert.AreEqual("it was interrupted", report.GetProperty("search").GetProperty("ended").GetString());
        var study = RunFiles.Study(folder["run"]);
        AssertPartial(study);
        Assert.AreEqual(study.Closed, report.GetProperty("trials").GetArrayLength());
        Assert.AreEqual(0, study.Running, "nothing is held that nobody works on");

        TrainerProcess.Run(folder.Path, Arguments).Succeeded();
        RunFiles.AssertSame(Whole.Value, folder["run"]);
    }

    [TestMethod]
    public void Sweep_SecondCtrlC_EndsAtOnce()
    {
        RequireSignals();
        using var folder = new TempFolder();
        var process = Start(folder);
        WaitForTrials(process, folder, 4);
        Signal(process, "INT");
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("interrupted after", StringComparison.Ordinal))
        {
        }

        Signal(process, "INT");
        AssertCancelled(TrainerProcess.Finish(process), folder);
    }

    [TestMethod]
    public void Sweep_Terminated_EndsAtOnceAndGoesOnLater()
    {
        RequireSignals();
        using var folder = new TempFolder();
        var process = Start(folder);
        WaitForTrials(process, folder, 2);
        Signal(process, "TERM");
        AssertCancelled(TrainerProcess.Finish(process), folder);
        TrainerProcess.Run(folder.Path, Arguments).Succeeded();
        RunFiles.AssertSame(Whole.Value, folder["run"]);
    }

    [TestMethod]
    public void Sweep_CtrlCBeforeTheFirstTrial_IsCancelledForThereIsNothingToFinishWith()
    {
        using var folder = new TempFolder();
        using var interruption = new Interruption();
        var options = ConfigurationFile.Read(SmallRuns.Config, [$"output={folder["run"]}"]);
        var run = new SweepRun(options, new Progress(null!, silent: true), TimeProvider.System, interruption);
        Assert.ThrowsExactly<OperationCanceledException>(() => run.Search(new Impatient(interruption)));
        Assert.IsFalse(Directory.Exists(folder["run/bundle"]));
        using (var store = StudyStores.Open(folder["run"], "small", RunFiles.Study(folder["run"]).Key, "", TimeProvider.System))
        {
            store.Close(null);
        }

        Assert.ThrowsExactly<OperationCanceledException>(() => run.Join(new Impatient(interruption), folder["run"]));
        Assert.IsEmpty(RunFiles.Study(folder["run"]).Trials);
    }

    [TestMethod]
    public void Sweep_CancelledBeforeItStarts_Is130()
    {
        using var folder = new TempFolder();
        var outcome = CommandLine.Run(
            ["sweep", SmallRuns.Config, "--set", $"output={folder["run"]}", "--quiet"], new CancellationToken(canceled: true));
        outcome.Failed(130, "cancelled");
        Assert.IsFalse(Directory.Exists(folder["run/bundle"]));
    }

    private static Process Start(TempFolder folder)
    {
        folder.Write("search.yaml", SmallRuns.Search);
        return TrainerProcess.Start(folder.Path, [], Arguments);
    }

    private static void RequireSignals()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("This test needs the signals of Unix.");
        }
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static void AssertCancelled(Outcome outcome, TempFolder folder)
    {
        Assert.AreEqual(130, outcome.ExitCode, outcome.Error);
        StringAssert.EndsWith(outcome.Error, Goes);
        Assert.AreEqual("", outcome.Out);
        Assert.IsFalse(Directory.Exists(folder["run/bundle"]));
        AssertPartial(RunFiles.Study(folder["run"]));
        CollectionAssert.AreEquivalent(
            new[] { "config.resolved.yaml", "study.db" }, Directory.GetFileSystemEntries(folder["run"]).Select(Path.GetFileName).ToArray());
    }

    private static void AssertPartial(StoredStudy study) =>
        Assert.IsTrue(study.Trials.Count is >= 2 and < SmallRuns.SearchTrials, $"{study.Trials.Count} trials were finished");

    private static void WaitForTrials(Process process, TempFolder folder, int trials)
    {
        while (SmallRuns.Finished(folder["run"]) < trials)
        {
            Assert.IsFalse(process.HasExited, "the program ended before it could be interrupted");
            Thread.Sleep(1);
        }
    }

    private static string[] Vectors(TempFolder folder) => Directory.Exists(folder["cache"])
        ? Directory.GetFiles(folder["cache"], "*.vectors", SearchOption.AllDirectories)
        : [];

    /// <summary>Asks for the end before anything has begun.</summary>
    private sealed class Impatient(Interruption interruption) : IStudyView
    {
        public T Follow<T>(StudyTerms terms, Func<Action<StudySnapshot>, T> search)
        {
            interruption.Interrupt();
            return search(_ => { });
        }
    }
}

using System.Diagnostics;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class InterruptionTests
{
    private const int Trials = 40;

    [TestMethod]
    public void Sweep_KilledInTheMiddle_GoesOnAndEndsInTheSameBytes()
    {
        using var folder = new TempFolder();
        var args = Args(folder, "killed");
        using (var process = TrainerProcess.Start(folder.Path, [], args))
        {
            WaitForTrials(process, folder["killed/trials.jsonl"], 2);
            process.Kill();
            process.WaitForExit();
        }

        var remembered = Finished(folder["killed/trials.jsonl"]);
        Assert.IsTrue(remembered.Length is >= 2 and < Trials, $"{remembered.Length} trials were finished");
        Assert.IsFalse(Directory.Exists(folder["killed/bundle"]));
        CommandLine.Run("export", folder["killed"], "--out", folder["too-early"]).Failed(2, "has not finished");

        TrainerProcess.Run(folder.Path, args).Succeeded();
        TrainerProcess.Run(folder.Path, Args(folder, "whole")).Succeeded();
        RunFiles.AssertSame(folder["whole"], folder["killed"]);
        CollectionAssert.IsSubsetOf(remembered, File.ReadAllLines(folder["killed/trials.jsonl"]));
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
    public void Sweep_Resumed_DoesNotRepeatFinishedTrials()
    {
        using var folder = new TempFolder();
        string[] Few(int trials) => ["sweep", SmallRuns.Config, "--set", $"output={folder["run"]};sweep.trials={trials}"];
        CommandLine.Run(Few(2)).Succeeded();

        // A mark that computing the trial again would wipe out.
        var lines = File.ReadAllLines(folder["run/trials.jsonl"]);
        lines[1] = lines[1].Replace("\"reason\":null", "\"reason\":\"remembered\"", StringComparison.Ordinal);
        File.WriteAllText(folder["run/trials.jsonl"], string.Join('\n', lines) + "\n");
        CommandLine.Run(Few(4)).Succeeded();

        var after = File.ReadAllLines(folder["run/trials.jsonl"]);
        Assert.HasCount(5, after);
        CollectionAssert.AreEqual(lines, after[..3]);
    }

    [TestMethod]
    [DataRow("INT")]
    [DataRow("TERM")]
    public void Sweep_Interrupted_EndsInOrderAndGoesOn(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("This test needs the signals of Unix.");
        }

        using var folder = new TempFolder();
        var args = Args(folder, "run");
        var process = TrainerProcess.Start(folder.Path, [], args);
        WaitForTrials(process, folder["run/trials.jsonl"], 2);
        Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
        var outcome = TrainerProcess.Finish(process);
        Assert.AreEqual(130, outcome.ExitCode, outcome.Error);
        StringAssert.EndsWith(outcome.Error, "trainer: cancelled; what was finished is on disk, and the same command goes on from there\n");
        Assert.IsFalse(Directory.Exists(folder["run/bundle"]));

        var journal = File.ReadAllText(folder["run/trials.jsonl"]);
        StringAssert.EndsWith(journal, "}\n", "the journal ends with a whole line");
        var remembered = Finished(folder["run/trials.jsonl"]);
        Assert.IsTrue(remembered.Length is >= 2 and < Trials, $"{remembered.Length} trials were finished");
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

    private static string[] Vectors(TempFolder folder) => Directory.Exists(folder["cache"])
        ? Directory.GetFiles(folder["cache"], "*.vectors", SearchOption.AllDirectories)
        : [];

    private static string[] Args(TempFolder folder, string output)
    {
        folder.Write("small.yaml", SmallRuns.Configuration);
        return ["sweep", "small.yaml", "--set", $"sweep.trials={Trials};output={output};sweep.features=[words, characters]"];
    }

    private static void WaitForTrials(Process process, string journal, int trials)
    {
        while (Finished(journal).Length < trials)
        {
            Assert.IsFalse(process.HasExited, "the program ended before it could be interrupted");
            Thread.Sleep(1);
        }
    }

    // Whole lines behind the header.
    private static string[] Finished(string journal)
    {
        if (!File.Exists(journal))
        {
            return [];
        }

        using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Skip(1).SkipLast(1)];
    }
}

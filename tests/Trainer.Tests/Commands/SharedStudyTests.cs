using System.Diagnostics;
using System.Globalization;
using Trainer.Sweep.Studies;
using Trainer.Tests.Sweep.Studies;

namespace Trainer.Tests.Commands;

/// <summary>Several processes work on one study, some of them die, and the leader ends as if it had been alone.</summary>
[TestClass]
public sealed class SharedStudyTests
{
    private const string Configuration =
        """
        name: shared
        data: { sample: { queries: 500 } }
        sweep: { trials: 120, folds: 3, workers: 1, stopping: none, learners: [logistic, neighbours], features: [characters, words] }
        evaluation: { resamples: 100 }
        bundle: { goldenRows: 20 }
        """;

    private const int Trials = 120;

    // The leader waits for the trials of the dead; with the usual 20 s the test would do little else.
    private static readonly string[] Fast = ["--heartbeat", "0.25", "--quiet"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Lazy<TempFolder> Folder = new(() => new TempFolder());

    // The run that was alone, over SQLite.
    private static readonly Lazy<string> Alone = new(() =>
    {
        Folder.Value.Write("shared.yaml", Configuration);
        TrainerProcess.Run(Folder.Value.Path, "sweep", "shared.yaml", "--quiet", "--set", "output=alone").Succeeded();
        return Folder.Value["alone"];
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
    public void Postgres_ALeaderAndThreeWhoJoin_TwoOfThemKilled_EndLikeARunAlone()
    {
        using var server = PostgresServer.Run();
        using var folder = new TempFolder();
        folder.Write("shared.yaml", Configuration);
        var location = server.Url();
        string[] Sweep(string output, params string[] more) =>
            ["sweep", "shared.yaml", "--study", location, .. Fast, "--set", $"output={output}", .. more];

        // Another study in the same database is neither used nor changed.
        TrainerProcess.Run(folder.Path, Sweep("other", "--set", "name=other;sweep.trials=2;seed=7")).Succeeded();
        var other = RunFiles.Export(Read(location, "other")!);
        TrainerProcess.Run(folder.Path, Sweep("early", "--join"))
            .Failed(2, "nobody has begun the study 'shared'", server.Shown, "without --join");

        var leader = TrainerProcess.Start(folder.Path, [], Sweep("leader"));
        Until(leader, () => Read(location, "shared") is not null);
        Process[] joined = [.. Enumerable.Range(0, 3).Select(i => TrainerProcess.Start(folder.Path, [], Sweep($"joined{i}", "--join")))];
        var living = joined[2].Id;
        foreach (var process in joined[..2])
        {
            Until(leader, () => HasClaim(server, process));
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        TrainerProcess.Finish(leader).Succeeded();
        TrainerProcess.Finish(joined[2]).Succeeded();
        var study = Read(location, "shared")!;
        AssertEveryTrialOnce(study);
        CollectionAssert.Contains(Workers(study), living, "the one that lived did some of the work");
        AssertLikeAlone(folder["leader"], study);
        CollectionAssert.AreEqual(other, RunFiles.Export(Read(location, "other")!));
        Assert.IsFalse(Directory.Exists(folder["joined2"]), "whoever joins leaves no files");
    }

    [TestMethod]
    public void Sqlite_ALeaderAndOneWhoJoins_ShareTheTrials()
    {
        using var folder = new TempFolder();
        folder.Write("shared.yaml", Configuration);
        string[] Sweep(string output, params string[] more) => ["sweep", "shared.yaml", .. Fast, "--set", $"output={output}", .. more];
        string[] join = Sweep("joined", "--study", "leader", "--join");
        TrainerProcess.Run(folder.Path, join).Failed(2, "nobody has begun the study 'shared'", "leader");
        Assert.IsFalse(Directory.Exists(folder["leader"]));

        var leader = TrainerProcess.Start(folder.Path, [], Sweep("leader"));
        Until(leader, () => SmallRuns.Finished(folder["leader"]) > 0);
        var joined = TrainerProcess.Start(folder.Path, [], join);
        var (leaderId, joinedId) = (leader.Id, joined.Id);
        TrainerProcess.Finish(leader).Succeeded();
        TrainerProcess.Finish(joined).Succeeded();
        var study = RunFiles.Study(folder["leader"]);
        AssertEveryTrialOnce(study);
        CollectionAssert.AreEquivalent(new[] { leaderId, joinedId }, Workers(study));
        AssertLikeAlone(folder["leader"], study);
        RunFiles.AssertSame(Alone.Value, folder["leader"]);
        Assert.IsFalse(Directory.Exists(folder["joined"]), "whoever joins leaves no files");
    }

    [TestMethod]
    public void Join_AStudyOfOtherData_IsRefusedAndLeavesItAlone()
    {
        using var folder = new TempFolder();
        CommandLine.Run("sweep", SmallRuns.Config, "--quiet", "--set", $"output={folder["run"]};sweep.trials=1").Succeeded();
        var before = File.ReadAllBytes(folder["run/study.db"]);
        CommandLine.Run("sweep", SmallRuns.Config, "--quiet", "--join", "--set", $"output={folder["run"]};seed=7")
            .Failed(2, "nobody has begun the study 'small' of this configuration and these data");
        CollectionAssert.AreEqual(before, File.ReadAllBytes(folder["run/study.db"]));
        Assert.AreEqual(0, CommandLine.Run("sweep", SmallRuns.Config, "--quiet", "--join", "--set", $"output={folder["run"]}").ExitCode);
    }

    private static StoredStudy? Read(string location, string name) =>
        StudyStores.Read(location, TimeProvider.System).SingleOrDefault(study => study.Name == name);

    private static bool HasClaim(PostgresServer server, Process process)
    {
        using var connection = server.Connect();
        return (bool)connection.Scalar(
            "SELECT EXISTS (SELECT 1 FROM claims WHERE worker LIKE @worker)", ("worker", WorkerOf(process.Id) + "%"))!;
    }

    private static string WorkerOf(int process) => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{process}/");

    private static int[] Workers(StoredStudy study) =>
        [.. study.Timings.Values.Select(timing => int.Parse(timing.Worker.Split('/')[1], CultureInfo.InvariantCulture)).Distinct()];

    // A trial has a timing if whoever finished it had claimed it; repetitions of others are claimed by nobody.
    private static void AssertEveryTrialOnce(StoredStudy study)
    {
        CollectionAssert.AreEqual(Enumerable.Range(0, Trials).ToArray(), study.Trials.Select(trial => trial.Spec.Number).ToArray());
        CollectionAssert.AreEquivalent(
            study.Trials.Where(trial => trial.SameAs is null).Select(trial => trial.Spec.Number).ToArray(), study.Timings.Keys.ToArray());
        Assert.AreEqual((Trials, 0), (study.Closed, study.Running));
    }

    private static void AssertLikeAlone(string leader, StoredStudy study)
    {
        CollectionAssert.AreEqual(RunFiles.Export(RunFiles.Study(Alone.Value)), RunFiles.Export(study));
        RunFiles.AssertSameFiles(Alone.Value, leader);
    }

    private static void Until(Process process, Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.IsFalse(process.HasExited, "the leader ended too early");
            Assert.IsLessThan(Patience, watch.Elapsed);
            Thread.Sleep(5);
        }
    }
}

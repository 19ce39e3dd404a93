using System.Text.Json;
using Trainer.Export;

namespace Trainer.Tests.Commands;

/// <summary>
/// What a search finds does not depend on how many workers it has, and what it has done when its time is up is a beginning.
/// </summary>
[TestClass]
public sealed class WorkersTests
{
    [TestMethod]
    public void Sweep_AnyNumberOfWorkers_GivesTheSameBundleReportAndStudy()
    {
        using var folder = new TempFolder();
        foreach (var workers in new[] { "1", "2", "4" })
        {
            Sweep(folder, $"output={workers};sweep.workers={workers}");
            RunFiles.AssertSame(folder["1"], folder[workers]);
        }

        Assert.HasCount(SmallRuns.SearchTrials, RunFiles.Study(folder["1"]).Trials);
    }

    [TestMethod]
    public void Sweep_TimeIsUp_HasDoneABeginningOfALongerSearch()
    {
        using var folder = new TempFolder();
        Sweep(folder, "output=timed;sweep.workers=4;sweep.trials=0;sweep.seconds=0.7");
        var timed = RunFiles.Study(folder["timed"]);
        var done = timed.Closed!.Value;
        Assert.IsTrue(done > 0 && done < 500, $"{done} trials");
        var report = JsonDocument.Parse(File.ReadAllText(folder["timed/report.json"])).RootElement;
        Assert.AreEqual(done, report.GetProperty("trials").GetArrayLength());
        StringAssert.Contains(report.GetProperty("search").GetProperty("ended").GetString(), "0.7 s were up");

        // Trials that ended out of turn, behind one that did not, are remembered and not reported.
        var longer = done + 8;
        Sweep(folder, $"output=long;sweep.workers=1;sweep.trials={longer}");
        var all = RunFiles.Study(folder["long"]).Trials.Select(trial => JsonSerializer.Serialize(trial, BundleJson.Line)).ToArray();
        Assert.HasCount(longer, all);
        Assert.IsGreaterThanOrEqualTo(done, timed.Trials.Count);
        foreach (var trial in timed.Trials)
        {
            Assert.AreEqual(all[trial.Spec.Number], JsonSerializer.Serialize(trial, BundleJson.Line));
        }

        CollectionAssert.IsSubsetOf(Enumerable.Range(0, done).ToArray(), timed.Trials.Select(trial => trial.Spec.Number).ToArray());
        Sweep(folder, $"output=timed;sweep.workers=2;sweep.trials={longer}");
        RunFiles.AssertSame(folder["long"], folder["timed"]);
    }

    private static void Sweep(TempFolder folder, string settings)
    {
        var config = folder.Write("search.yaml", SmallRuns.Search);
        TrainerProcess.Run(folder.Path, "sweep", config, "--quiet", "--set", settings).Succeeded();
    }
}

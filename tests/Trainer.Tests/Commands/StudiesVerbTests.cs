using Trainer.Sweep.Studies;
using Trainer.Tests.Sweep.Studies;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class StudiesVerbTests
{
    [TestMethod]
    public void List_FolderOfRuns_HasAllOfThemByName()
    {
        using var folder = new TempFolder();
        Write(folder["runs/two"], "later");
        Write(folder["runs/one"], "first [bold]");
        Directory.CreateDirectory(folder["runs/none"]);
        var outcome = CommandLine.Run("studies", folder["runs"]).Succeeded();
        Assert.IsLessThan(
            outcome.Out.IndexOf("later", StringComparison.Ordinal), outcome.Out.IndexOf("first [bold]", StringComparison.Ordinal));
        var listed = CommandLine.Run("studies", folder["runs"], "--json").Succeeded();
        var studies = listed.Json.GetProperty("studies").EnumerateArray().ToArray();
        Assert.HasCount(2, studies);
        var study = studies[0];
        Assert.AreEqual("first [bold]", study.GetProperty("name").GetString());
        Assert.AreEqual(
            (2, 1, 1, 0, 0, -1, 0.30000000000000004),
            (
                study.GetProperty("completed").GetInt32(),
                study.GetProperty("stopped").GetInt32(),
                study.GetProperty("failed").GetInt32(),
                study.GetProperty("running").GetInt32(),
                study.GetProperty("bestTrial").GetInt32(),
                study.GetProperty("closed").ValueKind == System.Text.Json.JsonValueKind.Null ? -1 : 0,
                study.GetProperty("bestObjective").GetDouble()));
        foreach (var location in new[] { folder["runs/one"], folder["runs/one/study.db"] })
        {
            Assert.HasCount(1, CommandLine.Run("studies", location, "--json").Json.GetProperty("studies").EnumerateArray().ToArray());
        }
    }

    [TestMethod]
    public void List_NothingThere_SaysSo()
    {
        using var folder = new TempFolder();
        StringAssert.Contains(CommandLine.Run("studies", folder.Path).Succeeded().Out, "There is no study");
        CommandLine.Run("studies", folder["absent"]).Failed(2, "does not exist");
        CommandLine.Run("studies", folder.Path, "--show", "x").Failed(2, "there is no study in");
    }

    [TestMethod]
    public void List_OneDamaged_ShowsTheOthersAndEndsWithThree()
    {
        using var folder = new TempFolder();
        Write(folder["runs/one"], "first");
        Directory.CreateDirectory(folder["runs/two"]);
        folder.Write("runs/two/study.db", new string('x', 5000));
        var outcome = CommandLine.Run("studies", folder["runs"]);
        Assert.AreEqual(3, outcome.ExitCode);
        StringAssert.Contains(outcome.Out, "first");
        StringAssert.Contains(outcome.Out, "damaged or no study");
        CommandLine.Run("studies", folder["runs/two"], "--show", "x").Failed(3, "damaged or no study");
    }

    [TestMethod]
    public void Show_Study_ListsTrialsBestFirst()
    {
        using var folder = new TempFolder();
        Write(folder["run"], "mine");
        var outcome = CommandLine.Run("studies", folder["run"], "--show", "mine").Succeeded();
        StringAssert.Contains(outcome.Out, "2 completed, 1 stopped, 1 failed, 0 under way");
        StringAssert.Contains(outcome.Out, "hopeless");
        var json = CommandLine.Run("studies", folder["run"], "--show", "mine", "--json").Succeeded().Json;
        CollectionAssert.AreEqual(
            new[] { 0, 7, 1, 2 },
            json.GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("number").GetInt32()).ToArray());
        Assert.AreEqual("seed: 1\n", json.GetProperty("configuration").GetString());
        CommandLine.Run("studies", folder["run"], "--show", "yours").Failed(2, "there is no study 'yours'", "mine@key-of-m");
    }

    [TestMethod]
    public void Show_NameThatTwoHave_AsksForTheKey()
    {
        using var folder = new TempFolder();
        Write(folder["runs/a"], "same", "abc");
        Write(folder["runs/b"], "same", "abd");
        CommandLine.Run("studies", folder["runs"], "--show", "same").Failed(2, "more than one study", "same@abc", "same@abd");
        CommandLine.Run("studies", folder["runs"], "--show", "same@ab").Failed(2, "more than one study");
        var shown = CommandLine.Run("studies", folder["runs"], "--show", "same@abd", "--json").Succeeded();
        Assert.AreEqual("abd", shown.Json.GetProperty("study").GetProperty("key").GetString());
    }

    [TestMethod]
    public void Compare_TwoStudies_HasBestsByLearnerAndCounts()
    {
        using var folder = new TempFolder();
        Write(folder["runs/a"], "a");
        using (var store = Open(folder["runs/b"], "b", "other"))
        {
            store.Finish(Trials.Completed(0, 0.5), null);
        }

        foreach (var (location, one, other) in new[] { (folder["runs"], "a", "b"), (folder["runs"], folder["runs/a"], folder["runs/b"]) })
        {
            var json = CommandLine.Run("studies", location, "--compare", one, other, "--json").Succeeded().Json.GetProperty("comparison");
            Assert.AreEqual(0.5 - (0.1 + 0.2), json.GetProperty("best").GetProperty("difference").GetDouble());
            Assert.IsFalse(json.GetProperty("isSameKey").GetBoolean());
            CollectionAssert.AreEqual(
                new[] { "logistic", "neighbours" },
                json.GetProperty("learners").EnumerateArray().Select(learner => learner.GetProperty("name").GetString()).ToArray());
            var text = CommandLine.Run("studies", location, "--compare", one, other).Succeeded().Out;
            StringAssert.Contains(text, "+0.2000");
            StringAssert.Contains(text, "trials stopped");
        }

        CommandLine.Run("studies", folder["runs"], "--compare", "a").Failed(2, "--compare has too few or too many values");
    }

    [TestMethod]
    public void Export_OneStudy_WritesItsFile()
    {
        using var folder = new TempFolder();
        Write(folder["run"], "mine");
        CommandLine.Run("studies", folder["run"], "--export", "csv", "--output", folder["t.csv"]).Succeeded();
        CollectionAssert.AreEqual(StudyExport.Csv(Trials.AllKinds), File.ReadAllBytes(folder["t.csv"]));
        CommandLine.Run("studies", folder["run"], "--show", "mine", "--export", "json", "--output", folder["t.json"]).Succeeded();
        CollectionAssert.AreEqual(StudyExport.Json("mine", "key-of-mine", Trials.AllKinds), File.ReadAllBytes(folder["t.json"]));
        CommandLine.Run("studies", folder["run"], "--export", "xml", "--output", folder["t"])
            .Failed(2, "--export is 'xml'", "json and csv");
        CommandLine.Run("studies", folder["run"], "--export", "csv").Failed(2, "--output");
        CommandLine.Run("studies", folder["run"], "--output", folder["t"]).Failed(2, "--export");
    }

    private static void Write(string run, string name, string? key = null)
    {
        using var store = Open(run, name, key ?? $"key-of-{name}");
        foreach (var trial in Trials.AllKinds)
        {
            store.Finish(trial, null);
        }
    }

    private static IStudyStore Open(string run, string name, string key) =>
        StudyStores.Open(run, name, key, "seed: 1\n", TimeProvider.System);
}

using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;
using Trainer.Sweep;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class TrialJournalTests
{
    private static readonly Trial[] Trials =
    [
        Completed(0, new LogisticLearner(1 / 3.0, PairTarget.NeedsStrong, true), 0.1 + 0.2),
        Completed(1, new NeighboursLearner(7, 0.25), double.Epsilon),
        new(new TrialSpec(2, "", LearnerFamily.Find("random")!.Default), TrialState.Failed, double.NaN, [], "it \"did not\"\nfit 你好"),
    ];

    [TestMethod]
    public void Open_SameStudy_RemembersEveryTrialExactly()
    {
        using var folder = new TempFolder();
        Write(folder["trials.jsonl"], "key", Trials);
        using var journal = TrialJournal.Open(folder["trials.jsonl"], "key");
        AssertSame(Trials, journal.Remembered);
    }

    [TestMethod]
    public void Open_LastLineCutShort_DropsThatLineOnly()
    {
        using var folder = new TempFolder();
        var path = folder["trials.jsonl"];
        Write(path, "key", Trials);
        var whole = File.ReadAllBytes(path);
        var lastLine = File.ReadAllLines(path)[^1].Length;
        for (var cut = 1; cut < lastLine; cut += 7)
        {
            File.WriteAllBytes(path, whole[..^cut]);
            using (var journal = TrialJournal.Open(path, "key"))
            {
                AssertSame(Trials[..2], journal.Remembered);
                journal.Append(Trials[2]);
            }

            CollectionAssert.AreEqual(whole, File.ReadAllBytes(path), "after a cut the file goes on as if nothing had happened");
        }
    }

    [TestMethod]
    [DataRow("not json at all")]
    [DataRow("null")]
    [DataRow("""{"spec":{"number":1,"features":"","learner":{}},"state":"completed","objective":1,"foldObjectives":[],"reason":null}""")]
    [DataRow(
        """{"spec":{"number":1,"features":"","learner":{"name":"unheard-of"}},"state":"completed","objective":1,"foldObjectives":[],"reason":null}""")]
    public void Open_LineThatIsNoTrial_IsPassedOver(string line)
    {
        using var folder = new TempFolder();
        var path = folder["trials.jsonl"];
        Write(path, "key", Trials[..1]);
        File.AppendAllText(path, line + "\n");
        using var journal = TrialJournal.Open(path, "key");
        AssertSame(Trials[..1], journal.Remembered);
    }

    [TestMethod]
    [DataRow("{\"study\":\"another\"}\n")]
    [DataRow("")]
    [DataRow("something else\n")]
    public void Open_AnotherStudy_PutsItAside(string content)
    {
        using var folder = new TempFolder();
        var path = folder.Write("trials.jsonl", content);
        using (var journal = TrialJournal.Open(path, "key"))
        {
            Assert.IsEmpty(journal.Remembered);
        }

        Assert.AreEqual(content, File.ReadAllText(path + ".other"));
        Assert.AreEqual("{\"study\":\"key\"}\n", File.ReadAllText(path));
    }

    [TestMethod]
    public void Open_HeaderWithoutLineFeed_StartsAnew()
    {
        using var folder = new TempFolder();
        var path = folder.Write("trials.jsonl", "{\"study\":\"key\"}");
        using var journal = TrialJournal.Open(path, "key");
        Assert.IsEmpty(journal.Remembered);
    }

    [TestMethod]
    public void Complete_TrialsInAnyOrder_StandByNumber()
    {
        using var folder = new TempFolder();
        Write(folder["one"], "key", Trials);
        Write(folder["other"], "key", [Trials[2], Trials[0], Trials[1]]);
        Assert.AreNotEqual(File.ReadAllText(folder["one"]), File.ReadAllText(folder["other"]), "until then they stand as they ended");
        foreach (var name in new[] { "one", "other" })
        {
            using var journal = TrialJournal.Open(folder[name], "key");
            journal.Complete();
        }

        Assert.AreEqual(File.ReadAllText(folder["one"]), File.ReadAllText(folder["other"]));
        Assert.HasCount(4, File.ReadAllLines(folder["one"]));
    }

    [TestMethod]
    public void Append_ManyThreads_LosesNothing()
    {
        using var folder = new TempFolder();
        using (var journal = TrialJournal.Open(folder["trials.jsonl"], "key"))
        {
            Parallel.For(0, 100, number => journal.Append(Completed(number, new LogisticLearner(number + 1), number)));
        }

        using var reopened = TrialJournal.Open(folder["trials.jsonl"], "key");
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), reopened.Remembered.Select(trial => trial.Spec.Number).ToArray());
    }

    private static void Write(string path, string key, Trial[] trials)
    {
        using var journal = TrialJournal.Open(path, key);
        foreach (var trial in trials)
        {
            journal.Append(trial);
        }
    }

    private static Trial Completed(int number, ILearner learner, double objective) =>
        new(new TrialSpec(number, "words", learner), TrialState.Completed, objective, [objective, 1 - objective], null);

    private static void AssertSame(IReadOnlyList<Trial> expected, IReadOnlyList<Trial> actual)
    {
        Assert.HasCount(expected.Count, actual);
        for (var i = 0; i < expected.Count; i++)
        {
            CollectionAssert.AreEqual(expected[i].FoldObjectives.ToArray(), actual[i].FoldObjectives.ToArray());
            Assert.AreEqual(expected[i] with { FoldObjectives = [], Values = [] }, actual[i] with { FoldObjectives = [], Values = [] });
        }
    }
}

using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Trainer.Features.Data;
using Trainer.Sweep;
using Trainer.Sweep.Studies;

namespace Trainer.Tests.Sweep.Studies;

/// <summary>What every store of studies does.</summary>
public abstract class StudyStoreContract
{
    private protected const string Name = "näme \"of\" it";
    private protected const string Yaml = "name: \"x\"\nseed: 1\n";

    /// <summary>What the store's location is given as.</summary>
    private protected abstract string Location { get; }

    [TestMethod]
    public void Open_NewStudy_HasNothing()
    {
        using var store = Open();
        Assert.IsEmpty(store.Finished());
        Assert.IsNull(store.Closed);
        Assert.IsNull(store.Scores(0));
    }

    [TestMethod]
    public void Finished_AfterReopening_IsEveryTrialExactlyAndByNumber()
    {
        using (var store = Open())
        {
            foreach (var trial in Trials.AllKinds)
            {
                Assert.IsTrue(store.TryClaim(trial.Spec.Number));
                Assert.IsTrue(store.Finish(trial, null));
            }
        }

        var expected = Trials.AllKinds.OrderBy(trial => trial.Spec.Number).ToArray();
        using var reopened = Open();
        Trials.AssertSame(expected, reopened.Finished());
        Trials.AssertSame(expected[2..], reopened.Finished(2));
        Trials.AssertSame(expected[3..], reopened.Finished(3));
        Assert.IsEmpty(reopened.Finished(8));
    }

    [TestMethod]
    public void Scores_OfTrials_AreBitForBitWhatWasGiven()
    {
        float[] scores = [0.1f, float.NaN, float.NegativeInfinity, -0f, float.Epsilon];
        using (var store = Open())
        {
            store.Finish(Trials.Completed(0), scores);
            store.Finish(Trials.Completed(1), null);
            store.Finish(Trials.Completed(2), []);
        }

        using var reopened = Open();
        CollectionAssert.AreEqual(
            Array.ConvertAll(scores, BitConverter.SingleToInt32Bits),
            Array.ConvertAll(reopened.Scores(0)!, BitConverter.SingleToInt32Bits));
        Assert.IsNull(reopened.Scores(1));
        Assert.IsEmpty(reopened.Scores(2)!);
    }

    [TestMethod]
    public void TryClaim_WhatIsTaken_IsRefusedToAllUntilItIsReleased()
    {
        using var store = Open();
        using var other = Open();
        Assert.IsTrue(store.TryClaim(3));
        Assert.IsFalse(store.TryClaim(3), "another thread of the same process");
        Assert.IsFalse(other.TryClaim(3));
        other.Release(3);
        Assert.IsFalse(other.TryClaim(3), "what another holds cannot be released");
        Assert.IsTrue(other.TryClaim(4));
        store.Release(3);
        Assert.IsTrue(other.TryClaim(3));
        Assert.IsFalse(store.TryClaim(3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => store.TryClaim(-1));
    }

    [TestMethod]
    public void TryClaim_WhatIsFinished_IsRefused()
    {
        using var store = Open();
        using var other = Open();
        Assert.IsTrue(store.TryClaim(0));
        Assert.IsTrue(store.Finish(Trials.Completed(0), [1]));
        Assert.IsFalse(store.TryClaim(0));
        Assert.IsFalse(other.TryClaim(0));
    }

    [TestMethod]
    public void TryClaim_OfAWorkerThatIsDead_TakesOverAndOfALivingOneDoesNot()
    {
        using var dead = Open(beats: false);
        using var alive = Open();
        using var heir = Open();
        Assert.IsTrue(dead.TryClaim(0));
        Assert.IsTrue(alive.TryClaim(1));
        Assert.IsFalse(heir.TryClaim(0), "its last sign of life is recent");
        Age();
        Assert.IsTrue(heir.TryClaim(0));
        Assert.IsFalse(heir.TryClaim(1));
        Assert.IsFalse(alive.TryClaim(0), "the heir lives");
        Age();
        Assert.IsFalse(alive.TryClaim(0), "and gives signs of it");
    }

    [TestMethod]
    public void Finish_AfterATakeover_FirstComesFirstStands()
    {
        using var slow = Open(beats: false);
        using var heir = Open();
        foreach (var number in new[] { 0, 1 })
        {
            Assert.IsTrue(slow.TryClaim(number));
        }

        Age();
        foreach (var number in new[] { 0, 1 })
        {
            Assert.IsTrue(heir.TryClaim(number));
        }

        slow.Release(1);
        Assert.IsFalse(slow.TryClaim(1), "releasing what was taken over gives nothing up");
        Assert.IsTrue(slow.Finish(Trials.Completed(0), [1]));
        Assert.IsFalse(heir.Finish(Trials.Completed(0), [1]));
        Assert.IsTrue(heir.Finish(Trials.Completed(1), null));
        Trials.AssertSame([Trials.Completed(0), Trials.Completed(1)], slow.Finished());
        Assert.AreEqual(0, Read().Single().Running);
    }

    [TestMethod]
    public void Finish_Twice_TheFirstRecordStands()
    {
        using var store = Open();
        Assert.IsTrue(store.Finish(Trials.Completed(0, 0.25), [1, 2]));
        Assert.IsFalse(store.Finish(Trials.Completed(0, 0.75), [3]));
        Trials.AssertSame([Trials.Completed(0, 0.25)], store.Finished());
        CollectionAssert.AreEqual(new float[] { 1, 2 }, store.Scores(0));
    }

    [TestMethod]
    public void Close_SeveralTimes_TheLatestStands()
    {
        using var store = Open();
        using var other = Open();
        store.Close(10);
        Assert.AreEqual(10, other.Closed);
        other.Close(5);
        Assert.AreEqual(5, store.Closed);
        other.Close(20);
        Assert.AreEqual(20, store.Closed);
        Assert.AreEqual(20, Read().Single().Closed);
        store.Close(null);
        Assert.IsNull(other.Closed);
        Assert.IsNull(Read().Single().Closed);
    }

    [TestMethod]
    public void Dispose_WithClaims_GivesThemUp()
    {
        using var other = Open();
        using (var store = Open())
        {
            Assert.IsTrue(store.TryClaim(0));
            Assert.IsTrue(store.TryClaim(1));
            Assert.AreEqual(2, Read().Single().Running);
        }

        Assert.IsTrue(other.TryClaim(0));
        Assert.IsTrue(other.TryClaim(1));
    }

    [TestMethod]
    [DataRow("UPDATE trials SET record = replace(record, 'words', 'sword') WHERE number = 1", "the record of trial 1", true)]
    [DataRow("UPDATE trials SET number = 2 WHERE number = 1", "the record of trial 2", true)]
    [DataRow("UPDATE scores SET scores = checksum WHERE number = 0", "the scores of trial 0", false)]
    public void Read_WhatWasDamaged_IsRefusedByName(string damage, string expected, bool isTrial)
    {
        using var store = Open();
        store.Finish(Trials.Completed(0), [1, 2]);
        store.Finish(Trials.Completed(1), null);
        RemoveTriggers();
        Assert.AreEqual(1, Execute(damage));
        var fault = Assert.ThrowsExactly<DataFormatException>(() => isTrial ? (object?)store.Finished() : store.Scores(0));
        StringAssert.Contains(fault.Message, expected);
        StringAssert.Contains(fault.Message, "checksum");
        StringAssert.StartsWith(fault.Message, Shown);
        if (isTrial)
        {
            Assert.ThrowsExactly<DataFormatException>(() => Read());
        }
        else
        {
            Assert.HasCount(2, store.Finished());
        }
    }

    [TestMethod]
    [DataRow("UPDATE trials SET record = '{}'")]
    [DataRow("DELETE FROM trials")]
    [DataRow("UPDATE scores SET scores = checksum")]
    [DataRow("DELETE FROM scores")]
    [DataRow("UPDATE studies SET key = 'x'")]
    [DataRow("DELETE FROM studies")]
    public void Database_WhatIsFinished_RefusesToChange(string statement)
    {
        using var store = Open();
        store.Finish(Trials.Completed(0), [1]);
        var fault = Assert.Throws<DbException>(() => Execute(statement));
        StringAssert.Contains(fault.Message, "never");
        Trials.AssertSame([Trials.Completed(0)], store.Finished());
        CollectionAssert.AreEqual(new float[] { 1 }, store.Scores(0));
    }

    [TestMethod]
    public void Workers_ManyThreadsOfSeveralStores_DoEveryTrialOnce()
    {
        const int All = 60;
        var stores = Enumerable.Range(0, 3).Select(_ => Open()).ToArray();
        try
        {
            var done = new ConcurrentBag<int>();
            var threads = Enumerable.Range(0, 9).Select(i => new Thread(() =>
            {
                for (var number = 0; number < All; number++)
                {
                    if (stores[i % 3].TryClaim(number))
                    {
                        done.Add(number);
                        Assert.IsTrue(stores[i % 3].Finish(Trials.Completed(number), [number]));
                    }
                }
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            CollectionAssert.AreEquivalent(Enumerable.Range(0, All).ToArray(), done.ToArray());
            foreach (var store in stores)
            {
                Trials.AssertSame([.. Enumerable.Range(0, All).Select(number => Trials.Completed(number))], store.Finished());
                CollectionAssert.AreEqual(new float[] { All - 1 }, store.Scores(All - 1));
            }
        }
        finally
        {
            Array.ForEach(stores, store => store.Dispose());
        }
    }

    [TestMethod]
    public void Read_WhileAWorkerWrites_SeesOneMomentAndWaitsForNobody()
    {
        using var store = Open();
        store.Finish(Trials.Completed(0), null);
        store.TryClaim(1);
        using var connection = Connect();
        using var transaction = connection.BeginTransaction();
        Execute(connection, "UPDATE claims SET worker = 'somebody in the middle of writing'");
        var waited = Stopwatch.StartNew();
        var study = Read().Single();
        Assert.IsLessThan(TimeSpan.FromSeconds(10), waited.Elapsed);
        Trials.AssertSame([Trials.Completed(0)], study.Trials);
        Assert.AreEqual((Name, "key", Yaml, 1), (study.Name, study.Key, study.Configuration, study.Running));
        Assert.AreEqual(BundleAssembly.Version, study.CreatedBy);
    }

    [TestMethod]
    public void Open_SameStudyWithOtherConfiguration_KeepsTheFirst()
    {
        Open().Dispose();
        Open(yaml: "workers: 9\n").Dispose();
        Assert.AreEqual(Yaml, Read().Single().Configuration);
    }

    [TestMethod]
    public void Timings_OfTrialsThatWereClaimed_StandApart()
    {
        using (var store = Open())
        {
            store.TryClaim(1);
            store.Finish(Trials.Completed(1), null);
            store.Finish(Trials.Completed(0), null);
        }

        var timing = Read().Single().Timings.Single();
        Assert.AreEqual(1, timing.Key);
        Assert.IsGreaterThanOrEqualTo(0, timing.Value.Seconds);
        StringAssert.StartsWith(timing.Value.Worker, Environment.MachineName);
    }

    [TestMethod]
    public void Export_OfTheSameTrials_IsTheSameWhateverTheOrder()
    {
        using (var store = Open())
        {
            foreach (var trial in Trials.AllKinds)
            {
                store.Finish(trial, null);
            }
        }

        var study = Read().Single();
        var reversed = Trials.AllKinds.Reverse().ToArray();
        CollectionAssert.AreEqual(StudyExport.Json(Name, "key", reversed), StudyExport.Json(study.Name, study.Key, study.Trials));
        CollectionAssert.AreEqual(StudyExport.Csv(reversed), StudyExport.Csv(study.Trials));
    }

    [TestMethod]
    public void Process_KilledWhileItWrites_LeavesAReadableStudyWithoutTheTrialInFlight()
    {
        int[] finished = [];
        foreach (var after in new[] { 1, 20, 45 })
        {
            finished = [.. finished, .. StudyWriter.Kill(StudyWriter.Start(Location, Name, "key"), after)];
            using var store = Open();
            var trials = store.Finished();
            CollectionAssert.IsSubsetOf(
                finished, trials.Select(trial => trial.Spec.Number).ToArray(), "what was said to be finished is there");

            // One more at most: finished, but killed before it could say so.
            Assert.IsLessThanOrEqualTo(finished.Distinct().Count() + 3, trials.Count);
            foreach (var trial in trials)
            {
                Trials.AssertSame([Trials.Completed(trial.Spec.Number)], [trial]);
                Assert.HasCount(20_000, store.Scores(trial.Spec.Number)!);
            }
        }

        using var next = Open();
        Age();
        var free = next.Finished().Max(trial => trial.Spec.Number) + 1;
        Assert.IsTrue(next.TryClaim(free), "the claim of the killed process has expired, if it had made one");
    }

    private protected abstract string Shown { get; }

    private protected abstract IStudyStore Open(string key = "key", string yaml = Yaml, bool beats = true, string name = Name);

    /// <summary>Lets so much time pass that workers without a sign of life are dead.</summary>
    private protected abstract void Age();

    private protected abstract IReadOnlyList<StoredStudy> Read();

    /// <summary>A connection past the store.</summary>
    private protected abstract DbConnection Connect();

    private protected abstract void RemoveTriggers();

    private protected int Execute(string sql)
    {
        using var connection = Connect();
        return Execute(connection, sql);
    }

    private protected static int Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}

using System.Data.Common;
using Microsoft.Data.Sqlite;
using Trainer.Features.Data;
using Trainer.Sweep.Studies;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Sweep.Studies;

[TestClass]
public sealed class SqliteStudyStoreTests : StudyStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    private protected override string Location => Path;

    private protected override string Shown => Path;

    private string Path => _folder["run/study.db"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Open_AnotherStudy_IsPutAsideWhole()
    {
        Write("other", 3);
        using (var store = Open())
        {
            Assert.IsEmpty(store.Finished());
            store.Finish(Trials.Completed(0), null);
        }

        CollectionAssert.AreEquivalent(new[] { "study.db", "study.db.other" }, Files());
        File.Move(Path + ".other", _folder["aside.db"]);
        Assert.AreEqual("other", SqliteStudyStore.Read(_folder["aside.db"], _clock).Single().Key);
        Assert.HasCount(3, SqliteStudyStore.Read(_folder["aside.db"], _clock).Single().Trials);
        Assert.HasCount(1, Read().Single().Trials);
    }

    [TestMethod]
    public void Open_AnotherStudyThatIsBeingWorkedOn_IsRefusedAndLeftAlone()
    {
        using var store = Open("other");
        store.Finish(Trials.Completed(0), null);
        var fault = Assert.ThrowsExactly<UsageException>(() => Open());
        StringAssert.Contains(fault.Message, "at work on another study");
        store.Finish(Trials.Completed(1), null);
        Assert.HasCount(2, store.Finished());
        Assert.IsFalse(File.Exists(Path + ".other"));
    }

    [TestMethod]
    public void Open_AnotherStudyByManyAtOnce_PutsAsideOnce()
    {
        Write("other", 1);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, number =>
        {
            using var store = Open();
            store.Finish(Trials.Completed(number), null);
        });
        Assert.HasCount(4, Read().Single().Trials);
        CollectionAssert.AreEquivalent(new[] { "study.db", "study.db.other" }, Files());
    }

    [TestMethod]
    public void Dispose_OfTheLast_LeavesOneFile()
    {
        Write("key", 3);
        CollectionAssert.AreEqual(new[] { "study.db" }, Files());
    }

    [TestMethod]
    public void Read_FinishedStudy_LeavesNoTrace()
    {
        Write("key", 3);
        var (bytes, written) = (File.ReadAllBytes(Path), File.GetLastWriteTimeUtc(Path));
        Assert.HasCount(3, Read().Single().Trials);
        CollectionAssert.AreEqual(new[] { "study.db" }, Files());
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(Path));
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(Path));
    }

    [TestMethod]
    public void Open_NoDatabase_IsRefusedWithWhatToDo()
    {
        Directory.CreateDirectory(_folder["run"]);
        File.WriteAllText(Path, "this is no database, but it is long enough to hold the header of one, and then some; it is simply text\n");
        Refused("damaged or no study", "move it away");
        Assert.AreEqual("this is no database", File.ReadAllText(Path)[..19], "it is left as it was");
    }

    [TestMethod]
    public void Open_DatabaseOfAnotherProgram_IsRefused()
    {
        Directory.CreateDirectory(_folder["run"]);
        using (var connection = Connect())
        {
            Execute(connection, "CREATE TABLE mine (a)");
        }

        Refused("not of a study");
    }

    [TestMethod]
    public void Open_NewerForm_IsRefused()
    {
        Write("key", 1);
        Execute("PRAGMA user_version = 2");
        Refused("form 2", "form 1");
    }

    [TestMethod]
    [DataRow(0.3)]
    [DataRow(0.6)]
    [DataRow(0.95)]
    public void Open_DamagedPages_IsRefusedOrNamed(double where)
    {
        Write("key", 200);
        var bytes = File.ReadAllBytes(Path);
        bytes.AsSpan((int)(where * bytes.Length), 3000).Fill(0xA5);
        File.WriteAllBytes(Path, bytes);
        var fault = Assert.ThrowsExactly<DataFormatException>(() =>
        {
            using var store = Open();
            for (var number = 0; number < store.Finished().Count; number++)
            {
                store.Scores(number);
            }
        });
        StringAssert.StartsWith(fault.Message, Path);
        Assert.ThrowsExactly<DataFormatException>(() => SqliteFile.Read(Path, connection =>
        {
            var study = SqlStudyRows.Studies(connection, Path, "0").Single();
            return study.Trials.Select(t => SqlStudyRows.Scores(connection, Path, 1, "key", t.Spec.Number)).ToArray();
        }));
    }

    [TestMethod]
    public void Open_CutShort_IsRefused()
    {
        Write("key", 100);
        using (var file = File.OpenWrite(Path))
        {
            file.SetLength(file.Length / 2);
        }

        Refused("damaged");
    }

    [TestMethod]
    public void Open_EmptyFile_BeginsTheStudy()
    {
        Directory.CreateDirectory(_folder["run"]);
        File.WriteAllBytes(Path, []);
        Write("key", 1);
        Assert.HasCount(1, Read().Single().Trials);
    }

    [TestMethod]
    public void Timing_IsFromTheClaimToTheResult()
    {
        using var store = Open();
        store.TryClaim(0);
        _clock.Advance(TimeSpan.FromSeconds(90));
        store.Finish(Trials.Completed(0), null);
        Assert.AreEqual(90, Read().Single().Timings[0].Seconds);
    }

    [TestMethod]
    public void Claim_WhenTheMachinesClockIsSetBack_IsNotLockedUp()
    {
        using var dead = Open(beats: false);
        dead.TryClaim(0);
        var earlier = new ManualClock();
        _clock.Advance(TimeSpan.FromHours(2));
        using (var later = Open())
        {
            Assert.IsTrue(later.TryClaim(0));
            later.TryClaim(1);
        }

        using var ahead = SqliteStudyStore.Open(Path, Name, "key", Yaml, new StoppedHeart(_clock));
        ahead.TryClaim(2);
        using var back = SqliteStudyStore.Open(Path, Name, "key", Yaml, earlier);
        Assert.IsTrue(back.TryClaim(2));
    }

    [TestMethod]
    public void Open_ByManyAtOnce_BeginsOneStudy()
    {
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, number =>
        {
            using var store = Open();
            store.Finish(Trials.Completed(number), null);
        });
        Assert.HasCount(6, Read().Single().Trials);
    }

    private protected override IStudyStore Open(string key = "key", string yaml = Yaml, bool beats = true, string name = Name) =>
        SqliteStudyStore.Open(Path, name, key, yaml, beats ? _clock : new StoppedHeart(_clock));

    private protected override void Age() => _clock.Advance(TimeSpan.FromSeconds(21));

    private protected override IReadOnlyList<StoredStudy> Read() => SqliteStudyStore.Read(Path, _clock);

    private protected override DbConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=false");
        connection.Open();
        return connection;
    }

    private protected override void RemoveTriggers() => Execute(
        "DROP TRIGGER trials_stay; DROP TRIGGER scores_stay; DROP TRIGGER trials_last; DROP TRIGGER scores_last");

    private void Write(string key, int trials)
    {
        using var store = Open(key);
        for (var number = 0; number < trials; number++)
        {
            store.Finish(Trials.Completed(number), new float[50]);
        }
    }

    private string[] Files() =>
        [.. Directory.GetFiles(_folder["run"]).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private void Refused(params string[] parts)
    {
        foreach (var use in new Action[] { () => Open().Dispose(), () => Read() })
        {
            var fault = Assert.ThrowsExactly<DataFormatException>(use);
            StringAssert.StartsWith(fault.Message, Path);
            foreach (var part in parts)
            {
                StringAssert.Contains(fault.Message, part);
            }
        }
    }
}

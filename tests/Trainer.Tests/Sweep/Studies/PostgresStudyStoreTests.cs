using System.Data.Common;
using Npgsql;
using Trainer.Features.Data;
using Trainer.Sweep.Studies;

namespace Trainer.Tests.Sweep.Studies;

[TestClass]
public sealed class PostgresStudyStoreTests : StudyStoreContract
{
    private static readonly Heartbeat Fast = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1500));
    private static PostgresServer? _server;

    private protected override string Location => Server.Url();

    private protected override string Shown => Server.Shown;

    private static PostgresServer Server => _server ??= PostgresServer.Run();

    [ClassCleanup]
    public static void StopServer() => _server?.Dispose();

    [TestInitialize]
    public void DropTables() => Execute("DROP SCHEMA IF EXISTS trainer CASCADE");

    [TestMethod]
    public void Open_StudiesOfOtherNamesAndKeys_StandSideBySide()
    {
        (string Name, string Key)[] all = [("a", "1"), ("a", "2"), ("b", "1")];
        for (var i = 0; i < all.Length; i++)
        {
            using var store = Open(all[i].Key, name: all[i].Name);
            Assert.IsEmpty(store.Finished());
            Assert.IsTrue(store.TryClaim(0));
            store.Finish(Trials.Completed(0, i), [i]);
            store.Close(i);
        }

        for (var i = 0; i < all.Length; i++)
        {
            using var store = Open(all[i].Key, name: all[i].Name);
            Trials.AssertSame([Trials.Completed(0, i)], store.Finished());
            CollectionAssert.AreEqual(new float[] { i }, store.Scores(0));
            Assert.AreEqual(i, store.Closed);
        }

        CollectionAssert.AreEqual(all, Read().Select(study => (study.Name, study.Key)).ToArray());
    }

    [TestMethod]
    public void Open_ByManyAtOnce_MakesTheTablesOnce()
    {
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, number =>
        {
            using var store = Open();
            store.Finish(Trials.Completed(number), null);
        });
        Assert.HasCount(6, Read().Single().Trials);
    }

    [TestMethod]
    public void Open_TablesOfANewerForm_IsRefused()
    {
        Open().Dispose();
        Execute("UPDATE trainer.version SET version = 2");
        foreach (var use in new Action[] { () => Open(), () => Read() })
        {
            StringAssert.Contains(Assert.ThrowsExactly<DataFormatException>(use).Message, "of form 2 and this version knows form 1");
        }
    }

    [TestMethod]
    public void Read_DatabaseWithoutTables_HasNoStudyAndGetsNone()
    {
        Assert.IsEmpty(Read());
        Assert.ThrowsExactly<PostgresException>(() => Execute("SELECT * FROM trainer.version"));
    }

    [TestMethod]
    public void EveryOperation_AfterTheConnectionIsLost_GoesOn()
    {
        using var store = Open();
        void Lose() => Execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'trainer' AND pid <> pg_backend_pid()");
        Lose();
        Assert.IsTrue(store.TryClaim(0));
        Lose();
        Assert.IsTrue(store.Finish(Trials.Completed(0), [1]));
        Lose();
        Assert.HasCount(1, store.Finished());
        Lose();
        CollectionAssert.AreEqual(new float[] { 1 }, store.Scores(0));
        Lose();
        store.Close(1);
        Lose();
        Assert.AreEqual(1, store.Closed);
    }

    [TestMethod]
    public void Server_ThatFails_IsWaitedForAndThenNamed()
    {
        using var patient = Open();
        using var hasty = PostgresStudyStore.Open(Server.Url(), Name, "key", Yaml, TimeProvider.System, Fast, attempts: 2);
        Assert.IsTrue(patient.TryClaim(0));
        Server.Stop();
        try
        {
            NoPassword("cannot be reached", () => hasty.Finished());
            NoPassword("cannot be reached", () => Open());
            NoPassword("cannot be reached", () => Read());
        }
        finally
        {
            var restart = Task.Run(async () =>
            {
                await Task.Delay(500);
                Server.Start();
            });
            Assert.IsTrue(patient.Finish(Trials.Completed(0), null));
            restart.Wait();
        }

        Assert.HasCount(1, hasty.Finished());
    }

    [TestMethod]
    public void Open_WhatTheServerRefuses_IsASentenceWithoutThePassword()
    {
        NoPassword("no such database; make it with createdb", () => Open(Server.Url("absent")));
        NoPassword("refuses the user", () => Open(Server.Url().Replace("trainer:", "trainer:wrong", StringComparison.Ordinal)));
        NoPassword("refuses the user", () => Open(Server.Url().Replace("trainer:", "nobody:", StringComparison.Ordinal)));
        Execute("DROP ROLE IF EXISTS guest");
        Execute("CREATE ROLE guest LOGIN PASSWORD 'guest'");
        NoPassword("may not do this", () => Open(Server.Url().Replace(
            $"trainer:{Uri.EscapeDataString(PostgresServer.Password)}", "guest:guest", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Verb_OnADatabase_ListsShowsAndExportsWithoutThePassword()
    {
        foreach (var name in new[] { "a", "b" })
        {
            using var store = Open(name + "-key", name: name);
            store.Finish(Trials.Completed(0), null);
        }

        string[][] commands =
        [
            ["studies", Location], ["studies", Location, "--json"], ["studies", Location, "--show", "b"],
            ["studies", Location, "--show", "b", "--json"], ["studies", Location, "--compare", "a", "b"],
        ];
        foreach (var command in commands)
        {
            var outcome = Commands.CommandLine.Run(command).Succeeded();
            Assert.DoesNotContain("s3cr", outcome.Out);
            StringAssert.Contains(outcome.Out, "b");
        }

        var missing = Commands.CommandLine.Run("studies", Location, "--show", "c");
        missing.Failed(2, "there is no study 'c'", Shown);
        Assert.DoesNotContain("s3cr", missing.Error);
    }

    private protected override IStudyStore Open(string key = "key", string yaml = Yaml, bool beats = true, string name = Name) =>
        PostgresStudyStore.Open(
            Server.Url(), name, key, yaml, beats ? TimeProvider.System : new StoppedHeart(TimeProvider.System), Fast);

    private protected override void Age() => Thread.Sleep(Fast.Patience + TimeSpan.FromMilliseconds(300));

    private protected override IReadOnlyList<StoredStudy> Read() => PostgresStudyStore.Read(Server.Url());

    private protected override DbConnection Connect() => Server.Connect();

    private protected override void RemoveTriggers() =>
        Execute("DROP TRIGGER stay ON trainer.trials; DROP TRIGGER stay ON trainer.scores");

    private static void Open(string url) => PostgresStudyStore.Open(url, Name, "key", Yaml, TimeProvider.System).Dispose();

    private static void NoPassword(string expected, Action use)
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(use);
        StringAssert.Contains(fault.Message, expected);
        StringAssert.StartsWith(fault.Message, "postgres://");
        Assert.DoesNotContain("s3cr", fault.ToString());
    }
}

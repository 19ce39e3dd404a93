using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Trainer.Features.Data;

namespace Trainer.Sweep.Studies;

/// <summary>The database file of a study: opening, reading without a trace, and what its faults mean.</summary>
internal static class SqliteFile
{
    /// <summary>Its name in the folder of a run.</summary>
    public const string Name = "study.db";

    // "TRNR": tells a study from other programs' databases.
    private const int ApplicationId = 0x54524E52;
    private const int Version = 1;
    private const int PatienceSeconds = 30;
    private const int MaxReadings = 20;

    // SQLite's result codes.
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private const string Schema =
        """
        CREATE TABLE studies (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, created_by TEXT NOT NULL, configuration TEXT NOT NULL) STRICT;
        CREATE TABLE trials (
            study INTEGER NOT NULL REFERENCES studies, number INTEGER NOT NULL CHECK (number >= 0),
            record TEXT NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (study, number)) STRICT;
        CREATE TABLE scores (
            study INTEGER NOT NULL, number INTEGER NOT NULL, scores BLOB NOT NULL, checksum BLOB NOT NULL,
            PRIMARY KEY (study, number), FOREIGN KEY (study, number) REFERENCES trials) STRICT;
        CREATE TABLE claims (
            study INTEGER NOT NULL REFERENCES studies, number INTEGER NOT NULL, worker TEXT NOT NULL, beat INTEGER NOT NULL,
            PRIMARY KEY (study, number)) STRICT;
        CREATE TABLE closed (study INTEGER PRIMARY KEY REFERENCES studies, trials INTEGER NOT NULL) STRICT;
        CREATE TABLE timings (
            study INTEGER NOT NULL, number INTEGER NOT NULL, worker TEXT NOT NULL, seconds REAL NOT NULL,
            PRIMARY KEY (study, number)) STRICT;
        CREATE TRIGGER studies_stay BEFORE UPDATE ON studies BEGIN SELECT RAISE(ABORT, 'a study is never changed'); END;
        CREATE TRIGGER studies_last BEFORE DELETE ON studies BEGIN SELECT RAISE(ABORT, 'a study is never deleted'); END;
        CREATE TRIGGER trials_stay BEFORE UPDATE ON trials BEGIN SELECT RAISE(ABORT, 'a finished trial is never changed'); END;
        CREATE TRIGGER trials_last BEFORE DELETE ON trials BEGIN SELECT RAISE(ABORT, 'a finished trial is never deleted'); END;
        CREATE TRIGGER scores_stay BEFORE UPDATE ON scores BEGIN SELECT RAISE(ABORT, 'a finished trial is never changed'); END;
        CREATE TRIGGER scores_last BEFORE DELETE ON scores BEGIN SELECT RAISE(ABORT, 'a finished trial is never deleted'); END;
        """;

    /// <summary>
    /// Opens a study to work on it, and makes the file and the study if there is none. Another study is renamed to <c>*.other</c>, but not
    /// while a process has it open: a database that is renamed under its users loses what they write.
    /// </summary>
    /// <exception cref="UsageException">A process has another study open there.</exception>
    public static SqliteConnection Open(string path, string name, string key, string configurationYaml) => Guarded(path, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var door = Door(path);
        try
        {
            if (OpenUnlessOther(path, name, key, configurationYaml) is { } connection)
            {
                return connection;
            }

            File.Move(path, path + ".other", overwrite: true);
            return OpenUnlessOther(path, name, key, configurationYaml)
                ?? throw new UsageException($"another process begins another study in {path}; give another 'output'");
        }
        finally
        {
            door.ReleaseMutex();
        }
    });

    /// <summary>
    /// Reads at one moment, without a lock that a writer would notice and without leaving files behind: whoever looks at a finished run
    /// does not change its folder.
    /// </summary>
    public static T Read<T>(string path, Func<SqliteConnection, T> read)
    {
        path = Path.GetFullPath(path);
        for (var reading = 1; ; reading++)
        {
            // Without a log nobody writes, and the file can be read as if on a medium that never changes. That is checked afterwards.
            var before = Stamp(path);
            try
            {
                var result = Guarded(path, () =>
                {
                    var source = before.HasLog ? path : new Uri(path).AbsoluteUri + "?immutable=1";
                    using var connection = Connect(source, SqliteOpenMode.ReadOnly);
                    using var transaction = connection.BeginTransaction(deferred: true);
                    RequireOurs(connection, path, mayBeEmpty: false);
                    return read(connection);
                });
                if (before.HasLog || Stamp(path) == before)
                {
                    return result;
                }
            }
            catch (DataFormatException) when (reading < MaxReadings && Stamp(path) != before)
            {
                // It was being written to after all.
            }

            if (reading == MaxReadings)
            {
                throw new DataFormatException(path, 0, null, "it changes all the time; try again when less is written to it");
            }
        }
    }

    /// <summary>Does something whose faults become sentences.</summary>
    public static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            throw Damaged(path, e.Message, e);
        }
        catch (SqliteException e)
        {
            throw new DataFormatException(path, 0, null, e.SqliteErrorCode is Busy or Locked
                ? FormattableString.Invariant($"another process has kept it locked for {PatienceSeconds} seconds; end that process")
                : $"the study cannot be read or written ({e.Message}); see whether the disk is full and the folder may be written to", e);
        }
    }

    // Null if the file has another study, which then is whole in the one file and open nowhere.
    private static SqliteConnection? OpenUnlessOther(string path, string name, string key, string configurationYaml)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        var isOurs = false;
        try
        {
            RequireOurs(connection, path, mayBeEmpty: true);
            connection.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
            if ((string?)connection.Scalar("PRAGMA journal_mode = WAL") != "wal")
            {
                throw new DataFormatException(
                    path, 0, null, "this file system cannot hold a study that is safe from a kill; use a local disk");
            }

            if ((string?)connection.Scalar("PRAGMA quick_check(1)") is var found and not "ok")
            {
                throw Damaged(path, found ?? "no pages", null);
            }

            using (var transaction = connection.BeginTransaction(deferred: false))
            {
                if (RequireOurs(connection, path, mayBeEmpty: true))
                {
                    connection.Execute(FormattableString.Invariant(
                        $"{Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};"));
                    connection.Execute(
                        "INSERT INTO studies (id, name, key, created_by, configuration) VALUES (1, @name, @key, @by, @configuration)",
                        ("name", name),
                        ("key", key),
                        ("by", BundleAssembly.Version),
                        ("configuration", configurationYaml));
                }

                transaction.Commit();
            }

            var stored = (string?)connection.Scalar("SELECT key FROM studies WHERE id = 1")
                ?? throw Damaged(path, "no study is in it", null);
            isOurs = stored == key;
            if (!isOurs && !IsAlone(connection))
            {
                throw new UsageException($"a process is at work on another study in {path}; wait for its end, or give another 'output'");
            }

            return isOurs ? connection : null;
        }
        finally
        {
            if (!isOurs)
            {
                connection.Dispose();
            }
        }
    }

    private static SqliteConnection Connect(string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = PatienceSeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute(FormattableString.Invariant($"PRAGMA busy_timeout = {1000 * PatienceSeconds}; PRAGMA trusted_schema = OFF"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Leaving the log needs the file to oneself, and takes everything into the one file.
    private static bool IsAlone(SqliteConnection connection)
    {
        connection.DefaultTimeout = 1;
        connection.Execute("PRAGMA busy_timeout = 1000");
        try
        {
            return (string?)connection.Scalar("PRAGMA journal_mode = DELETE") == "delete";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Busy or Locked)
        {
            return false;
        }
    }

    // True for an empty database.
    private static bool RequireOurs(SqliteConnection connection, string path, bool mayBeEmpty)
    {
        if (mayBeEmpty && Number(connection, "SELECT count(*) FROM sqlite_master") == 0)
        {
            return true;
        }

        if (Number(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw new DataFormatException(path, 0, null, "it is a database, but not of a study; give another place, or move it away");
        }

        if (Number(connection, "PRAGMA user_version") is var version and not Version)
        {
            throw new DataFormatException(
                path,
                0,
                null,
                FormattableString.Invariant($"the study is of form {version} and this version reads form {Version}; ") +
                "use the version that made it");
        }

        return false;
    }

    private static long Number(SqliteConnection connection, string sql) =>
        Convert.ToInt64(connection.Scalar(sql), CultureInfo.InvariantCulture);

    private static DataFormatException Damaged(string path, string found, Exception? inner) => new(
        path,
        0,
        null,
        $"the file is damaged or no study ({found}); put a copy in its place that was saved before, or move it away and sweep anew",
        inner);

    private static (bool HasLog, long Length, DateTime Written) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? (File.Exists(path + "-wal"), file.Length, file.LastWriteTimeUtc)
            : throw new UsageException($"there is no file {path}");
    }

    // Processes open a file one after another: between looking whose study it is and renaming it nobody else may open it.
    private static Mutex Door(string path)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32];
        var door = new Mutex(initiallyOwned: false, $@"Global\trainer-{name}");
        try
        {
            if (!door.WaitOne(TimeSpan.FromSeconds(PatienceSeconds)))
            {
                door.Dispose();
                throw new DataFormatException(path, 0, null, "another process has been opening it for too long; end that process");
            }
        }
        catch (AbandonedMutexException)
        {
            // Its owner was killed while opening; what it left is whole.
        }

        return door;
    }
}

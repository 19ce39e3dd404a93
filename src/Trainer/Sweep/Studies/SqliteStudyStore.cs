using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Trainer.Sweep.Studies;

/// <summary>
/// A study in one SQLite file with a write-ahead log: on disk before a trial counts, whole after a kill at any instant. Processes of one
/// machine may share it; over a network use <see cref="PostgresStudyStore"/>.
/// </summary>
internal sealed class SqliteStudyStore : SqlStudyStore
{
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;

    private SqliteStudyStore(string path, string key, SqliteConnection connection, TimeProvider clock, Heartbeat heartbeat)
        : base(key, heartbeat, clock) => (Location, _connection, _clock) = (path, connection, clock);

    /// <inheritdoc/>
    protected override string Location { get; }

    /// <inheritdoc/>
    protected override int Study => 1;

    /// <inheritdoc/>
    protected override string Now => Milliseconds(_clock);

    /// <summary>Opens or begins a study; one with another key is put aside as <c>*.other</c>.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="name">The study's name.</param>
    /// <param name="key">Digest of everything that decides what a trial gives.</param>
    /// <param name="configurationYaml">The resolved configuration; kept from the one that began the study.</param>
    /// <param name="clock">The machine's clock.</param>
    /// <param name="heartbeat">Of claims.</param>
    /// <exception cref="Trainer.Features.Data.DataFormatException">The file is damaged, no study, or of another version.</exception>
    /// <exception cref="UsageException">Another process is at work on another study in the file.</exception>
    public static SqliteStudyStore Open(
        string path, string name, string key, string configurationYaml, TimeProvider clock, Heartbeat? heartbeat = null)
    {
        path = Path.GetFullPath(path);
        var store = new SqliteStudyStore(
            path, key, SqliteFile.Open(path, name, key, configurationYaml), clock, heartbeat ?? Heartbeat.Default);
        try
        {
            store.BuryTheDead();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The study in a file, read without locking out whoever works on it.</summary>
    /// <exception cref="Trainer.Features.Data.DataFormatException">The file is damaged, no study, or of another version.</exception>
    public static IReadOnlyList<StoredStudy> Read(string path, TimeProvider clock) =>
        SqliteFile.Read(path, connection => SqlStudyRows.Studies(connection, path, Milliseconds(clock)));

    /// <inheritdoc/>
    protected override T Attempt<T>(Func<DbConnection, T> work, bool once = false) =>
        SqliteFile.Guarded(Location, () => work(_connection));

    /// <inheritdoc/>
    protected override void Disconnect() => _connection.Dispose();

    // A process of this machine that is gone does not come back for its claims: whoever resumes after a kill need not wait. Where machines
    // of one name share a file, the worst that this does is that a trial is done twice.
    private void BuryTheDead() => Attempt(connection =>
    {
        foreach (var worker in connection.Rows("SELECT DISTINCT worker FROM claims", row => row.GetString(0)).Where(IsDead))
        {
            connection.Execute("DELETE FROM claims WHERE worker = @worker", ("worker", worker));
        }

        return true;
    });

    private static bool IsDead(string worker)
    {
        if (worker.Split('/') is not [var machine, var process, _] || machine != Environment.MachineName ||
            !int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        try
        {
            using var found = Process.GetProcessById(id);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static string Milliseconds(TimeProvider clock) =>
        clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}

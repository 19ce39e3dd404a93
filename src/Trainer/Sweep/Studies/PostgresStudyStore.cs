using System.Data;
using System.Data.Common;
using Npgsql;

namespace Trainer.Sweep.Studies;

/// <summary>
/// A study in a PostgreSQL database, for workers on several machines. Studies stand side by side, told apart by name and key. A connection
/// that is lost is made again, and what was under way is repeated.
/// </summary>
internal sealed class PostgresStudyStore : SqlStudyStore
{
    private const int MaxDelayMilliseconds = 5000;

    private readonly PostgresLocation _location;
    private readonly TimeProvider _clock;
    private readonly int _attempts;
    private NpgsqlConnection _connection;

    private PostgresStudyStore(
        PostgresLocation location,
        NpgsqlConnection connection,
        int study,
        string key,
        TimeProvider clock,
        Heartbeat heartbeat,
        int attempts)
        : base(key, heartbeat, clock)
    {
        (_location, _connection, _clock, _attempts) = (location, connection, clock, attempts);
        Study = study;
    }

    /// <inheritdoc/>
    protected override string Location => _location.Shown;

    /// <inheritdoc/>
    protected override int Study { get; }

    /// <inheritdoc/>
    protected override string Now => PostgresDatabase.Now;

    /// <summary>Opens or begins a study.</summary>
    /// <param name="url">The database's address; see <see cref="PostgresLocation"/>.</param>
    /// <param name="name">The study's name.</param>
    /// <param name="key">Digest of everything that decides what a trial gives.</param>
    /// <param name="configurationYaml">The resolved configuration; kept from the one that began the study.</param>
    /// <param name="clock">For the rhythm of the heart and of repetitions; the age of claims is by the server's clock.</param>
    /// <param name="heartbeat">Of claims.</param>
    /// <param name="attempts">How often an operation is tried while the connection is lost; ten take about 25 seconds.</param>
    /// <exception cref="UsageException">The address has another form.</exception>
    /// <exception cref="Trainer.Features.Data.DataFormatException">The server cannot be reached, or refuses.</exception>
    public static PostgresStudyStore Open(
        string url,
        string name,
        string key,
        string configurationYaml,
        TimeProvider clock,
        Heartbeat? heartbeat = null,
        int attempts = 10)
    {
        var location = PostgresLocation.Parse(url);
        var connection = new NpgsqlConnection(location.ConnectionString);
        try
        {
            return PostgresDatabase.Guarded(location, () =>
            {
                connection.Open();
                var study = PostgresDatabase.Prepare(connection, location.Shown, name, key, configurationYaml);
                return new PostgresStudyStore(location, connection, study, key, clock, heartbeat ?? Heartbeat.Default, attempts);
            });
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>All studies of a database, read in one transaction that cannot write.</summary>
    public static IReadOnlyList<StoredStudy> Read(string url) => PostgresDatabase.Read(PostgresLocation.Parse(url));

    /// <inheritdoc/>
    protected override T Attempt<T>(Func<DbConnection, T> work, bool once = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (_connection.FullState != ConnectionState.Open)
                {
                    _connection.Dispose();
                    _connection = new NpgsqlConnection(_location.ConnectionString);
                    _connection.Open();
                }

                return work(_connection);
            }
            catch (NpgsqlException e) when (!once && attempt < _attempts && Passes(e))
            {
                var delay = Math.Min(MaxDelayMilliseconds, 50 << attempt);
                Task.Delay(TimeSpan.FromMilliseconds(delay), _clock).Wait();
            }
            catch (NpgsqlException e)
            {
                throw PostgresDatabase.Fault(_location, e);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Disconnect() => _connection.Dispose();

    // A server that restarts says so before it goes; the driver does not count that among what passes.
    private static bool Passes(NpgsqlException e) => e.IsTransient ||
        e is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown };
}

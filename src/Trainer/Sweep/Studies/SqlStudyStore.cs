using System.Data.Common;
using System.Security.Cryptography;
using Trainer.Features.Data;

namespace Trainer.Sweep.Studies;

/// <summary>
/// A study in an SQL database, over one connection behind a lock. The statements are the same everywhere; databases differ in how they are
/// opened, what time it is, and which faults pass.
/// </summary>
internal abstract class SqlStudyStore : IStudyStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _heldSince = [];

    // Process numbers repeat, also between containers; a claim must not pass for that of another worker.
    private readonly string _worker = FormattableString.Invariant($"{Environment.MachineName}/{Environment.ProcessId}/") +
        RandomNumberGenerator.GetHexString(8, lowercase: true);

    private readonly string _key;
    private readonly long _patience;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _beatWaits;
    private readonly ITimer _heart;
    private bool _disposed;

    /// <param name="key">The study's key.</param>
    /// <param name="heartbeat">Of claims.</param>
    /// <param name="clock">For timings and the rhythm of the heart.</param>
    protected SqlStudyStore(string key, Heartbeat heartbeat, TimeProvider clock)
    {
        (_key, _clock, _beatWaits) = (key, clock, heartbeat.Interval / 2);
        _patience = (long)heartbeat.Patience.TotalMilliseconds;
        _heart = clock.CreateTimer(_ => Beat(), null, heartbeat.Interval, heartbeat.Interval);
    }

    /// <inheritdoc/>
    public int? Closed => Locked(connection => SqlStudyRows.Closed(connection, Study));

    /// <summary>The database, as messages name it.</summary>
    protected abstract string Location { get; }

    /// <summary>The study's id in the database.</summary>
    protected abstract int Study { get; }

    /// <summary>SQL for the present in milliseconds, by the clock that all workers share.</summary>
    protected abstract string Now { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Trial> Finished(int from = 0) =>
        Locked(connection => SqlStudyRows.Trials(connection, Location, Study, _key, from));

    /// <inheritdoc/>
    public float[]? Scores(int number) => Locked(connection => SqlStudyRows.Scores(connection, Location, Study, _key, number));

    /// <inheritdoc/>
    public bool TryClaim(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        lock (_lock)
        {
            var claimed = !_heldSince.ContainsKey(number) && Locked(connection => Claim(connection, number));
            if (claimed)
            {
                _heldSince[number] = _clock.GetTimestamp();
            }

            return claimed;
        }
    }

    /// <inheritdoc/>
    public bool Finish(Trial trial, float[]? scores)
    {
        lock (_lock)
        {
            var isFirst = Locked(connection => Finish(connection, trial, scores));
            _heldSince.Remove(trial.Spec.Number);
            return isFirst;
        }
    }

    /// <inheritdoc/>
    public void Release(int number)
    {
        lock (_lock)
        {
            Locked(connection => connection.Execute(
                "DELETE FROM claims WHERE study = @study AND number = @number AND worker = @worker",
                ("study", Study),
                ("number", number),
                ("worker", _worker)));
            _heldSince.Remove(number);
        }
    }

    /// <inheritdoc/>
    public void Close(int? trials) => Locked(connection => trials is { } number
        ? connection.Execute(
            "INSERT INTO closed (study, trials) VALUES (@study, @trials) ON CONFLICT (study) DO UPDATE SET trials = excluded.trials",
            ("study", Study),
            ("trials", number))
        : connection.Execute("DELETE FROM closed WHERE study = @study", ("study", Study)));

    /// <inheritdoc/>
    public void Dispose()
    {
        _heart.Dispose();
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            try
            {
                if (_heldSince.Count > 0)
                {
                    Attempt(
                        connection => connection.Execute(
                            "DELETE FROM claims WHERE study = @study AND worker = @worker", ("study", Study), ("worker", _worker)),
                        once: true);
                }
            }
            catch (DataFormatException)
            {
                // Whoever ends because of a fault must hear of that one; the claims expire.
            }

            Disconnect();
        }
    }

    /// <summary>
    /// Does something with the open connection; what it does may be done again after a fault that passes. A lasting fault becomes a
    /// <see cref="DataFormatException"/>.
    /// </summary>
    /// <param name="work">The statements, in a transaction of their own if they are several.</param>
    /// <param name="once">Whether not to wait for a fault to pass.</param>
    protected abstract T Attempt<T>(Func<DbConnection, T> work, bool once = false);

    /// <summary>Closes the connection.</summary>
    protected abstract void Disconnect();

    private T Locked<T>(Func<DbConnection, T> work)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Attempt(work);
        }
    }

    private bool Claim(DbConnection connection, int number)
    {
        using var transaction = connection.BeginTransaction();

        // A claim of this very worker that it does not know of is one whose confirmation was lost with the connection.
        var isTaken = connection.Execute(
            $"""
            INSERT INTO claims (study, number, worker, beat) VALUES (@study, @number, @worker, {Now})
            ON CONFLICT (study, number) DO UPDATE SET worker = excluded.worker, beat = excluded.beat
            WHERE claims.worker = excluded.worker OR abs(excluded.beat - claims.beat) > @patience
            """,
            ("study", Study),
            ("number", number),
            ("worker", _worker),
            ("patience", _patience)) == 1;

        // Looked up after the claim: a worker writes its trial before it gives up its claim.
        if (!isTaken || IsFinished(connection, number))
        {
            return false;
        }

        transaction.Commit();
        return true;
    }

    private bool IsFinished(DbConnection connection, int number) => connection.Scalar(
        "SELECT number FROM trials WHERE study = @study AND number = @number", ("study", Study), ("number", number)) is not null;

    private bool Finish(DbConnection connection, Trial trial, float[]? scores)
    {
        var (number, record) = (trial.Spec.Number, TrialRecord.Write(trial));
        using var transaction = connection.BeginTransaction();
        var isFirst = connection.Execute(
            """
            INSERT INTO trials (study, number, record, checksum) VALUES (@study, @number, @record, @checksum)
            ON CONFLICT (study, number) DO NOTHING
            """,
            ("study", Study),
            ("number", number),
            ("record", record),
            ("checksum", TrialRecord.Checksum(_key, number, record))) == 1;
        if (isFirst && scores is not null)
        {
            var blob = TrialRecord.Bytes(scores);
            connection.Execute(
                "INSERT INTO scores (study, number, scores, checksum) VALUES (@study, @number, @scores, @checksum)",
                ("study", Study),
                ("number", number),
                ("scores", blob),
                ("checksum", TrialRecord.Checksum(_key, number, blob)));
        }

        if (isFirst && _heldSince.TryGetValue(number, out var since))
        {
            connection.Execute(
                "INSERT INTO timings (study, number, worker, seconds) VALUES (@study, @number, @worker, @seconds)",
                ("study", Study),
                ("number", number),
                ("worker", _worker),
                ("seconds", _clock.GetElapsedTime(since).TotalSeconds));
        }

        connection.Execute("DELETE FROM claims WHERE study = @study AND number = @number", ("study", Study), ("number", number));
        transaction.Commit();
        return isFirst;
    }

    private void Beat()
    {
        // A worker in the middle of something keeps the connection for a moment only; waiting longer would pile up beats.
        if (!_lock.TryEnter(_beatWaits))
        {
            return;
        }

        try
        {
            if (_heldSince.Count > 0 && !_disposed)
            {
                Attempt(
                    connection => connection.Execute(
                        $"UPDATE claims SET beat = {Now} WHERE study = @study AND worker = @worker", ("study", Study), ("worker", _worker)),
                    once: true);
            }
        }
        catch (DataFormatException)
        {
            // The next beat is soon; a fault that lasts is met by the worker itself.
        }
        finally
        {
            _lock.Exit();
        }
    }
}

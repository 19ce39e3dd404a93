using System.Runtime.InteropServices;

namespace Trainer.Features.Data.Input.Parquet;

/// <summary>
/// A database in memory that sees the named files and nothing else: no other file, no network, no extensions, no spilling, and not
/// more than <see cref="MemoryLimit"/>. One thread, so that rows come in the order of the file without being held back for it.
/// </summary>
internal sealed class DuckSession : IDisposable
{
    public const string MemoryLimit = "512MiB";

    private static readonly (string Name, string Value)[] _settings =
    [
        ("threads", "1"),
        ("memory_limit", MemoryLimit),
        ("preserve_insertion_order", "true"),
        ("temp_directory", ""),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("allow_community_extensions", "false"),
        ("allow_persistent_secrets", "false"),
    ];

    private readonly DuckHandle _database;
    private readonly DuckHandle _connection;

    /// <summary>Opens a database. The library must have been loaded.</summary>
    /// <param name="paths">The files that it may open, by their full paths.</param>
    public DuckSession(params ReadOnlySpan<string> paths)
    {
        _database = Open();
        try
        {
            DuckLibrary.Check(DuckLibrary.Connect(_database, out var connection), () => "the database cannot be connected to");
            _connection = new DuckHandle(connection, static handle => DuckLibrary.Disconnect(ref handle));
            Execute($"SET allowed_paths = [{string.Join(", ", paths.ToArray().Select(Literal))}]");
            Execute("SET enable_external_access = false");
            Execute("SET lock_configuration = true");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A text as SQL has it.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name as SQL has it.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Starts a query whose rows are computed as they are read.</summary>
    public DuckRows Query(string sql)
    {
        var state = DuckLibrary.Prepare(_connection, sql, out var prepared);
        using var statement = new DuckHandle(prepared, static handle => DuckLibrary.DestroyStatement(ref handle));
        DuckLibrary.Check(state, () => Marshal.PtrToStringUTF8(DuckLibrary.PrepareError(statement)));
        state = DuckLibrary.PendingStreaming(statement, out var started);
        using var pending = new DuckHandle(started, static handle => DuckLibrary.DestroyPending(ref handle));
        DuckLibrary.Check(state, () => Marshal.PtrToStringUTF8(DuckLibrary.PendingError(pending)));
        return new DuckRows(pending);
    }

    /// <summary>Runs a statement to its end.</summary>
    public void Execute(string sql)
    {
        using var rows = Query(sql);
        while (rows.NextChunk())
        {
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _database.Dispose();
    }

    private static DuckHandle Open()
    {
        DuckLibrary.Check(DuckLibrary.CreateConfiguration(out var created), () => "no settings can be made");
        using var configuration = new DuckHandle(created, static handle => DuckLibrary.DestroyConfiguration(ref handle));
        foreach (var (name, value) in _settings)
        {
            DuckLibrary.Check(DuckLibrary.SetConfiguration(configuration, name, value), () => $"it does not know the setting {name}");
        }

        DuckLibrary.Check(DuckLibrary.Open(":memory:", out var database, configuration, out var error), () => Taken(error));
        return new DuckHandle(database, static handle => DuckLibrary.Close(ref handle));
    }

    private static string? Taken(nint text)
    {
        var taken = Marshal.PtrToStringUTF8(text);
        DuckLibrary.Free(text);
        return taken;
    }
}

using System.Globalization;

namespace Trainer.Features.Data.Input.Parquet;

/// <summary>The rows of a Parquet file in their order, streamed through DuckDB.</summary>
internal sealed class ParquetReader : RecordReader
{
    private const int MaxColumns = 1 << 16;

    // Repeated values cost next to nothing in the file, so that a small one could keep a reader busy for ever.
    private const long AlwaysReadRows = 1L << 24;
    private const int MaxRowsPerByte = 16;

    // The row numbers of a pandas table, which are no column of it.
    private const string PandasIndex = "__index_level_";

    private readonly DuckSession _session;
    private readonly DuckRows _rows;
    private readonly ParquetRecord _record;
    private long _before;
    private int _row;

    public ParquetReader(DataWindow window)
        : this(window, AppContext.BaseDirectory)
    {
    }

    internal ParquetReader(DataWindow window, string libraryFolder)
        : base(DataShape.Parquet, window)
    {
        var bytes = ParquetFooter.Check(Path);
        DuckLibrary.Load(libraryFolder, Path);
        var (path, pattern) = (System.IO.Path.GetFullPath(Path), Pattern(System.IO.Path.GetFullPath(Path)));
        _session = Asked(() => new DuckSession(path, pattern));
        try
        {
            var file = DuckSession.Literal(pattern);
            var names = Asked(() => Names(file));
            CheckRowCount(Asked(() => RowCount(file)), bytes);
            _rows = Asked(() => Rows($"read_parquet({file}, binary_as_string = true, hive_partitioning = false)"));
            for (var i = 0; i < names.Count; i++)
            {
                if (_rows.Names.ElementAtOrDefault(i) != names[i])
                {
                    throw At().Error($"has the column {Excerpt.Of(names[i])} twice, or another that differs only in upper and lower " +
                        "case; rename one");
                }
            }

            _record = new ParquetRecord(Path, bytes, names.Where(n => !n.StartsWith(PandasIndex, StringComparison.Ordinal)), _rows);
        }
        catch
        {
            _rows?.Dispose();
            _session.Dispose();
            throw;
        }
    }

    public override void Dispose()
    {
        _rows.Dispose();
        _session.Dispose();
        base.Dispose();
    }

    protected override DataRecord? Next()
    {
        if (_row == _rows.Count)
        {
            (_before, _row) = (_before + _row, 0);
            if (!Asked(_rows.NextChunk))
            {
                return null;
            }
        }

        _record.Set(_row, _before + _row + 1);
        _row++;
        return _record;
    }

    // The brackets keep a name with * ? [ in it from being a pattern that finds other files.
    private static string Pattern(string path) => path
        .Replace("[", "[[]", StringComparison.Ordinal)
        .Replace("*", "[*]", StringComparison.Ordinal)
        .Replace("?", OperatingSystem.IsWindows() ? "?" : "[?]", StringComparison.Ordinal);

    private T Asked<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (DuckException fault)
        {
            throw new DataPlace(Path, _before > 0 ? _before + 1 : 0).Error(
                $"DuckDB cannot read the Parquet file from here ({fault.Message}); write it again, with smaller row groups if they need " +
                $"more than {DuckSession.MemoryLimit}", fault);
        }
    }

    private DataPlace At() => new(Path);

    private DuckRows Rows(string table)
    {
        var rows = _session.Query($"SELECT * FROM {table}");
        var written = rows.Names.Zip(rows.Columns, (name, column) => (Name: DuckSession.Identifier(name), Text: AsText(name, column.Type)))
            .Where(c => c.Text is not null)
            .Select(c => $"{c.Text} AS {c.Name}")
            .ToArray();
        if (written.Length == 0)
        {
            return rows;
        }

        rows.Dispose();
        return _session.Query($"SELECT * REPLACE ({string.Join(", ", written)}) FROM {table}");
    }

    // What has no kind of its own in a record becomes text, days and times in the form of ISO 8601.
    private static string? AsText(string name, DuckType type) => type switch
    {
        DuckType.Date or DuckType.Time or DuckType.TimeNanoseconds or DuckType.TimeWithZone or DuckType.Timestamp
            or DuckType.TimestampSeconds or DuckType.TimestampMilliseconds or DuckType.TimestampNanoseconds or DuckType.Interval
            or DuckType.Uuid or DuckType.Enumeration => $"CAST({DuckSession.Identifier(name)} AS VARCHAR)",
        DuckType.TimestampWithZone => $"CAST(make_timestamp(epoch_us({DuckSession.Identifier(name)})) AS VARCHAR) || '+00'",
        _ => null,
    };

    /// <summary>The names of the outermost columns as they are in the file, which lists its tree of columns depth first.</summary>
    private List<string> Names(string file)
    {
        var nodes = new List<(string Name, long Children)>();
        using (var schema = _session.Query($"SELECT name, coalesce(num_children, 0)::BIGINT FROM parquet_schema({file})"))
        {
            while (schema.NextChunk())
            {
                for (var row = 0; row < schema.Count; row++)
                {
                    nodes.Add((System.Text.Encoding.UTF8.GetString(schema.Columns[0].Utf8(row)), (long)schema.Columns[1].Number(row)));
                }
            }
        }

        var names = new List<string>();
        for (var node = 1; node < nodes.Count;)
        {
            names.Add(nodes[node].Name);
            for (var open = 1L; open > 0 && node < nodes.Count; node++)
            {
                open += nodes[node].Children - 1;
            }
        }

        return names.Count is >= 1 and <= MaxColumns ? names : throw At().Error(string.Create(
            CultureInfo.InvariantCulture, $"has {names.Count} columns; allowed are 1 to {MaxColumns}"));
    }

    private double RowCount(string file)
    {
        using var metadata = _session.Query($"SELECT num_rows::BIGINT FROM parquet_file_metadata({file})");
        return metadata.NextChunk() && !metadata.Columns[0].IsNull(0) ? metadata.Columns[0].Number(0) : 0;
    }

    private void CheckRowCount(double rows, long bytes)
    {
        var most = Math.Max(AlwaysReadRows, MaxRowsPerByte * bytes);
        if (rows > most)
        {
            throw At().Error(string.Create(
                CultureInfo.InvariantCulture,
                $"claims {rows:F0} rows in {bytes} bytes; of a file of this size at most {most} are read: write fewer, or CSV"));
        }
    }
}

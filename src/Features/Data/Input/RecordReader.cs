using Trainer.Features.Data.Input.Frames;
using Trainer.Features.Data.Input.Parquet;

namespace Trainer.Features.Data.Input;

/// <summary>The records of one file, streamed where its format allows.</summary>
internal abstract class RecordReader(DataShape shape, DataWindow window) : IDisposable
{
    private long _row;
    private DataRecord? _peeked;

    public DataShape Shape { get; } = shape;

    /// <summary>Whether all records have the columns of one header.</summary>
    public bool HasHeader => Shape is DataShape.Csv or DataShape.DataFrame or DataShape.Parquet;

    public string Path => Window.Path;

    /// <summary>
    /// The file's name without folder and extensions, which names rows and domains that have no name of their own.
    /// </summary>
    public string Stem
    {
        get
        {
            var name = System.IO.Path.GetFileName(Path);
            name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
            return System.IO.Path.GetFileNameWithoutExtension(name);
        }
    }

    protected DataWindow Window { get; } = window;

    /// <summary>Opens a file and tells its shape by how it begins.</summary>
    public static RecordReader Open(string path)
    {
        var window = new DataWindow(path);
        try
        {
            return window.FirstVisible() switch
            {
                null => throw new DataFormatException(path, 0, null, "is empty; a file of queries or battles is needed"),
                _ when window.Unread.Span.StartsWith(ParquetFooter.Magic) => new ParquetReader(window),
                (byte)'[' => new JsonArrayReader(window),
                (byte)'{' => new JsonLinesReader(window),
                0x80 => new FrameReader(window),
                _ => new CsvRecordReader(window),
            };
        }
        catch
        {
            window.Dispose();
            throw;
        }
    }

    /// <summary>The record that <see cref="Read"/> will give next.</summary>
    public DataRecord? Peek() => _peeked ??= Next();

    /// <summary>The next record, valid until the next call; null at the end.</summary>
    public DataRecord? Read()
    {
        var record = _peeked ?? Next();
        _peeked = null;
        if (record is not null)
        {
            record.Row = _row++;
        }

        return record;
    }

    public virtual void Dispose() => Window.Dispose();

    protected abstract DataRecord? Next();
}

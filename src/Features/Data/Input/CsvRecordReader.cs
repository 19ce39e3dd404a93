using CsvHelper;

namespace Trainer.Features.Data.Input;

/// <summary>
/// CSV with a header, commas and RFC 4180 quotes. Every row must have as many fields as the header; blank lines are passed over.
/// </summary>
internal sealed class CsvRecordReader : RecordReader
{
    private static readonly CsvReaderOptions _options = new()
    {
        Separator = ',',
        HasHeader = false,
        DetectSeparatorHint = false,
        MaxRecordSize = DataLimits.MaxLineBytes,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    private readonly CsvReader _reader;
    private readonly CsvRecord _record;

    public CsvRecordReader(DataWindow window)
        : base(DataShape.Csv, window)
    {
        _reader = CsvReader.Create(new Utf8LineStream(new Utf8Lines(window)), _options);
        if (!Advance())
        {
            throw window.Error("has no header; the first line must name the columns");
        }

        _record = new CsvRecord(window.Path, _reader);
    }

    public override void Dispose()
    {
        _reader.Dispose();
        base.Dispose();
    }

    protected override DataRecord? Next()
    {
        if (!Advance())
        {
            return null;
        }

        _record.Set();
        return _record;
    }

    private bool Advance()
    {
        try
        {
            return _reader.Read();
        }
        catch (CsvFormatException fault)
        {
            throw new DataFormatException(
                Path,
                fault.LineNumber,
                null,
                $"the row that starts here is no proper CSV ({fault.Message.TrimEnd('.')}); a field with quotes, " +
                "commas or line breaks stands in \"…\" with inner quotes doubled, and every quote must be closed",
                fault);
        }
    }
}

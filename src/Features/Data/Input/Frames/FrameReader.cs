using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>
/// The rows of a pickled pandas table. Unlike other files it is held as a whole, since the columns of a row stand far apart; texts and
/// numbers stay where they are in it.
/// </summary>
internal sealed class FrameReader : RecordReader
{
    private readonly FrameRecord _record;
    private readonly long _rowCount;
    private long _row;

    public FrameReader(DataWindow window)
        : base(DataShape.DataFrame, window)
    {
        var bytes = window.ReadToEnd();
        var frame = PickleReader.Read(bytes, PandasGlobals.Frames(bytes.Length), window.Path, "the pickle") as PandasFrame
            ?? throw new DataFormatException(window.Path, 0, null, $"the pickle holds no pandas DataFrame; {PandasGlobals.Advice}");
        (var names, var columns, _rowCount) = frame.Columns(window.Path);
        _record = new FrameRecord(window.Path, names, columns);
    }

    protected override DataRecord? Next()
    {
        if (_row == _rowCount)
        {
            return null;
        }

        _record.Set(_row++);
        return _record;
    }
}

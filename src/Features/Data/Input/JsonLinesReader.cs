using System.Text.Json;

namespace Trainer.Features.Data.Input;

/// <summary>One JSON object per line; blank lines are passed over.</summary>
internal sealed class JsonLinesReader(DataWindow window) : RecordReader(DataShape.JsonLines, window)
{
    private readonly Utf8Lines _lines = new(window);
    private readonly JsonRecord _record = new(window.Path);

    public override void Dispose()
    {
        _record.Dispose();
        base.Dispose();
    }

    protected override DataRecord? Next()
    {
        while (_lines.Read(out var line))
        {
            if (line.Span.Trim(" \t\r\n"u8).Length == 0)
            {
                continue;
            }

            try
            {
                _record.Set(_lines.Line, line);
            }
            catch (JsonException fault)
            {
                throw new DataPlace(Path, _lines.Line, FormattableString.Invariant($"{fault.BytePositionInLine + 1}")).Error(
                    "is not valid JSON; every line must be one complete JSON object", fault);
            }

            return _record;
        }

        return null;
    }
}

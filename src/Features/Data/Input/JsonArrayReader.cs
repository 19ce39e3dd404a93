using System.Text.Json;

namespace Trainer.Features.Data.Input;

/// <summary>A JSON list of objects, streamed element by element so that a list of any length fits.</summary>
internal sealed class JsonArrayReader(DataWindow window) : RecordReader(DataShape.JsonArray, window)
{
    private readonly JsonRecord _record = new(window.Path);
    private JsonReaderState _state;
    private int _pending;
    private bool _atEnd;

    public override void Dispose()
    {
        _record.Dispose();
        base.Dispose();
    }

    protected override DataRecord? Next()
    {
        try
        {
            while (true)
            {
                Window.Advance(_pending);
                _pending = 0;
                var kind = Step(out var element);
                var line = Window.Line + Window.Unread.Span[..(_pending - element.Length)].Count((byte)'\n');
                switch (kind)
                {
                    case JsonTokenType.StartObject:
                        Window.CheckUtf8(Window.Unread.Span[.._pending]);
                        _record.Set(line, element);
                        return _record;
                    case JsonTokenType.None:
                        return null;
                    case JsonTokenType.StartArray or JsonTokenType.EndArray:
                        break;
                    default:
                        throw new DataPlace(Path, line).Error($"the list holds a {kind} where an object is needed; every " +
                            "element must be a JSON object");
                }
            }
        }
        catch (JsonException fault)
        {
            throw new DataPlace(Path, (fault.LineNumber ?? 0) + 1, FormattableString.Invariant($"{fault.BytePositionInLine + 1}")).Error(
                "is not valid JSON; the file must be one complete JSON list of objects", fault);
        }
    }

    /// <summary>Reads one bracket or one whole element; None at the end of the file.</summary>
    private JsonTokenType Step(out ReadOnlyMemory<byte> element)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(Window.Unread.Span, _atEnd, _state);
            if (reader.Read())
            {
                var (kind, start) = (reader.TokenType, (int)reader.TokenStartIndex);
                if (kind != JsonTokenType.StartObject || reader.TrySkip())
                {
                    (_state, _pending) = (reader.CurrentState, (int)reader.BytesConsumed);
                    element = Window.Unread[start.._pending];
                    return kind;
                }
            }
            else if (_atEnd)
            {
                element = default;
                return JsonTokenType.None;
            }

            _atEnd = !Window.Grow();
        }
    }
}

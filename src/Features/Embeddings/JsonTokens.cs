using System.Text;
using System.Text.Json;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>The tokens of a file of JSON values of any length, one after the other; only the current token is held.</summary>
internal static class JsonTokens
{
    /// <summary>Takes the token on which the reader stands.</summary>
    public delegate void Visitor(ref Utf8JsonReader reader, DataPlace place);

    /// <summary>Shows every token of the file to a visitor. O(bytes).</summary>
    public static void Read(DataWindow window, Visitor visit)
    {
        var state = new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true });
        var isLast = false;
        try
        {
            while (true)
            {
                var piece = window.Unread.Span;
                var reader = new Utf8JsonReader(piece, isLast, state);
                var place = new DataPlace(window.Path, window.Line);
                while (reader.Read())
                {
                    visit(ref reader, place);
                }

                state = reader.CurrentState;
                window.Advance((int)reader.BytesConsumed);
                if (isLast)
                {
                    return;
                }

                isLast = !window.Grow();
            }
        }
        catch (JsonException fault)
        {
            throw new DataPlace(window.Path, (fault.LineNumber ?? 0) + 1, FormattableString.Invariant($"{fault.BytePositionInLine + 1}"))
                .Error("is not valid JSON; write the file again", fault);
        }
    }

    /// <summary>A text, or an integer as it is written.</summary>
    public static string Name(ref Utf8JsonReader reader, DataPlace place)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.IndexOfAny(".eE"u8) < 0)
        {
            return Encoding.ASCII.GetString(reader.ValueSpan);
        }

        try
        {
            return reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                ? reader.GetString()!
                : throw place.Error($"the id {Excerpt.Of(Encoding.UTF8.GetString(reader.ValueSpan))} is neither a text nor an integer");
        }
        catch (InvalidOperationException fault)
        {
            throw place.Error("an id is not valid Unicode; ids are texts or integers", fault);
        }
    }
}

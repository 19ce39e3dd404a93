using System.Text;
using System.Text.Json;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>Names of rows in a file of their own: one per line, or a JSON list of texts and integers.</summary>
internal static class RowIds
{
    /// <summary>How long a name may be, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024;

    private const int MaxCount = EmbeddingFile.MaxValues;

    public static IReadOnlyList<string> Read(string path)
    {
        using var window = new DataWindow(path);
        return window.FirstVisible() == '[' ? ReadList(window) : ReadLines(window);
    }

    /// <summary>Refuses a name that is empty or too long.</summary>
    public static string Checked(string name, DataPlace place) => name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= MaxBytes
        ? name
        : throw place.Error($"the id {Excerpt.Of(name)} has {name.Length} characters; ids have 1 to {MaxBytes} bytes");

    private static List<string> ReadLines(DataWindow window)
    {
        var ids = new List<string>();
        var lines = new Utf8Lines(window);
        while (lines.Read(out var line))
        {
            ids.Add(Checked(Encoding.UTF8.GetString(line.Span.TrimEnd("\r\n"u8)), new DataPlace(window.Path, lines.Line)));
        }

        return ids;
    }

    private static List<string> ReadList(DataWindow window)
    {
        var ids = new List<string>();
        JsonTokens.Read(window, (ref Utf8JsonReader reader, DataPlace place) =>
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String or JsonTokenType.Number when reader.CurrentDepth == 1 && ids.Count < MaxCount:
                    ids.Add(Checked(JsonTokens.Name(ref reader, place), place));
                    break;
                case JsonTokenType.StartArray or JsonTokenType.EndArray when reader.CurrentDepth == 0:
                    break;
                default:
                    throw place.Error($"the list holds a {reader.TokenType}; allowed are texts and integers");
            }
        });
        return ids;
    }
}

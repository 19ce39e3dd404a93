using System.Text;
using System.Text.Json;
using Trainer.Features.Data;

namespace Trainer.Replay;

/// <summary>A line of a file of JSON objects, asked for its fields; every fault names the line.</summary>
internal readonly record struct JsonLine(string Path, int Line, JsonElement Root)
{
    private const int MaxLength = 1 << 20;

    /// <summary>The objects of a file, one a line; empty lines are passed over. Streaming.</summary>
    public static IEnumerable<JsonLine> Read(string path, string what)
    {
        if (!File.Exists(path))
        {
            throw new DataFormatException(path, 0, null, $"there is no such file; give {what}");
        }

        var number = 0;
        using var reader = new StreamReader(path, new UTF8Encoding(false));
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length > MaxLength)
            {
                throw new DataFormatException(path, number, null, "is longer than 1 MiB; one JSON object of a few fields is needed");
            }

            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(path, number, line);
            }
        }
    }

    /// <summary>A text that must be there; a number stands for its text.</summary>
    public string Text(string key) => Root.TryGetProperty(key, out var value)
        && value.ValueKind is JsonValueKind.String or JsonValueKind.Number && value.ToString() is { Length: > 0 } text
        ? text
        : throw Fault(key, "is no text; a text of at least one character is needed");

    /// <summary>A finite number from a least one on, or null where the key is absent or null.</summary>
    public double? Number(string key, double least)
    {
        if (!Root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number >= least
            ? number
            : throw Fault(key, FormattableString.Invariant($"is {value.GetRawText()}; a finite number from {least} on is needed"));
    }

    /// <summary>Whether a key says false.</summary>
    public bool IsFalse(string key) => Root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.False;

    public DataFormatException Fault(string key, string message) => new(Path, Line, key, message);

    private static JsonLine Parse(string path, int number, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonLine(path, number, document.RootElement.Clone())
                : throw new DataFormatException(path, number, null, "is no JSON object; every line must be one");
        }
        catch (JsonException e)
        {
            throw new DataFormatException(path, number, null, $"is not valid JSON: {e.Message}", e);
        }
    }
}

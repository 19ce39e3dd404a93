using System.Globalization;
using System.Text;
using System.Text.Json;
using Trainer.Features.Data;

namespace Trainer.Commands;

/// <summary>
/// Queries without outcomes, one per line: JSON objects with <c>query</c> or <c>prompt</c> and perhaps <c>id</c> and <c>domain</c>, or plain
/// text. Where scores are asked for, each object has them under <c>score:</c> and their names; one that may be unknown may be null or missing.
/// </summary>
internal static class QueryFile
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static IEnumerable<(string Id, string Text, float[] Scores, string? Domain)> Read(
        string path, IReadOnlyList<string>? scores = null, bool mayBeUnknown = false)
    {
        if (!File.Exists(path))
        {
            throw new DataFormatException(path, 0, null, "there is no such file; give JSON lines or plain text, one query a line");
        }

        var number = 0;
        // Latin-1 keeps every byte, so that a line that is not UTF-8 can be named.
        using var reader = new StreamReader(path, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        while (reader.ReadLine() is { } bytes)
        {
            var line = Decoded(path, ++number, Encoding.Latin1.GetBytes(bytes));
            var id = number.ToString(CultureInfo.InvariantCulture);
            if (line.StartsWith('{'))
            {
                yield return Json(path, number, line, id, scores ?? [], mayBeUnknown);
            }
            else if (line.Length > 0)
            {
                yield return scores is not { Count: > 0 }
                    ? (id, line, [], null)
                    : throw new DataFormatException(
                        path, number, null, $"is plain text, which has no score:{scores[0]}; give JSON objects with 'query' and the scores");
            }
        }
    }

    private static string Decoded(string path, int number, byte[] line)
    {
        try
        {
            var text = Strict.GetString(line);
            return number == 1 ? text.TrimStart('\uFEFF') : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new DataFormatException(path, number, null, $"byte 0x{e.BytesUnknown![0]:X2} is not UTF-8; save the file as UTF-8", e);
        }
    }

    private static (string Id, string Text, float[] Scores, string? Domain) Json(
        string path, int number, string line, string id, IReadOnlyList<string> scores, bool mayBeUnknown)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.TryGetProperty("id", out var given))
            {
                id = given.ToString();
            }

            return root.TryGetProperty("query", out var text) || root.TryGetProperty("prompt", out text)
                ? (id,
                    text.GetString() ?? throw new DataFormatException(path, number, "query", "is null; a text is needed"),
                    [.. scores.Select(name => Score(path, number, root, name, mayBeUnknown))],
                    root.TryGetProperty("domain", out var domain) && domain.ValueKind == JsonValueKind.String ? domain.GetString() : null)
                : throw new DataFormatException(path, number, null, "the object has neither 'query' nor 'prompt'");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataFormatException(
                path, number, null, $"this is not a JSON object with a text in 'query' or 'prompt': {e.Message}", e);
        }
    }

    private static float Score(string path, int number, JsonElement root, string name, bool mayBeUnknown)
    {
        var key = "score:" + name;
        if (!root.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return mayBeUnknown ? float.NaN : throw new DataFormatException(path, number, key, "is missing; the bundle routes by this score, so every query needs it");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var score) && float.IsFinite(score)
            ? score
            : throw new DataFormatException(path, number, key, $"is {value.GetRawText()}; a finite number is needed");
    }
}

using System.Globalization;
using System.Text.Json;

namespace Trainer.Features.Data.Input;

/// <summary>One JSON object.</summary>
internal sealed class JsonRecord(string path) : DataRecord(path), IDisposable
{
    private static readonly JsonDocumentOptions _uniqueKeys = new() { AllowDuplicateProperties = false };

    private JsonDocument? _document;
    private JsonElement _root;
    private List<string> _columns = [];

    public override IReadOnlyList<string> Columns => _columns;

    public void Set(long line, ReadOnlyMemory<byte> json)
    {
        Line = line;
        _document?.Dispose();
        _document = null;
        _document = Parse(json);
        _root = _document.RootElement;
        if (_root.ValueKind != JsonValueKind.Object)
        {
            throw At().Error($"holds a JSON {Kind(_root)} where an object is needed");
        }

        if (!HasColumns(_columns))
        {
            _columns = [.. _root.EnumerateObject().Select(p => Unescaped(p, () => p.Name))];
        }
    }

    public override bool Has(string column) => _root.TryGetProperty(column, out _);

    public override string? Text(string column) => Find(column) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => Text(column, value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Wrong(column, value, "a text"),
    };

    public override double? Number(string column) => Find(column) is { } value ? Number(column, value) : null;

    public override double? Outcome(string column) => Find(column) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => Number(column, value),
    };

    public override bool HoldsOutcome(string column) =>
        Find(column) is not { ValueKind: not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number) };

    public override IEnumerable<KeyValuePair<string, double?>> NumbersByKey(string column)
    {
        if (Find(column) is not { } value)
        {
            yield break;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(column, value, "an object of numbers by model");
        }

        foreach (var property in value.EnumerateObject())
        {
            var name = Unescaped(property, () => property.Name);
            yield return new(name, property.Value.ValueKind == JsonValueKind.Null ? null : Number($"{column}.{name}", property.Value));
        }
    }

    public override IReadOnlyList<double?>? Numbers(string column) => List<double?>(
        column, "a list of numbers", item => item.ValueKind == JsonValueKind.Null ? null : Number(column, item));

    public override IReadOnlyList<string>? Texts(string column) => List(
        column,
        "a list of texts",
        item => item.ValueKind == JsonValueKind.String ? Text(column, item) : throw Wrong(column, item, "a text"));

    public override bool IsObject(string column) => Find(column) is { ValueKind: JsonValueKind.Object };

    public override bool IsList(string column) => Find(column) is { ValueKind: JsonValueKind.Array };

    public void Dispose() => _document?.Dispose();

    protected override bool Holds(string column, string text) =>
        Find(column) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(text);

    private T[]? List<T>(string column, string allowed, Func<JsonElement, T> item) => Find(column) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item)]
        : throw Wrong(column, value, allowed);

    private JsonElement? Find(string column) =>
        _root.TryGetProperty(column, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private double? Number(string column, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when value.ValueEquals(""u8) => null,
        _ => throw Wrong(column, value, "a number such as 0.25, or null"),
    };

    private string Text(string column, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw At(column).Error("holds half a surrogate pair (\\ud800 to \\udfff alone); text must be valid Unicode", fault);
        }
    }

    private string Unescaped(JsonProperty property, Func<string> name)
    {
        try
        {
            return name();
        }
        catch (InvalidOperationException fault)
        {
            throw At().Error($"a key before {Excerpt.Of(property.Value.GetRawText())} holds half a surrogate pair; keys " +
                "must be valid Unicode", fault);
        }
    }

    private bool HasColumns(List<string> columns)
    {
        var i = 0;
        foreach (var property in _root.EnumerateObject())
        {
            if (i == columns.Count || !property.NameEquals(columns[i++]))
            {
                return false;
            }
        }

        return i == columns.Count;
    }

    private JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, _uniqueKeys);
        }
        catch (JsonException fault)
        {
            // The parser refuses a repeated key without saying which; whatever else is wrong is thrown again by this second parse.
            using var document = JsonDocument.Parse(json);
            var key = RepeatedKey(document.RootElement) ?? throw new JsonException(null, fault);
            throw At(key).Error("stands twice in one object; every key, and so every model, needs a name of its own: rename " +
                "or remove one", fault);
        }
    }

    private static string? RepeatedKey(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var property in value.EnumerateObject())
                {
                    if (!seen.Add(property.Name))
                    {
                        return property.Name;
                    }

                    if (RepeatedKey(property.Value) is { } inner)
                    {
                        return inner;
                    }
                }

                return null;
            case JsonValueKind.Array:
                return value.EnumerateArray().Select(RepeatedKey).FirstOrDefault(key => key is not null);
            default:
                return null;
        }
    }

    private DataFormatException Wrong(string column, JsonElement value, string allowed) =>
        At(column).Error($"holds the {Kind(value)} {Excerpt.Of(value.GetRawText())}; allowed: {allowed}");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "truth value",
        JsonValueKind.Array => "list",
        JsonValueKind.String => "text",
        var kind => kind.ToString().ToLower(CultureInfo.InvariantCulture),
    };
}

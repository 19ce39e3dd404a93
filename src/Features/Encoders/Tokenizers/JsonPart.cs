using System.Globalization;
using System.Text.Json;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>A value of a tokenizer's file that knows where it stands, for messages.</summary>
/// <param name="element">The value.</param>
/// <param name="place">Such as <c>normalizer.normalizers[1]</c>; empty for the whole.</param>
/// <param name="file">The file's name in messages.</param>
internal readonly struct JsonPart(JsonElement element, string place, string file)
{
    public JsonValueKind Kind => element.ValueKind;

    /// <summary>Says what is wrong here.</summary>
    public EncoderException Fault(string what, Exception? inner = null) =>
        new($"{file}: {(place.Length == 0 ? "the whole" : place)} {what}", inner);

    /// <summary>A member; null if it is absent or null.</summary>
    public JsonPart? Optional(string name)
    {
        Must(JsonValueKind.Object, "an object");
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new(value, place.Length == 0 ? name : $"{place}.{name}", file) : null;
    }

    /// <summary>A member that must be there.</summary>
    public JsonPart Required(string name) => Optional(name) ?? throw Fault($"has no {name}");

    /// <summary>Refuses members other than these: an unknown one may change what the tokenizer does.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        Must(JsonValueKind.Object, "an object");
        foreach (var member in element.EnumerateObject())
        {
            if (!names.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null)
            {
                throw Fault($"has a member {Excerpt(member.Name)}; known are {string.Join(", ", names.ToArray())}");
            }
        }
    }

    public IEnumerable<JsonPart> Items()
    {
        Must(JsonValueKind.Array, "an array");
        return Walk(element, place, file);
    }

    public int ItemCount()
    {
        Must(JsonValueKind.Array, "an array");
        return element.GetArrayLength();
    }

    /// <summary>The members in the file's order.</summary>
    public JsonElement.ObjectEnumerator Members()
    {
        Must(JsonValueKind.Object, "an object");
        return element.EnumerateObject();
    }

    /// <summary>Text of limited length.</summary>
    public string Text(int maxLength = ModelReader.MaxPieceLength)
    {
        Must(JsonValueKind.String, "text");
        var text = element.GetString()!;
        return text.Length <= maxLength ? text : throw Fault(string.Create(
            CultureInfo.InvariantCulture, $"has {text.Length} characters; at most {maxLength} are allowed"));
    }

    public bool Flag() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("true or false"),
    };

    public int Number(int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= 0 && value <= most
            ? value : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {most}"));

    public double Real() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value)
            ? value : throw Wrong("a finite number");

    /// <summary>One of some names.</summary>
    public T Name<T>() where T : struct, Enum
    {
        var text = Text();
        return Enum.GetNames<T>().Contains(text) ? Enum.Parse<T>(text)
            : throw Fault($"is {Excerpt(text)}; known are {string.Join(", ", Enum.GetNames<T>())}");
    }

    /// <summary>A short piece of what was found, for messages.</summary>
    public static string Excerpt(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private void Must(JsonValueKind kind, string name)
    {
        if (element.ValueKind != kind)
        {
            throw Wrong(name);
        }
    }

    private EncoderException Wrong(string expected) => Fault($"is {Excerpt(element.GetRawText())} where {expected} is needed");

    private static IEnumerable<JsonPart> Walk(JsonElement element, string place, string file)
    {
        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            yield return new(item, string.Create(CultureInfo.InvariantCulture, $"{place}[{i++}]"), file);
        }
    }
}

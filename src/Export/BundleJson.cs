using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trainer.Export;

/// <summary>
/// How bundles and reports write JSON: camel case, two spaces, line feeds, shortest round-trip numbers, null for undefined numbers.
/// </summary>
public static class BundleJson
{
    /// <summary>For whole files.</summary>
    public static readonly JsonSerializerOptions Indented = Create(indented: true);

    /// <summary>For one object per line.</summary>
    public static readonly JsonSerializerOptions Line = Create(indented: false);

    /// <summary>The bytes of a value as a file, with a line feed at the end.</summary>
    public static byte[] ToFile<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Indented), (byte)'\n'];

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DictionaryKeyPolicy = null,
        WriteIndented = indented,
        NewLine = "\n",
        AllowDuplicateProperties = false,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        MaxDepth = 32,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new UndefinedAsNull(), new UndefinedScoreAsNull() },
    };

    /// <summary>JSON has no NaN; an undefined number is null, both ways.</summary>
    private sealed class UndefinedAsNull : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    /// <summary>The same of scores.</summary>
    private sealed class UndefinedScoreAsNull : JsonConverter<float>
    {
        public override bool HandleNull => true;

        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? float.NaN : reader.GetSingle();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (float.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}

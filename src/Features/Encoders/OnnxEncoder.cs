using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.OnnxRuntime;

namespace Trainer.Features.Encoders;

/// <summary>
/// An encoder of one's own: a folder with <c>model.onnx</c>, its Hugging Face <c>tokenizer.json</c>, and maybe <c>encoder.json</c> with
/// <see cref="EncoderSettings"/> in camel case.
/// </summary>
public static class OnnxEncoder
{
    /// <summary>The network.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>How text is cut into pieces.</summary>
    public const string TokenizerFileName = "tokenizer.json";

    /// <summary>How it is used.</summary>
    public const string SettingsFile = "encoder.json";

    /// <summary>Bytes of the largest network: 1 GiB.</summary>
    public const long MaxModelBytes = 1L << 30;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Loads it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="longPrompts">What is read of a longer prompt; null for what <see cref="SettingsFile"/> says.</param>
    /// <exception cref="EncoderException">A file is missing or has a part that is not supported; the message names it.</exception>
    public static Encoder Load(string folder, LongPrompts? longPrompts = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new EncoderException($"{folder}: there is no such folder; an encoder is a folder with {ModelFile} and {TokenizerFileName}");
        }

        var settings = Settings(folder);
        settings = settings with { LongPrompts = longPrompts ?? settings.LongPrompts };
        var tokenizerFile = Read(folder, TokenizerFileName, TokenizerFile.MaxBytes);
        var tokenizer = TokenizerFile.Parse(tokenizerFile, Path.Combine(folder, TokenizerFileName));
        if (settings.MaxTokens < tokenizer.Prefix.Count + tokenizer.Suffix.Count + TokenRows.LengthStep || settings.MaxTokens > 1 << 16)
        {
            throw new EncoderException(
                $"{Path.Combine(folder, SettingsFile)}: maxTokens is {settings.MaxTokens}; allowed are " +
                $"{tokenizer.Prefix.Count + tokenizer.Suffix.Count + TokenRows.LengthStep} to {1 << 16}");
        }

        try
        {
            return new Encoder(tokenizer, tokenizerFile, new OnnxEncoderGraph(Read(folder, ModelFile, MaxModelBytes), settings), settings);
        }
        catch (Exception e) when (e is InvalidDataException or OnnxRuntimeException)
        {
            throw new EncoderException($"{Path.Combine(folder, ModelFile)}: {e.Message}", e);
        }
    }

    private static EncoderSettings Settings(string folder)
    {
        var path = Path.Combine(folder, SettingsFile);
        EncoderSettings settings;
        try
        {
            settings = File.Exists(path)
                ? JsonSerializer.Deserialize<EncoderSettings>(Read(folder, SettingsFile, 1 << 20), Json)!
                : new EncoderSettings();
        }
        catch (JsonException e)
        {
            throw new EncoderException($"{path}: {e.Message}; its keys are name, pooling (mean, firstToken, lastToken or none), maxTokens, " +
                "queryPrefix, normalize, longPrompts (cut, headAndTail or windows)", e);
        }

        return settings.Name.Length > 0 ? settings : settings with { Name = Path.GetFileName(Path.GetFullPath(folder)) };
    }

    private static byte[] Read(string folder, string name, long maxBytes)
    {
        var path = Path.Combine(folder, name);
        try
        {
            var length = new FileInfo(path).Length;
            return length <= maxBytes
                ? File.ReadAllBytes(path)
                : throw new EncoderException($"{path} has {length} bytes; allowed are {maxBytes}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EncoderException($"{path} cannot be read: {e.Message}", e);
        }
    }
}

using System.Text.Json;
using Trainer.Features.Encoders.Tokenizers;

namespace Trainer.Features.Encoders;

/// <summary>
/// Reads tokenizers from the Hugging Face library's file, <c>tokenizer.json</c>. What the file asks for is done exactly or refused by name.
/// Truncation, padding and the decoder are not asked for, apart from the padding's id. Categories, cases and normal forms of characters are
/// those of .NET's Unicode version; the library's own tables are older in places, so characters that came after Unicode 8 may be cut
/// otherwise.
/// </summary>
public static class TokenizerFile
{
    /// <summary>Bytes of the largest file that is read: 64 MiB.</summary>
    public const int MaxBytes = 64 << 20;

    private const int MaxDepth = 32;

    /// <summary>Reads a file.</summary>
    /// <exception cref="EncoderException">
    /// It is too large, damaged, or asks for something that is not supported; the message says where.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ITokenizer Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > MaxBytes)
        {
            throw TooLarge(path, stream.Length);
        }

        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Parse(json, path);
    }

    /// <summary>Reads a file's content.</summary>
    /// <param name="json">The bytes, in UTF-8.</param>
    /// <param name="name">What messages call it, such as a path.</param>
    /// <exception cref="EncoderException">
    /// It is too large, damaged, or asks for something that is not supported; the message says where.
    /// </exception>
    public static ITokenizer Parse(ReadOnlyMemory<byte> json, string name)
    {
        if (json.Length > MaxBytes)
        {
            throw TooLarge(name, json.Length);
        }

        if (json.Span.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return TokenizerReader.Read(new(document.RootElement, "", name));
        }
        catch (JsonException fault)
        {
            throw new EncoderException($"{name} is not a tokenizer.json: {fault.Message}", fault);
        }
        catch (InvalidOperationException fault) // text that is not Unicode
        {
            throw new EncoderException($"{name} is not a tokenizer.json: {fault.Message}", fault);
        }
    }

    private static EncoderException TooLarge(string name, long bytes) => new(string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{name} has {bytes} bytes; a tokenizer may have at most {MaxBytes}"));
}

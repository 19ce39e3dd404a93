using System.Text;

namespace Trainer.Features.Data;

/// <summary>How large one piece of input may be; a reader never holds more than this of a file at once.</summary>
public static class DataLimits
{
    /// <summary>Bytes of UTF-8 in one prompt: 8 MiB.</summary>
    public const int MaxPromptBytes = 8 << 20;

    /// <summary>Bytes in one line of CSV or JSONL, or in one element of a JSON array: 9 MiB.</summary>
    public const int MaxLineBytes = 9 << 20;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static void CheckPrompt(string prompt, DataPlace at)
    {
        int bytes;
        try
        {
            bytes = _strict.GetByteCount(prompt);
        }
        catch (EncoderFallbackException fault)
        {
            throw at.Error($"the prompt has half a surrogate pair at character {fault.Index + 1}; text must be valid Unicode", fault);
        }

        if (bytes > MaxPromptBytes)
        {
            throw at.Error(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"the prompt has {bytes} bytes; a prompt may have at most {MaxPromptBytes} (8 MiB); shorten it or remove its row"));
        }
    }
}

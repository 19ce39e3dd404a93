using System.Text;
using System.Text.Unicode;

namespace Trainer.Features.Data.Input;

/// <summary>UTF-8 beside the texts of .NET.</summary>
internal static class Utf8Text
{
    private const int ChunkBytes = 512;

    /// <summary>Whether the bytes are the text, ordinally, without decoding them as a whole. O(bytes), no allocation.</summary>
    public static bool Equals(ReadOnlySpan<byte> utf8, ReadOnlySpan<char> text)
    {
        if (utf8.Length == text.Length)
        {
            // As many bytes as characters: every character is one byte.
            return Ascii.Equals(utf8, text);
        }

        if (utf8.Length < text.Length || utf8.Length > 3L * text.Length)
        {
            return false;
        }

        Span<byte> chunk = stackalloc byte[ChunkBytes];
        while (!text.IsEmpty)
        {
            Utf8.FromUtf16(text, chunk, out var read, out var written, replaceInvalidSequences: false);
            if (read == 0 || !utf8.StartsWith(chunk[..written]))
            {
                return false;
            }

            utf8 = utf8[written..];
            text = text[read..];
        }

        return utf8.IsEmpty;
    }
}

using System.Text;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>
/// The printable character that stands for each byte in a byte-level vocabulary (Radford et al., 2019): printable Latin-1 characters
/// for themselves, and U+0100 onwards for the other bytes in their order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] _letters = Letters();

    public static void Append(ReadOnlySpan<char> text, CharBuffer output)
    {
        var room = output.Reserve(checked(3 * text.Length));
        var count = 0;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            if (text[i] < 128)
            {
                room[count++] = _letters[text[i++]];
                continue;
            }

            var rune = new Rune(CodePoints.At(text, i, out var width));
            i += width;
            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                room[count++] = _letters[b];
            }
        }

        output.Shrink(room.Length - count);
    }

    private static char[] Letters()
    {
        var letters = new char[256];
        var next = '\u0100';
        for (var b = 0; b < 256; b++)
        {
            letters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : next++;
        }

        return letters;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's compiled character map: a double array (Yata's Darts-clone) from UTF-8 to places in a block of strings that end with 0.
/// A short grapheme that begins with a known sequence becomes its string; otherwise its code points are looked up one by one, as the
/// Hugging Face library does.
/// </summary>
internal sealed class PrecompiledNormalizer : Normalizer
{
    private const int MaxGraphemeBytes = 5;
    private readonly uint[] _units;
    private readonly string?[] _mapped; // by the unit that is the leaf
    private readonly string?[] _ascii = new string?[128];

    /// <summary>Reads a map.</summary>
    /// <exception cref="FormatException">The bytes are not a map.</exception>
    public PrecompiledNormalizer(ReadOnlySpan<byte> map)
    {
        if (map.Length < 4
            || BinaryPrimitives.ReadUInt32LittleEndian(map) is var size && (size > map.Length - 4 || size % 4 != 0 || size == 0))
        {
            throw new FormatException("its length and the length of its trie do not agree");
        }

        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(map[(4 + (i * 4))..]);
        }

        var strings = map[(4 + (int)size)..];
        if (strings.IsEmpty || strings[^1] != 0)
        {
            throw new FormatException("its last string has no end");
        }

        _mapped = new string?[_units.Length];
        ReadStrings(strings);
        Span<byte> one = stackalloc byte[1];
        for (var c = 0; c < _ascii.Length; c++)
        {
            one[0] = (byte)c;
            _ascii[c] = Find(one);
        }
    }

    public override void Apply(ReadOnlySpan<char> text, CharBuffer output)
    {
        Span<byte> utf8 = stackalloc byte[16];
        for (var i = 0; i < text.Length;)
        {
            // Between two ASCII characters is always a boundary, except within a line's end.
            if (text[i] < 128 && text[i] != '\r' && (i + 1 == text.Length || text[i + 1] < 128))
            {
                Append(_ascii[text[i]], text.Slice(i, 1), output);
                i++;
                continue;
            }

            var grapheme = text.Slice(i, StringInfo.GetNextTextElementLength(text[i..]));
            i += grapheme.Length;
            if (Encoding.UTF8.TryGetBytes(grapheme, utf8, out var count) && count <= MaxGraphemeBytes && Find(utf8[..count]) is { } whole)
            {
                output.Append(whole);
                continue;
            }

            for (var j = 0; j < grapheme.Length;)
            {
                CodePoints.At(grapheme, j, out var width);
                var part = grapheme.Slice(j, width);
                Append(Find(utf8[..Encoding.UTF8.GetBytes(part, utf8)]), part, output);
                j += width;
            }
        }
    }

    private static void Append(string? mapped, ReadOnlySpan<char> original, CharBuffer output) => output.Append(mapped ?? original);

    // The string of the shortest known beginning, or null.
    private string? Find(ReadOnlySpan<byte> key)
    {
        var at = Offset(_units[0]);
        foreach (var b in key)
        {
            at ^= b;
            if (b == 0 || at >= (uint)_units.Length || (_units[at] & 0x800000FF) != b)
            {
                return null;
            }

            var unit = _units[at];
            at ^= Offset(unit);
            if ((unit & 0x100) != 0)
            {
                return _mapped[at];
            }
        }

        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    // Walks all that can be reached from the root, so that no text finds a place outside.
    private void ReadStrings(ReadOnlySpan<byte> strings)
    {
        var seen = new bool[_units.Length];
        var open = new Stack<uint>([Offset(_units[0])]);
        while (open.TryPop(out var children))
        {
            for (var b = 1u; b < 256; b++)
            {
                var at = children ^ b;
                if (at >= (uint)_units.Length || (_units[at] & 0x800000FF) != b || seen[at])
                {
                    continue;
                }

                seen[at] = true;
                var below = at ^ Offset(_units[at]);
                if ((_units[at] & 0x100) == 0)
                {
                    open.Push(below);
                    continue;
                }

                var place = below < (uint)_units.Length ? _units[below] & 0x7FFFFFFF : uint.MaxValue;
                if (place >= (uint)strings.Length)
                {
                    throw new FormatException("its trie points outside of its strings");
                }

                var rest = strings[(int)place..];
                _mapped[below] = Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
            }
        }
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>
/// The header of NumPy's .npy (numpy.lib.format, versions 1.0 to 3.0): a Python dictionary of exactly descr, fortran_order and shape,
/// read strictly by hand.
/// </summary>
internal sealed class NpyHeader
{
    // NumPy's own limit is 10,000; a plain array's header has some 100 bytes.
    private const int MaxBytes = 1 << 16;
    private const int MaxAxes = 32;

    private readonly string _text;
    private readonly DataPlace _place;
    private int _at;

    private NpyHeader(string text, DataPlace place)
    {
        (_text, _place) = (text, place);
        Parse();
    }

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The type as NumPy writes it, such as &lt;f4.</summary>
    public string Type { get; private set; } = "";

    /// <summary>Whether the values stand column by column.</summary>
    public bool IsFortran { get; private set; }

    public long[] Shape { get; private set; } = [];

    /// <summary>Bytes from the start of the file to the first value.</summary>
    public int ByteCount { get; private init; }

    public static NpyHeader Read(Stream stream, DataPlace place)
    {
        Span<byte> start = stackalloc byte[12];
        Fill(stream, start[..10], place);
        var (major, minor) = (start[6], start[7]);
        if (!start.StartsWith(Magic) || major is < 1 or > 3 || minor != 0)
        {
            throw place.Error(FormattableString.Invariant(
                $"is of .npy version {major}.{minor}; versions 1.0, 2.0 and 3.0 are read: write it with numpy.save"));
        }

        long length = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (major > 1)
        {
            Fill(stream, start[10..], place);
            length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        }

        if (length > MaxBytes)
        {
            throw place.Error(FormattableString.Invariant(
                $"has a header of {length} bytes; at most {MaxBytes} are read, and a plain array needs some 100"));
        }

        var bytes = new byte[length];
        Fill(stream, bytes, place);
        var text = (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
        return new NpyHeader(text, place) { ByteCount = (major == 1 ? 10 : 12) + (int)length };
    }

    private static void Fill(Stream stream, Span<byte> bytes, DataPlace place)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw place.Error("ends inside its header; copy or write it again");
        }
    }

    private void Parse()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Expect('{');
        while (!Accept('}'))
        {
            var key = Quoted();
            Expect(':');
            if (!seen.Add(key))
            {
                throw Wrong($"the key {key} a second time");
            }

            switch (key)
            {
                case "descr":
                    Type = Quoted();
                    break;
                case "fortran_order":
                    IsFortran = Boolean();
                    break;
                case "shape":
                    Shape = Sizes();
                    break;
                default:
                    throw Wrong($"the key {Excerpt.Of(key)}");
            }

            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        Blanks();
        if (seen.Count != 3 || _text.AsSpan(_at).TrimEnd(" \n").Length > 0)
        {
            throw Wrong("something else than one dictionary");
        }
    }

    private long[] Sizes()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            sizes.Add(sizes.Count < MaxAxes ? Integer() : throw Wrong("a shape of more than 32 axes"));
            if (!Accept(','))
            {
                Expect(')');
                break;
            }
        }

        return [.. sizes];
    }

    private long Integer()
    {
        Blanks();
        var digits = _text.AsSpan(_at);
        digits = digits[..(digits.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : digits.Length)];
        _at += digits.Length;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong("no size between 0 and 2^63 in its shape");
    }

    private bool Boolean()
    {
        Blanks();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (_text.AsSpan(_at).StartsWith(word))
            {
                _at += word.Length;
                return value;
            }
        }

        throw Wrong("neither True nor False for fortran_order");
    }

    private string Quoted()
    {
        Blanks();
        var end = _at < _text.Length && _text[_at] is '\'' or '"' ? _text.IndexOf(_text[_at], _at + 1) : -1;
        if (end < 0 || _text.AsSpan(_at, end - _at).Contains('\\'))
        {
            throw Wrong("something else than a quoted name; structured types are not read");
        }

        var text = _text[(_at + 1)..end];
        _at = end + 1;
        return text;
    }

    private void Expect(char wanted)
    {
        if (!Accept(wanted))
        {
            throw Wrong($"no {wanted}");
        }
    }

    private bool Accept(char wanted)
    {
        Blanks();
        if (_at == _text.Length || _text[_at] != wanted)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Blanks()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }

    private DataFormatException Wrong(string found) => _place.Error($"has {found} at character {_at + 1} of its header; allowed is " +
        "{'descr': …, 'fortran_order': …, 'shape': …} as numpy.save writes it");
}

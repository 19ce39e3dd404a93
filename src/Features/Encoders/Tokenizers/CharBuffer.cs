using System.Text;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Characters that are appended to, and kept for the next text.</summary>
internal sealed class CharBuffer
{
    private char[] _chars = new char[256];
    private int _length;

    public ReadOnlySpan<char> Written => _chars.AsSpan(0, _length);

    public int Length => _length;

    public int Capacity => _chars.Length;

    public void Clear() => _length = 0;

    public void Append(char c)
    {
        if (_length == _chars.Length)
        {
            Grow(1);
        }

        _chars[_length++] = c;
    }

    public void Append(ReadOnlySpan<char> text) => text.CopyTo(Reserve(text.Length));

    public void AppendCodePoint(int codePoint)
    {
        if (codePoint < 0x10000)
        {
            Append((char)codePoint);
        }
        else
        {
            new Rune(codePoint).EncodeToUtf16(Reserve(2));
        }
    }

    /// <summary>Room for exactly so many characters, which the caller fills.</summary>
    public Span<char> Reserve(int count)
    {
        if (count > _chars.Length - _length)
        {
            Grow(count);
        }

        var room = _chars.AsSpan(_length, count);
        _length += count;
        return room;
    }

    /// <summary>Gives back the end of what was reserved.</summary>
    public void Shrink(int unused) => _length -= unused;

    private void Grow(int count) =>
        Array.Resize(ref _chars, (int)Math.Min(Array.MaxLength, Math.Max((long)_length + count, 2L * _chars.Length)));
}

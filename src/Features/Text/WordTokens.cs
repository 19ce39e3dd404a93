using System.Text;

namespace Trainer.Features.Text;

/// <summary>
/// The words of a text, left to right: runs of word code points, and every single code point by itself
/// (see <see cref="CodePointClass"/>). Allocates nothing; O(length).
/// </summary>
internal ref struct WordTokens(ReadOnlySpan<char> text)
{
    private const string Replacement = "\uFFFD";
    private readonly ReadOnlySpan<char> _text = text;
    private int _next;

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly WordTokens GetEnumerator() => this;

    public bool MoveNext()
    {
        var text = _text;
        var i = _next;
        while (i < text.Length)
        {
            var kind = KindAt(text, i, out var width, out var isLoneSurrogate);
            if (kind == CodePointKind.Space)
            {
                i += width;
                continue;
            }

            var start = i;
            i += width;
            if (kind == CodePointKind.Single)
            {
                // ONNX Runtime sees UTF-8, where a lone surrogate has become U+FFFD.
                Current = isLoneSurrogate ? Replacement : text[start..i];
                _next = i;
                return true;
            }

            while (i < text.Length && KindAt(text, i, out width, out _) == CodePointKind.Word)
            {
                i += width;
            }

            Current = text[start..i];
            _next = i;
            return true;
        }

        _next = i;
        return false;
    }

    private static CodePointKind KindAt(ReadOnlySpan<char> text, int i, out int width, out bool isLoneSurrogate)
    {
        var c = text[i];
        width = 1;
        isLoneSurrogate = false;
        if (!char.IsSurrogate(c))
        {
            return CodePointClass.Of(c);
        }

        isLoneSurrogate = Rune.DecodeFromUtf16(text[i..], out var rune, out var consumed) != System.Buffers.OperationStatus.Done;
        width = isLoneSurrogate ? 1 : consumed;
        return CodePointClass.Of(isLoneSurrogate ? 0xFFFD : rune.Value);
    }
}

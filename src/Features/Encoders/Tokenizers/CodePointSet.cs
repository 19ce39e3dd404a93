namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Code points by general category and by range, or all others. Immutable.</summary>
internal sealed class CodePointSet
{
    private readonly uint _categories;
    private readonly (int From, int To)[] _ranges;
    private readonly bool _isNegated;
    private readonly ulong _low; // 0..63
    private readonly ulong _high; // 64..127

    /// <param name="categories">A mask of <see cref="CodePoints"/>.</param>
    /// <param name="ranges">Ranges, both ends included.</param>
    /// <param name="isNegated">Whether everything else is meant.</param>
    public CodePointSet(uint categories, (int From, int To)[] ranges, bool isNegated = false)
    {
        (_categories, _ranges, _isNegated) = (categories, ranges, isNegated);
        for (var c = 0; c < 128; c++)
        {
            if (Slow(c))
            {
                (c < 64 ? ref _low : ref _high) |= 1UL << (c & 63);
            }
        }
    }

    public bool Contains(int codePoint) =>
        codePoint < 64 ? ((_low >> codePoint) & 1) != 0
        : codePoint < 128 ? ((_high >> (codePoint & 63)) & 1) != 0
        : Slow(codePoint);

    /// <summary>Where a run of this set's code points ends, after at most so many.</summary>
    public int EndOfRun(ReadOnlySpan<char> text, int at, int most)
    {
        var (low, high) = (_low, _high);
        for (; most > 0 && at < text.Length; most--)
        {
            var c = text[at];
            if (c < 128)
            {
                if ((((c < 64 ? low : high) >> (c & 63)) & 1) == 0)
                {
                    break;
                }

                at++;
                continue;
            }

            if (!Slow(CodePoints.At(text, at, out var width)))
            {
                break;
            }

            at += width;
        }

        return at;
    }

    private bool Slow(int codePoint)
    {
        var contains = CodePoints.Is(codePoint, _categories);
        foreach (var (from, to) in _ranges)
        {
            contains |= codePoint >= from && codePoint <= to;
        }

        return contains != _isNegated;
    }
}

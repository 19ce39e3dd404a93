namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>Leaves out some code points and makes others a space.</summary>
internal sealed class FilterNormalizer(CodePointSet removed, CodePointSet spaced) : Normalizer
{
    /// <summary>Removes combining marks; text must have been decomposed before for that to remove accents.</summary>
    public static FilterNormalizer StripAccents() => new(new(CodePoints.Marks, []), new(0, []));

    /// <summary>What neural machine translation models of SentencePiece remove and make a space.</summary>
    public static FilterNormalizer Nmt() => new(
        new(0, [(1, 8), (0xB, 0xB), (0xE, 0x1F), (0x7F, 0x7F), (0x8F, 0x8F), (0x9F, 0x9F)]),
        new(0, [(9, 0xA), (0xC, 0xD), (0x1680, 0x1680), (0x200B, 0x200F), (0x2028, 0x2029), (0x2581, 0x2581), (0xFEFF, 0xFEFF),
            (0xFFFD, 0xFFFD)]));

    public override void Apply(ReadOnlySpan<char> text, CharBuffer output)
    {
        for (var i = 0; i < text.Length;)
        {
            var c = CodePoints.At(text, i, out var width);
            i += width;
            if (!removed.Contains(c))
            {
                output.AppendCodePoint(spaced.Contains(c) ? ' ' : c);
            }
        }
    }
}

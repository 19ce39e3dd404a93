using System.Globalization;
using System.Text;

namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>
/// Devlin et al., 2019: no control characters, one kind of space, Chinese characters apart, no accents, lower case; each if wanted.
/// </summary>
internal sealed class BertNormalizer(bool cleanText, bool handleChineseChars, bool stripAccents, bool lowercase) : Normalizer
{
    private static readonly CodePointSet _chinese = new(0,
        [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
            (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)]);

    public override void Apply(ReadOnlySpan<char> text, CharBuffer output)
    {
        CharBuffer? other = null;
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExceptInRange(' ', '~');
            plain = plain < 0 ? text.Length : plain;
            if (lowercase)
            {
                Ascii.ToLower(text[..plain], output.Reserve(plain), out _);
            }
            else
            {
                output.Append(text[..plain]);
            }

            // Decomposition orders the marks that follow each other, so all characters up to the next plain one go together.
            text = text[plain..];
            var end = text.IndexOfAnyInRange(' ', '~');
            end = end < 0 ? text.Length : end;
            if (end > 0)
            {
                ApplyToOthers(text[..end], output, other ??= new());
            }

            text = text[end..];
        }
    }

    private void ApplyToOthers(ReadOnlySpan<char> text, CharBuffer output, CharBuffer other)
    {
        other.Clear();
        for (var i = 0; i < text.Length;)
        {
            var c = CodePoints.At(text, i, out var width);
            i += width;
            if (cleanText)
            {
                if (c is '\t' or '\n' or '\r' || CodePoints.Is(c, CodePoints.Separators))
                {
                    other.Append(' ');
                    continue;
                }

                if (c == 0xFFFD || CodePoints.Is(c, CodePoints.Others))
                {
                    continue;
                }
            }

            var isChinese = handleChineseChars && _chinese.Contains(c);
            if (isChinese)
            {
                other.Append(' ');
            }

            other.AppendCodePoint(c);
            if (isChinese)
            {
                other.Append(' ');
            }
        }

        var cleaned = other.Written;
        if (stripAccents && !Ascii.IsValid(cleaned))
        {
            var decomposed = new CharBuffer();
            FormNormalizer.Append(cleaned, NormalizationForm.FormD, decomposed);
            other.Clear();
            for (var i = 0; i < decomposed.Length;)
            {
                var c = CodePoints.At(decomposed.Written, i, out var width);
                i += width;
                if (!CodePoints.Is(c, 1u << (int)UnicodeCategory.NonSpacingMark))
                {
                    other.AppendCodePoint(c);
                }
            }

            cleaned = other.Written;
        }

        if (lowercase)
        {
            LowercaseNormalizer.Append(cleaned, output);
        }
        else
        {
            output.Append(cleaned);
        }
    }
}

using System.Globalization;
using System.Text;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>
/// What is known of a code point: its general category as a number below 32, where the six control characters that are white space have
/// a number of their own. A set of categories is a mask of bits. A table answers for the basic plane.
/// </summary>
internal static class CodePoints
{
    public const uint Letters = (1u << (int)UnicodeCategory.UppercaseLetter) | (1u << (int)UnicodeCategory.LowercaseLetter)
        | (1u << (int)UnicodeCategory.TitlecaseLetter)
        | (1u << (int)UnicodeCategory.ModifierLetter) | (1u << (int)UnicodeCategory.OtherLetter);

    public const uint Marks = (1u << (int)UnicodeCategory.NonSpacingMark) | (1u << (int)UnicodeCategory.SpacingCombiningMark)
        | (1u << (int)UnicodeCategory.EnclosingMark);

    public const uint Numbers = (1u << (int)UnicodeCategory.DecimalDigitNumber) | (1u << (int)UnicodeCategory.LetterNumber)
        | (1u << (int)UnicodeCategory.OtherNumber);

    public const uint Separators = (1u << (int)UnicodeCategory.SpaceSeparator) | (1u << (int)UnicodeCategory.LineSeparator)
        | (1u << (int)UnicodeCategory.ParagraphSeparator);

    public const uint WhiteControls = 1u << WhiteControl;

    /// <summary>Unicode's property White_Space.</summary>
    public const uint WhiteSpace = Separators | WhiteControls;

    public const uint Controls = (1u << (int)UnicodeCategory.Control) | WhiteControls;

    /// <summary>Control, format, surrogate and private use.</summary>
    public const uint Others = Controls | (1u << (int)UnicodeCategory.Format) | (1u << (int)UnicodeCategory.Surrogate)
        | (1u << (int)UnicodeCategory.PrivateUse);

    public const uint Punctuation = (1u << (int)UnicodeCategory.ConnectorPunctuation) | (1u << (int)UnicodeCategory.DashPunctuation)
        | (1u << (int)UnicodeCategory.OpenPunctuation) | (1u << (int)UnicodeCategory.ClosePunctuation)
        | (1u << (int)UnicodeCategory.InitialQuotePunctuation) | (1u << (int)UnicodeCategory.FinalQuotePunctuation)
        | (1u << (int)UnicodeCategory.OtherPunctuation);

    public const uint Symbols = (1u << (int)UnicodeCategory.MathSymbol) | (1u << (int)UnicodeCategory.CurrencySymbol)
        | (1u << (int)UnicodeCategory.ModifierSymbol) | (1u << (int)UnicodeCategory.OtherSymbol);

    private const int WhiteControl = 30;
    private static readonly byte[] _kinds = BasicPlane();

    /// <summary>The number of a code point's category; a bit of the masks above.</summary>
    public static int Kind(int codePoint) =>
        (uint)codePoint < (uint)_kinds.Length ? _kinds[codePoint] : (int)CharUnicodeInfo.GetUnicodeCategory(codePoint);

    /// <summary>Whether a code point's category is one of a mask.</summary>
    public static bool Is(int codePoint, uint mask) => ((mask >> Kind(codePoint)) & 1) != 0;

    /// <summary>The code point at a place of well-formed text, and the characters it takes.</summary>
    public static int At(ReadOnlySpan<char> text, int i, out int width)
    {
        var c = text[i];
        if (!char.IsSurrogate(c) || i + 1 >= text.Length)
        {
            width = 1;
            return c;
        }

        width = 2;
        return char.ConvertToUtf32(c, text[i + 1]);
    }

    /// <summary>The lower case of a code point, or 0 for the only one, U+0130, that has two code points: i and U+0307.</summary>
    public static int ToLower(int codePoint) =>
        codePoint < 128 ? char.IsAsciiLetterUpper((char)codePoint) ? codePoint + 32 : codePoint
        : codePoint == 0x130 ? 0
        : Rune.ToLowerInvariant(new Rune(codePoint)).Value;

    private static byte[] BasicPlane()
    {
        var kinds = new byte[0x10000];
        for (var c = 0; c < kinds.Length; c++)
        {
            kinds[c] = c is (>= 9 and <= 13) or 0x85 ? (byte)WhiteControl : (byte)CharUnicodeInfo.GetUnicodeCategory(c);
        }

        return kinds;
    }
}

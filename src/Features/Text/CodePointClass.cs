using System.Globalization;
using System.Text;

namespace Trainer.Features.Text;

/// <summary>What a code point does when a text is cut into words.</summary>
internal enum CodePointKind : byte
{
    /// <summary>Part of a run that makes one token.</summary>
    Word,

    /// <summary>A token of its own: punctuation, symbols, ideographs, emoji.</summary>
    Single,

    /// <summary>Between tokens.</summary>
    Space,
}

/// <summary>
/// The classes of code points, as explicit ranges: the same table makes the C# scanner and the regular expression inside the graph, because
/// the regular expression classes (\w, \s, \p) of RE2, of .NET and of JavaScript all differ. What no range names is
/// <see cref="CodePointKind.Word"/>.
/// </summary>
internal static class CodePointClass
{
    private static readonly (int First, int Last, CodePointKind Kind)[] Ranges =
    [
        (0x0000, 0x0020, CodePointKind.Space),
        (0x0021, 0x002F, CodePointKind.Single),
        (0x003A, 0x0040, CodePointKind.Single),
        (0x005B, 0x005E, CodePointKind.Single),
        (0x0060, 0x0060, CodePointKind.Single),
        (0x007B, 0x007E, CodePointKind.Single),
        (0x007F, 0x00A0, CodePointKind.Space),
        (0x00A1, 0x00A9, CodePointKind.Single),
        (0x00AB, 0x00B4, CodePointKind.Single),
        (0x00B6, 0x00B9, CodePointKind.Single),
        (0x00BB, 0x00BF, CodePointKind.Single),
        (0x00D7, 0x00D7, CodePointKind.Single),
        (0x00F7, 0x00F7, CodePointKind.Single),
        (0x2000, 0x200F, CodePointKind.Space),
        (0x2010, 0x2027, CodePointKind.Single),
        (0x2028, 0x202F, CodePointKind.Space),
        (0x2030, 0x205E, CodePointKind.Single),
        (0x205F, 0x206F, CodePointKind.Space),
        (0x2070, 0x2BFF, CodePointKind.Single), // super- and subscripts, currencies, arrows, mathematics, dingbats
        (0x3000, 0x3000, CodePointKind.Space),
        (0x3001, 0x30FF, CodePointKind.Single), // CJK punctuation, kana
        (0x3400, 0x9FFF, CodePointKind.Single), // ideographs
        (0xF900, 0xFAFF, CodePointKind.Single),
        (0xFEFF, 0xFEFF, CodePointKind.Space),
        (0xFF01, 0xFF0F, CodePointKind.Single),
        (0xFFF9, 0xFFFF, CodePointKind.Single), // U+FFFD among them, which stands for a lone surrogate
        (0x1F000, 0x1FAFF, CodePointKind.Single), // emoji
        (0x20000, 0x3FFFF, CodePointKind.Single),
    ];

    private static readonly CodePointKind[] Basic = [.. Enumerable.Range(0, 0x10000).Select(Search)];

    /// <summary>The class of a code point.</summary>
    public static CodePointKind Of(int codePoint) => codePoint < 0x10000 ? Basic[codePoint] : Search(codePoint);

    /// <summary>The regular expression, in RE2's syntax, whose leftmost-longest matches are the tokens.</summary>
    public static string TokenExpression()
    {
        var single = new StringBuilder();
        var word = new StringBuilder();
        var next = 0;
        foreach (var (first, last, kind) in Ranges)
        {
            Append(word, next, first - 1);
            next = last + 1;
            if (kind == CodePointKind.Single)
            {
                Append(single, first, last);
            }
        }

        Append(word, next, 0x10FFFF);
        return $"[{word}]+|[{single}]";
    }

    private static void Append(StringBuilder expression, int first, int last)
    {
        if (first <= last)
        {
            expression.Append(CultureInfo.InvariantCulture, $"\\x{{{first:X}}}-\\x{{{last:X}}}");
        }
    }

    private static CodePointKind Search(int codePoint)
    {
        foreach (var (first, last, kind) in Ranges)
        {
            if (codePoint >= first && codePoint <= last)
            {
                return kind;
            }
        }

        return CodePointKind.Word;
    }
}

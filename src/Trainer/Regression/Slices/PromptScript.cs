using System.Globalization;
using System.Text;

namespace Trainer.Regression.Slices;

/// <summary>
/// The script that most letters of a text are written in: not its language, but what can be told of it without a model. By the blocks of
/// Unicode.
/// </summary>
internal static class PromptScript
{
    private const string None = "none", Other = "other";

    private static readonly (int First, int Last, string Name)[] Blocks =
    [
        (0x0041, 0x024F, "latin"), (0x0370, 0x03FF, "greek"), (0x0400, 0x052F, "cyrillic"), (0x0590, 0x05FF, "hebrew"),
        (0x0600, 0x077F, "arabic"), (0x0900, 0x097F, "devanagari"), (0x0E00, 0x0E7F, "thai"), (0x1100, 0x11FF, "hangul"),
        (0x1E00, 0x1EFF, "latin"), (0x1F00, 0x1FFF, "greek"), (0x3040, 0x30FF, "kana"), (0x3400, 0x4DBF, "han"),
        (0x4E00, 0x9FFF, "han"), (0xAC00, 0xD7AF, "hangul"), (0x20000, 0x323AF, "han"),
    ];

    /// <summary>Ties go to the script that stands first in the alphabet; a text without letters is "none". O(length).</summary>
    public static string Of(string text)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) <= UnicodeCategory.OtherLetter)
            {
                var block = Array.Find(Blocks, block => rune.Value >= block.First && rune.Value <= block.Last);
                counts[block.Name ?? Other] = counts.GetValueOrDefault(block.Name ?? Other) + 1;
            }
        }

        // Japanese is written in kana among Chinese characters; those alone are Chinese.
        return counts.Count == 0 ? None
            : counts.ContainsKey("kana") && counts.MaxBy(pair => pair.Value).Key == "han" ? "kana"
            : counts.MaxBy(pair => pair.Value).Key;
    }
}

using System.Text;

namespace Trainer.Features.Data;

/// <summary>
/// The key under which two prompts are the same text: Unicode NFKC, invariant lower case, every run of white space one space,
/// none at the ends. Catches what copying through forms and spreadsheets changes (case, full-width letters, line ends);
/// paraphrases stay apart.
/// </summary>
public static class NormalizedText
{
    /// <summary>The key of a text. O(length).</summary>
    public static string Key(string text)
    {
        var folded = text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var key = new StringBuilder(folded.Length);
        foreach (var character in folded)
        {
            if (!char.IsWhiteSpace(character))
            {
                key.Append(character);
            }
            else if (key.Length > 0 && key[^1] != ' ')
            {
                key.Append(' ');
            }
        }

        return key.Length > 0 && key[^1] == ' ' ? key.ToString(0, key.Length - 1) : key.ToString();
    }
}

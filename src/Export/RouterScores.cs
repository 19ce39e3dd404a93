using System.Globalization;

namespace Trainer.Export;

/// <summary>Whether an application gives the external scores that a bundle's graph takes.</summary>
internal static class RouterScores
{
    /// <summary>Refuses scores of another number than the names, and such that are not finite, or infinite where they may be unknown.</summary>
    /// <param name="names">What the bundle names, in their order.</param>
    /// <param name="perText">How many are given of each text.</param>
    /// <param name="scores">All that are given.</param>
    /// <param name="mayBeUnknown">Whether a score may be NaN.</param>
    /// <exception cref="ArgumentException">They will not do; the message names what is needed.</exception>
    public static void Require(IReadOnlyList<string> names, int perText, ReadOnlySpan<float> scores, bool mayBeUnknown)
    {
        if (perText != names.Count)
        {
            throw new ArgumentException(
                names.Count == 0
                    ? Text($"the bundle routes without external scores, but {perText} are given; leave them out")
                    : Text($"the bundle routes by {names.Count} external scores of each query ({string.Join(", ", names)}), but ") +
                        (perText == 0 ? "none are given" : Text($"{perText} are given")) + "; give one number for each name, in this order");
        }

        for (var odd = 0; odd < scores.Length; odd++)
        {
            if (float.IsFinite(scores[odd]) || (mayBeUnknown && float.IsNaN(scores[odd])))
            {
                continue;
            }

            throw new ArgumentException(Text(
                $"external score '{names[odd % perText]}' of text {(odd / perText) + 1} is {scores[odd]}; it must be finite") +
                (mayBeUnknown ? ", or NaN while it is not known" : ""));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

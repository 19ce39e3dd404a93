using System.Globalization;

namespace Trainer.Export;

/// <summary>Whether an application gives the external scores that a bundle's graph takes.</summary>
internal static class RouterScores
{
    /// <summary>Refuses scores of another number than the names, and such that are not finite.</summary>
    /// <param name="names">What the bundle names, in their order.</param>
    /// <param name="perText">How many are given of each text.</param>
    /// <param name="scores">All that are given.</param>
    /// <exception cref="ArgumentException">They will not do; the message names what is needed.</exception>
    public static void Require(IReadOnlyList<string> names, int perText, ReadOnlySpan<float> scores)
    {
        if (perText != names.Count)
        {
            throw new ArgumentException(
                names.Count == 0
                    ? Text($"the bundle routes without external scores, but {perText} are given; leave them out")
                    : Text($"the bundle routes by {names.Count} external scores of each query ({string.Join(", ", names)}), but ") +
                        (perText == 0 ? "none are given" : Text($"{perText} are given")) + "; give one number for each name, in this order");
        }

        if (scores.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and var odd)
        {
            throw new ArgumentException(Text(
                $"external score '{names[odd % perText]}' of text {(odd / perText) + 1} is {scores[odd]}; it must be finite"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

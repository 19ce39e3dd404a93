using System.Globalization;

namespace Trainer.Replay;

/// <summary>Says that outcomes change: from a second on they are those of another table, or of other columns.</summary>
/// <param name="Seconds">The second of the stream, more than 0.</param>
/// <param name="Data">The second table; null where columns change.</param>
/// <param name="Becomes">The column that a model's outcomes come from; empty where the table changes.</param>
internal sealed record Drift(double Seconds, string? Data, IReadOnlyDictionary<string, string> Becomes)
{
    /// <summary>Reads TIME:DATA or TIME:OLD=NEW,OLD=NEW.</summary>
    /// <exception cref="UsageException">The text is neither.</exception>
    public static Drift Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1
            || !double.TryParse(text.AsSpan(0, colon), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            || !(seconds is > 0 and < double.PositiveInfinity))
        {
            throw new UsageException(
                $"the drift '{text}' is not TIME:DATA (600:later.jsonl.gz) or TIME:OLD=NEW,… (600:gpt-4-0314=gpt-4-0613), TIME in seconds above 0");
        }

        var rest = text[(colon + 1)..];
        var becomes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!rest.Contains('=', StringComparison.Ordinal))
        {
            return new Drift(seconds, rest, becomes);
        }

        foreach (var pair in rest.Split(','))
        {
            if (pair.Split('=') is not [{ Length: > 0 } old, { Length: > 0 } now] || !becomes.TryAdd(old, now))
            {
                throw new UsageException($"'{pair}' in the drift '{text}' is not OLD=NEW, two names of models, each OLD once");
            }
        }

        return new Drift(seconds, null, becomes);
    }
}

using System.Globalization;

namespace Trainer.Replay.Streams;

/// <summary>A time in which queries come at another rate.</summary>
/// <param name="Rate">Queries per second, more than 0.</param>
/// <param name="Seconds">How long it lasts, more than 0.</param>
internal readonly record struct Burst(double Rate, double Seconds)
{
    /// <summary>Bursts as they are written: 10@30,50@5.</summary>
    /// <exception cref="UsageException">The text is something else.</exception>
    public static IReadOnlyList<Burst> Parse(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(One)];

    private static Burst One(string text) => text.Split('@') is [var rate, var seconds] && Read(rate) is { } r && Read(seconds) is { } s
        ? new Burst(r, s)
        : throw new UsageException(
            $"the burst '{text}' is not RATE@SECONDS, two numbers above 0, as in 10@30: ten queries a second for thirty seconds");

    private static double? Read(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value > 0 ? value : null;
}

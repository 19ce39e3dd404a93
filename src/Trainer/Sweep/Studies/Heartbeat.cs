namespace Trainer.Sweep.Studies;

/// <summary>How workers that share a study tell the living from the dead.</summary>
/// <param name="Interval">Between two signs of life for a claim.</param>
/// <param name="Patience">A claim without a sign of life for longer than this may be taken over; several intervals.</param>
internal sealed record Heartbeat(TimeSpan Interval, TimeSpan Patience)
{
    /// <summary>A sign every 5 seconds, dead after 20.</summary>
    public static readonly Heartbeat Default = Every(TimeSpan.FromSeconds(5));

    /// <summary>A sign at every interval, dead after four.</summary>
    public static Heartbeat Every(TimeSpan interval) => new(interval, 4 * interval);
}

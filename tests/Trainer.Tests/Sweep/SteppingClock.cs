namespace Trainer.Tests.Sweep;

/// <summary>A clock that moves on by a fixed number of seconds whenever it is read.</summary>
internal sealed class SteppingClock(long secondsPerReading) : TimeProvider
{
    private long _readings;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => secondsPerReading * Interlocked.Increment(ref _readings);
}

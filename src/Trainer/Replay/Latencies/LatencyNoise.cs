namespace Trainer.Replay.Latencies;

/// <summary>What simulated latencies are multiplied by; its mean is 1.</summary>
internal enum LatencyNoise
{
    /// <summary>1.</summary>
    None,

    /// <summary>A normal variate, cut off at 0.</summary>
    Normal,

    /// <summary>A lognormal variate.</summary>
    Lognormal,
}

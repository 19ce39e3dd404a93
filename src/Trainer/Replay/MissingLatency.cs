namespace Trainer.Replay;

/// <summary>What becomes of answers whose latency is not known; they are never taken for fast.</summary>
internal enum MissingLatency
{
    /// <summary>The replay is refused.</summary>
    Refuse,

    /// <summary>They are counted, and left out of everything that needs latencies.</summary>
    Apart,
}

namespace Trainer.Replay.Streams;

/// <summary>How the times between queries are drawn.</summary>
internal enum Gaps
{
    /// <summary>A Poisson process: exponential gaps.</summary>
    Poisson,

    /// <summary>All the same.</summary>
    Fixed,
}

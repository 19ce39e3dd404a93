namespace Trainer.Replay;

/// <summary>What the delay of feedback is counted in.</summary>
internal enum DelayUnit
{
    /// <summary>Queries of the stream.</summary>
    Events,

    /// <summary>Seconds after the answer is there.</summary>
    Seconds,
}

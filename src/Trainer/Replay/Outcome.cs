namespace Trainer.Replay;

/// <summary>What became of an answer.</summary>
/// <param name="Quality">Quality in [0, 1].</param>
/// <param name="CostUsd">Cost in USD; NaN if unknown.</param>
/// <param name="LatencySeconds">Latency in seconds, waiting included; NaN if unknown.</param>
internal readonly record struct Outcome(double Quality, double CostUsd, double LatencySeconds);

namespace Trainer.Replay.Results;

/// <summary>What a policy came to in a window.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Window">Number of the window, from 0; empty ones are absent.</param>
/// <param name="Start">Second at which it begins.</param>
/// <param name="N">Queries.</param>
/// <param name="Quality">Mean quality.</param>
/// <param name="CostUsd">Mean cost in USD; NaN if one is unknown.</param>
/// <param name="LatencyP95">95 % quantile of the known latencies; NaN without one.</param>
/// <param name="LatencyP99">99 % quantile of the known latencies; NaN without one.</param>
/// <param name="LateShare">Share of the known latencies over the limit; NaN without a limit.</param>
/// <param name="IsOverBudget">Whether the mean cost is over the budget; null without one.</param>
internal sealed record WindowMetrics(
    string Policy,
    int Window,
    double Start,
    int N,
    double Quality,
    double CostUsd,
    double LatencyP95,
    double LatencyP99,
    double LateShare,
    bool? IsOverBudget);

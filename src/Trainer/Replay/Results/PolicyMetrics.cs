using Trainer.Export;

namespace Trainer.Replay.Results;

/// <summary>What a policy came to over a part of the stream, or a domain of it. Intervals resample windows, all queries of one together.</summary>
internal sealed record PolicyMetrics
{
    public required string Policy { get; init; }

    public required bool IsBound { get; init; }

    /// <summary>all, or before or after the drift.</summary>
    public required string Part { get; init; }

    /// <summary>The domain; null for all of them.</summary>
    public string? Domain { get; init; }

    public required int N { get; init; }

    public required Estimate Quality { get; init; }

    /// <summary>Mean cost of a query in USD; undefined where one is not known.</summary>
    public required Estimate CostUsd { get; init; }

    /// <summary>Mean latency in seconds, over queries whose latency is known, as are the quantiles and the share.</summary>
    public required Estimate LatencySeconds { get; init; }

    public required Estimate LatencyP95 { get; init; }

    public required Estimate LatencyP99 { get; init; }

    /// <summary>Share of queries over the latency limit.</summary>
    public required Estimate LateShare { get; init; }

    /// <summary>Queries whose latency is not known.</summary>
    public required int UnknownLatencies { get; init; }

    /// <summary>Share of windows whose mean cost is over the budget; n counts windows.</summary>
    public required Estimate WindowsOverBudget { get; init; }

    /// <summary>Whether the mean cost of the whole part is over the budget; null without a budget or costs.</summary>
    public required bool? IsOverBudget { get; init; }
}

namespace Trainer.Replay.Policies;

/// <summary>What an <see cref="OnlinePolicy"/> weighs and how it learns; what it does not have is null or 0.</summary>
internal sealed record OnlineRule
{
    /// <summary>Quality that a USD is worth, at least 0.</summary>
    public double UsdTradeoff { get; init; }

    /// <summary>Quality that a late answer costs, at least 0.</summary>
    public double LatencyTradeoff { get; init; }

    /// <summary>Mean cost in USD that dual updates keep; null: they do not look at costs.</summary>
    public double? Budget { get; init; }

    /// <summary>Whether dual updates keep the share of late answers.</summary>
    public bool KeepsLatency { get; init; }

    /// <summary>Share of answers that may be late.</summary>
    public double LateShare { get; init; }

    /// <summary>Latency limit in seconds; null: no latency counts.</summary>
    public double? MaxLatency { get; init; }

    /// <summary>Step of the dual updates.</summary>
    public double DualStep { get; init; }

    /// <summary>Step of the bias per model and domain; 0: there is none.</summary>
    public double BiasStep { get; init; }

    /// <summary>Largest bias.</summary>
    public double BiasLimit { get; init; }
}

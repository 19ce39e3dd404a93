namespace Trainer.Regression;

/// <summary>The metrics that decide; the others are shown.</summary>
internal sealed record MetricGates
{
    /// <summary>Mean quality of the chosen models' answers.</summary>
    public MetricGate? Quality { get; init; } = new() { Margin = 0.01 };

    /// <summary>Mean cost in USD.</summary>
    public MetricGate? Cost { get; init; } = new() { Margin = 0.05, Unit = MarginUnit.Share, Optional = true };

    /// <summary>Mean regret against the best choice.</summary>
    public MetricGate? Regret { get; init; }

    /// <summary>Mean recorded latency of the chosen models, in seconds.</summary>
    public MetricGate? MeanLatency { get; init; }

    /// <summary>Its median.</summary>
    public MetricGate? MedianLatency { get; init; }

    /// <summary>Its 95th percentile.</summary>
    public MetricGate? P95Latency { get; init; }

    /// <summary>Average performance gap recovered, of two pairs of the same models.</summary>
    public MetricGate? Apgr { get; init; }

    /// <summary>Mean height of the whole curve over the hull of single models.</summary>
    public MetricGate? AreaOverHull { get; init; }

    /// <summary>How well the score ranks the queries on which the strong model is better.</summary>
    public MetricGate? Auc { get; init; }

    /// <summary>Debiased calibration error.</summary>
    public MetricGate? CalibrationError { get; init; }
}

namespace Trainer.Regression;

/// <summary>What is asked of one metric.</summary>
internal sealed record MetricGate
{
    public Requirement Require { get; init; } = Requirement.NotWorse;

    /// <summary>The loss that is tolerated, at least 0.</summary>
    public double Margin { get; init; }

    public MarginUnit Unit { get; init; } = MarginUnit.Own;

    /// <summary>The loss that is tolerated in each declared slice; null where slices are not asked.</summary>
    public double? SliceMargin { get; init; }

    /// <summary>Whether data that have no value of the metric at all let the check pass over; else that fails it.</summary>
    public bool Optional { get; init; }
}

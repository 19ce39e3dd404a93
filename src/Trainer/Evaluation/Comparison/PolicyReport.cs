using Trainer.Export;

namespace Trainer.Evaluation.Comparison;

/// <summary>A policy beside the first router at its main operating point, paired on the same queries.</summary>
internal sealed record PolicyReport
{
    public required string Name { get; init; }

    public required PolicyKind Kind { get; init; }

    /// <summary>Whether it is the main operating point of a router.</summary>
    public bool IsMain { get; init; }

    public required Estimate Quality { get; init; }

    /// <summary>Null where prices are unknown.</summary>
    public Estimate? CostUsd { get; init; }

    /// <summary>Quality less that of the first router; null for itself.</summary>
    public Estimate? QualityDifference { get; init; }

    /// <summary>Cost less that of the first router; null for itself and where prices are unknown.</summary>
    public Estimate? CostDifferenceUsd { get; init; }

    /// <summary>Routers and single models that are no dearer and no worse, and one of both strictly; null where prices are unknown.</summary>
    public IReadOnlyList<string>? DominatedBy { get; init; }

    /// <summary>Share of resamples in which no other one dominates it; null where prices are unknown, and for the oracle and coins.</summary>
    public double? OnFront { get; init; }
}

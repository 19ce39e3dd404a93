using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>A router at one setting.</summary>
internal sealed record OperatingPointReport
{
    public required string Name { get; init; }

    /// <summary>A pair's threshold, a pool's trade-off in quality per USD.</summary>
    public required double Setting { get; init; }

    /// <summary>Share of queries of each model, in the order of the report's models; a pair's strong share is the second.</summary>
    public required IReadOnlyList<Estimate> Shares { get; init; }

    public required Estimate Quality { get; init; }

    public required Estimate? CostUsd { get; init; }

    /// <summary>Quality of the reference model (the strong one, or the best constant) - quality of the router.</summary>
    public required Estimate QualityLoss { get; init; }

    /// <summary>Quality of the router / quality of the reference model; null where that is not above 0.</summary>
    public Estimate? QualityKept { get; init; }

    /// <summary>1 - cost of the router / cost of the reference model.</summary>
    public required Estimate? CostSaving { get; init; }

    /// <summary>
    /// Mean of best objective - chosen objective; the objective is quality - trade-off × realised cost, a pair's is quality.
    /// </summary>
    public required Estimate Regret { get; init; }

    /// <summary>Share of queries whose chosen model is among the best.</summary>
    public required Estimate TopOneAccuracy { get; init; }

    /// <summary>Quality above the hull of single models at the router's own cost.</summary>
    public required Estimate AdvantageOverHull { get; init; }

    /// <summary>
    /// Incremental benefit per cost (AutoMix): the quality that the router buys per USD beyond the weak model asked alone, over that of always
    /// asking the strong one alone, less 1; NaN where it buys for nothing, null for pools and without prices.
    /// </summary>
    public Estimate? IbcLift { get; init; }
}

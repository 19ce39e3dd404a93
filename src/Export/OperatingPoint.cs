namespace Trainer.Export;

/// <summary>
/// A setting of the decision rule with what it is expected to give. A pair sends a query to the strong model if its score is at least
/// <paramref name="Threshold"/>; a pool takes the model with the largest score − <paramref name="UsdTradeoff"/> · expected cost.
/// </summary>
/// <param name="Name">Unique name.</param>
/// <param name="Threshold">For a pair, in the unit of the score; may exceed 1 to mean "never".</param>
/// <param name="UsdTradeoff">For a pool, quality given up per USD; at least 0.</param>
/// <param name="Wanted">What it was calibrated to, in words.</param>
/// <param name="StrongShare">Share of queries sent to the strong model, or for a pool to the dearest one.</param>
/// <param name="Quality">Mean quality of the chosen answers.</param>
/// <param name="CostUsd">Mean cost of the chosen answers.</param>
/// <param name="Setting">The threshold or trade-off with the 95 % interval of the choice itself on the data that it was read off; null where
/// it was not read off data.</param>
/// <param name="Certificate">What is promised of it, or null.</param>
public sealed record OperatingPoint(
    string Name,
    double? Threshold,
    double? UsdTradeoff,
    string Wanted,
    Estimate StrongShare,
    Estimate Quality,
    Estimate CostUsd,
    Estimate? Setting = null,
    Certificate? Certificate = null);

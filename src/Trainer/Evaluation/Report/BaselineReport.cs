using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>What can be had without a router, and what none can exceed.</summary>
/// <param name="BestConstant">The model of the highest mean quality.</param>
/// <param name="Cheapest">The model of the lowest mean cost; null where prices are unknown.</param>
/// <param name="Dearest">The model of the highest mean cost; null where prices are unknown.</param>
/// <param name="OracleQuality">Mean quality of the best model of each query.</param>
/// <param name="OracleCostUsd">Its mean cost when the cheapest of the best is taken.</param>
/// <param name="Hull">
/// The zero router: what a coin between single models gives. For a pair without prices its cost is the strong share and it is
/// the random line.
/// </param>
internal sealed record BaselineReport(
    string BestConstant,
    string? Cheapest,
    string? Dearest,
    Estimate OracleQuality,
    Estimate? OracleCostUsd,
    IReadOnlyList<CostQuality> Hull);

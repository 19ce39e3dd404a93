using Trainer.Export;

namespace Trainer.Calibration.OperatingPoints;

/// <summary>What a wish came to.</summary>
/// <param name="Name">Name of the operating point.</param>
/// <param name="Wish">What was wanted.</param>
/// <param name="Setting">Threshold of a pair, trade-off of a pool, with the 95 % interval of the choice itself.</param>
/// <param name="DearShare">Share of queries to the strong model, of a pool to the dearest one; NaN where a pool has no costs.</param>
/// <param name="Quality">Mean quality on the same queries.</param>
/// <param name="CostUsd">Mean cost on the same queries; null where costs are unknown.</param>
internal sealed record WishedPoint(string Name, Wish Wish, Estimate Setting, double DearShare, double Quality, double? CostUsd);

namespace Trainer.Regression;

/// <summary>What one router chose, and what came of it, on every query.</summary>
/// <param name="Choice">Index of the chosen model.</param>
/// <param name="Quality">Realised quality of that model; NaN where it was never run.</param>
/// <param name="CostUsd">Realised cost; null where prices are unknown, NaN where this one is.</param>
internal sealed record RoutedOutcomes(int[] Choice, double[] Quality, double[]? CostUsd = null);

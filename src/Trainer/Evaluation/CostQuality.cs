namespace Trainer.Evaluation;

/// <summary>A point of the cost-quality plane.</summary>
/// <param name="Cost">USD per query; the share of strong calls where a pair has no prices.</param>
/// <param name="Quality">Mean realised quality.</param>
internal readonly record struct CostQuality(double Cost, double Quality);

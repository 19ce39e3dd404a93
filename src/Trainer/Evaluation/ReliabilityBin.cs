using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>A bin of the reliability table.</summary>
/// <param name="From">Least predicted probability of the bin.</param>
/// <param name="To">Greatest, exclusive but for the last bin.</param>
/// <param name="MeanPredicted">Mean prediction of the rows in it.</param>
/// <param name="Observed">Mean target of the same rows.</param>
internal sealed record ReliabilityBin(double From, double To, double MeanPredicted, Estimate Observed);

using Trainer.Export;

namespace Trainer.Regression;

/// <summary>One domain of the data, for looking around: it does not decide.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Queries">Queries of it.</param>
/// <param name="Quality">Mean quality, candidate - baseline.</param>
/// <param name="P">Two-sided p-value of the permutation test.</param>
/// <param name="Q">The same by Benjamini and Hochberg over all domains.</param>
internal sealed record DomainDifference(string Domain, int Queries, Estimate Quality, double P, double Q);

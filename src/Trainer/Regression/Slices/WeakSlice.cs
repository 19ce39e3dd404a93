using Trainer.Export;

namespace Trainer.Regression.Slices;

/// <summary>A slice that nobody declared, on which the candidate is worse.</summary>
/// <param name="Description">What its queries have in common.</param>
/// <param name="Queries">Those of the half that it was confirmed on.</param>
/// <param name="Difference">Mean quality, candidate - baseline, on that half.</param>
/// <param name="P">One-sided p-value of "it is not worse", corrected for how many slices were tried.</param>
internal sealed record WeakSlice(string Description, int Queries, Estimate Difference, double P);

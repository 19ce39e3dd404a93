using Trainer.Export;

namespace Trainer.Evaluation.Comparison;

/// <summary>One number of a router on these data and on the reference data, which are other queries.</summary>
/// <param name="Router">Its name.</param>
/// <param name="Metric">The number's name.</param>
/// <param name="Here">On the data.</param>
/// <param name="Reference">On the reference data.</param>
/// <param name="Difference">The first less the second, unpaired.</param>
internal sealed record ReferenceReport(string Router, string Metric, Estimate Here, Estimate Reference, Estimate Difference);

using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>A model used alone: a constant router.</summary>
internal sealed record ModelReport(string Name, Estimate Quality, Estimate? CostUsd);

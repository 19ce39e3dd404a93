namespace Trainer.Features.Data.Summary;

/// <summary>Something about a table that its owner should know.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What was found, and what to do.</param>
public sealed record Finding(FindingSeverity Severity, string Sentence);

namespace Trainer.Features;

/// <summary>Something about data or a router that a reader must know before trusting the numbers.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What was found, and what to do.</param>
public sealed record Finding(FindingSeverity Severity, string Sentence);

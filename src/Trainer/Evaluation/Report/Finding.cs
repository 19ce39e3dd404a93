namespace Trainer.Evaluation.Report;

/// <summary>Something a reader must know before trusting the numbers.</summary>
internal sealed record Finding(FindingSeverity Severity, string Message);

namespace Trainer.Evaluation.Report;

/// <summary>Whether the router is worth deploying, and why, in one sentence.</summary>
internal sealed record Verdict(Decision Decision, string Reason);

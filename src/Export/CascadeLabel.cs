namespace Trainer.Export;

/// <summary>
/// Says that costs are a cascade's: the first model answers every query, a verifier scores its answer, and the next is asked besides, not
/// instead; the last model's answer is not scored. The models stand in the order in which they are asked.
/// </summary>
/// <param name="VerifierUsd">Cost of a verification in USD, at least 0.</param>
/// <param name="VerifierSeconds">Latency of a verification in seconds, at least 0.</param>
public sealed record CascadeLabel(double VerifierUsd, double VerifierSeconds);

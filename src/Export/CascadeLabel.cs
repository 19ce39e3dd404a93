namespace Trainer.Export;

/// <summary>
/// Says that the costs of a pair are a cascade's: the weak model answers every query and a verifier scores its answer; the strong model is
/// asked besides, not instead.
/// </summary>
/// <param name="VerifierUsd">Cost of a verification in USD, at least 0.</param>
/// <param name="VerifierSeconds">Latency of a verification in seconds, at least 0.</param>
public sealed record CascadeLabel(double VerifierUsd, double VerifierSeconds);

namespace Trainer.Replay.Results;

/// <summary>How far a bundle's scores were from what came.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Model">The model, or of a pair "STRONG over WEAK", whose target is (1 + the strong one's advantage) / 2.</param>
/// <param name="Part">Part of the stream.</param>
/// <param name="N">Queries.</param>
/// <param name="Ece">The error; NaN where scores are no probabilities.</param>
internal sealed record CalibrationRow(string Bundle, string Model, string Part, int N, double Ece);

namespace Trainer.Evaluation;

/// <summary>The curve's height at one place; NaN where the curve does not reach.</summary>
/// <param name="At">Strong share, or USD per query.</param>
/// <param name="Quality">Mean quality.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
internal readonly record struct BandPoint(double At, double Quality, double Low, double High);

namespace Trainer.Export;

/// <summary>How golden rows are compared.</summary>
/// <param name="Rows">How many there are.</param>
/// <param name="ScoreTolerance">Largest absolute difference of a score that is not a difference.</param>
public sealed record GoldenRule(int Rows, double ScoreTolerance);

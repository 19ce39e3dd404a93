namespace Trainer.Sweep.Selection;

/// <summary>A finished trial that may be chosen.</summary>
/// <param name="Trial">The trial, completed.</param>
/// <param name="RawScores">Its raw out-of-fold scores of all training queries, row by row.</param>
internal sealed record Candidate(Trial Trial, float[] RawScores);

namespace Trainer.Sweep.Stopping;

/// <summary>A part of a trial's work, after which it may be stopped.</summary>
/// <param name="Fold">The fold that is scored.</param>
/// <param name="RowShare">Share of the fold's training rows that the learner is fitted on; 1 for the work that a trial is judged by.</param>
internal readonly record struct Stage(int Fold, double RowShare);

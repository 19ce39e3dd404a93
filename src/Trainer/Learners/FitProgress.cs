namespace Trainer.Learners;

/// <summary>How far a long fit is.</summary>
/// <param name="Work">What is done, and how much of it, in a sentence.</param>
/// <param name="Step">Steps that are done; 0 before the first.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Share">Share of the work that is done: steps need not be alike.</param>
internal sealed record FitProgress(string Work, long Step, long Steps, double Share);

namespace Trainer.Sweep;

/// <summary>What somebody who looks on must know of a search.</summary>
/// <param name="Objective">Name of the first goal.</param>
/// <param name="Sign">1 if more of it is better, else -1.</param>
/// <param name="Deadline">When the time is up; null for never.</param>
internal sealed record StudyTerms(string Objective, int Sign, DateTimeOffset? Deadline);

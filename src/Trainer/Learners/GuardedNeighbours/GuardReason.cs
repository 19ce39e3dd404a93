namespace Trainer.Learners.GuardedNeighbours;

/// <summary>Why a guarded decision is what it is.</summary>
internal enum GuardReason
{
    /// <summary>No training query is near enough: the incumbent answers.</summary>
    Novel,

    /// <summary>No candidate is surely better than the incumbent on queries like this one.</summary>
    NotProven,

    /// <summary>A candidate is surely better on queries like this one, and takes the incumbent's place.</summary>
    Proven,
}

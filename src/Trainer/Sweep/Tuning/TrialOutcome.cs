namespace Trainer.Sweep.Tuning;

/// <summary>What a tuner knows of an earlier trial.</summary>
internal enum TrialOutcome
{
    /// <summary>Its values are not known yet.</summary>
    Pending,

    /// <summary>It has all values.</summary>
    Completed,

    /// <summary>It was stopped early; its values are those of the part that was done.</summary>
    Stopped,

    /// <summary>It has no values.</summary>
    Failed,
}

namespace Trainer.Sweep.Selection;

/// <summary>Which of the trials is shipped.</summary>
internal enum SelectionRule
{
    /// <summary>The one with the best objective.</summary>
    Best,

    /// <summary>The simplest of those within one standard error of the best.</summary>
    Simplest,
}

namespace Trainer.Regression;

/// <summary>What a gate asks of a metric.</summary>
internal enum Requirement
{
    /// <summary>Shown to be worse by no more than the margin.</summary>
    NotWorse,

    /// <summary>Shown to be better.</summary>
    Better,
}

namespace Trainer.Regression;

/// <summary>In what a margin is counted.</summary>
internal enum MarginUnit
{
    /// <summary>The metric's own unit.</summary>
    Own,

    /// <summary>A share of the baseline's value.</summary>
    Share,
}

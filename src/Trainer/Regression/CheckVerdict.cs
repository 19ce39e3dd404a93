namespace Trainer.Regression;

internal enum CheckVerdict
{
    /// <summary>Shown to be better.</summary>
    Improved,

    /// <summary>Shown to be worse by no more than the margin.</summary>
    Unchanged,

    /// <summary>Shown to be worse, and not shown to stay within the margin.</summary>
    Regressed,

    /// <summary>The data cannot tell.</summary>
    Inconclusive,

    /// <summary>A value that the check needs is missing. Never a pass.</summary>
    NotComputed,

    /// <summary>The question has no meaning for these routers or data. Neither a pass nor a failure.</summary>
    NotApplicable,
}

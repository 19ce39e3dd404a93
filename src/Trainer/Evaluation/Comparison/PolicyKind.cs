namespace Trainer.Evaluation.Comparison;

/// <summary>What a policy of a comparison is.</summary>
internal enum PolicyKind
{
    /// <summary>A router at an operating point.</summary>
    Router,

    /// <summary>One model for every query.</summary>
    Model,

    /// <summary>A coin, in expectation.</summary>
    Coin,

    /// <summary>The best model of each query, known beforehand.</summary>
    Oracle,
}

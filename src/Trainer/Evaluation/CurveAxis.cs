namespace Trainer.Evaluation;

/// <summary>What a curve is read over.</summary>
internal enum CurveAxis
{
    /// <summary>Share of queries sent to the strong model.</summary>
    StrongShare,

    /// <summary>Mean cost per query.</summary>
    CostUsd,
}

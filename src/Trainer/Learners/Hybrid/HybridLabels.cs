namespace Trainer.Learners.Hybrid;

/// <summary>How "the small model is good enough" is made of a gap g = its quality − that of the model it is measured by.</summary>
internal enum HybridLabels
{
    /// <summary>1 where g ≥ 0.</summary>
    Deterministic,

    /// <summary>σ(g / τ): how clearly it is good enough.</summary>
    Probabilistic,

    /// <summary>1 where g ≥ −t, with the t for which the labels are most evenly divided.</summary>
    Transformed,
}

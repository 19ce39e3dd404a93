namespace Trainer.Learners.Logistic;

/// <summary>What a regression for two models is taught.</summary>
internal enum PairTarget
{
    /// <summary>Each model's quality; the score is P(strong is right) − P(weak is right).</summary>
    Difference,

    /// <summary>Whether the strong model does better than the weak one.</summary>
    NeedsStrong,
}

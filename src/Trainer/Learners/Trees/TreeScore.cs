namespace Trainer.Learners.Trees;

/// <summary>How an ensemble's outputs become raw scores.</summary>
internal enum TreeScore
{
    /// <summary>As they are.</summary>
    Plain,

    /// <summary>The strong model's less the weak one's.</summary>
    Difference,

    /// <summary>The same after the logistic function.</summary>
    DifferenceOfProbabilities,
}

namespace Trainer.Learners.Logistic;

/// <summary>What a regression pays for being wrong.</summary>
internal enum Loss
{
    /// <summary>Cross-entropy of a probability.</summary>
    Logistic,

    /// <summary>Half the squared error.</summary>
    Squared,
}

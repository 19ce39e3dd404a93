namespace Trainer.Learners.Carrot;

/// <summary>What predicts quality and cost.</summary>
internal enum Estimator
{
    /// <summary>Logistic regression for quality, ridge regression for cost.</summary>
    Linear,

    /// <summary>Nearest neighbours for both.</summary>
    Neighbours,
}

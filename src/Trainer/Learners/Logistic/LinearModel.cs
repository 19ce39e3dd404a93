namespace Trainer.Learners.Logistic;

/// <summary>Weights, the sparse columns' first, and intercept of one regression, in the precision in which they are shipped.</summary>
internal sealed record LinearModel(float[] Weights, float Intercept);

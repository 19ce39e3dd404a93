using Trainer.Features;
using Trainer.Learners;

namespace Trainer.Sweep;

/// <summary>Features that were fitted on the training texts of a fold.</summary>
/// <param name="Features">What was fitted.</param>
/// <param name="Train">Vectors of the texts that it was fitted on.</param>
/// <param name="Test">Vectors of the fold's own texts.</param>
internal sealed record FoldMatrices(QueryFeatures Features, FeatureMatrix Train, FeatureMatrix Test)
{
    /// <summary>What fits on them share.</summary>
    public SharedWork Shared { get; } = new(Test);
}

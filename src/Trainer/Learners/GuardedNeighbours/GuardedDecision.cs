namespace Trainer.Learners.GuardedNeighbours;

/// <summary>What a guarded decision rests on.</summary>
/// <param name="Model">The model with the highest score.</param>
/// <param name="Incumbent">The model that answers unless another one is proven better.</param>
/// <param name="Reason">Why.</param>
/// <param name="Similarity">Similarity of the nearest training query.</param>
/// <param name="Floor">The similarity that the nearest training query must have.</param>
/// <param name="LowerBounds">Of every model's gain over the incumbent, in quality.</param>
internal sealed record GuardedDecision(
    int Model, int Incumbent, GuardReason Reason, double Similarity, double Floor, IReadOnlyList<double> LowerBounds);

using Trainer.Evaluation;

namespace Trainer.Sweep.Goals;

/// <summary>
/// Average improvement in quality over the hull of single models (RouterBench's AIQ, Hu et al. 2024, arXiv 2403.12031, of the curve itself
/// and less the hull's).
/// </summary>
internal sealed record AreaGoal() : PlaneGoal("aiq", IsMaximised: true)
{
    protected override double Read(
        ScoredFold fold, ReadOnlySpan<CostQuality> curve, ReadOnlySpan<CostQuality> singles, ReadOnlySpan<int> weights) =>
        new AreaOverHull(fold.Outcomes).Value(curve, weights);
}

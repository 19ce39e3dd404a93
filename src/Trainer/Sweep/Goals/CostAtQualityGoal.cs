using Trainer.Evaluation;

namespace Trainer.Sweep.Goals;

/// <summary>The least mean cost in USD that keeps a quality; the best single model's where the router never reaches it.</summary>
/// <param name="Floor">The quality as a share of the best single model's.</param>
internal sealed record CostAtQualityGoal(double Floor) : PlaneGoal("cost-at-quality", IsMaximised: false)
{
    protected override double Read(
        ScoredFold fold, ReadOnlySpan<CostQuality> curve, ReadOnlySpan<CostQuality> singles, ReadOnlySpan<int> weights)
    {
        var best = singles[0];
        foreach (var single in singles)
        {
            best = single.Quality > best.Quality || (single.Quality == best.Quality && single.Cost < best.Cost) ? single : best;
        }

        var least = best.Cost;
        foreach (var point in curve)
        {
            least = point.Quality >= Floor * best.Quality ? Math.Min(least, point.Cost) : least;
        }

        return least;
    }
}

using Trainer.Evaluation;

namespace Trainer.Sweep.Goals;

/// <summary>The best quality that a mean cost allows.</summary>
/// <param name="Budget">The cost as a share of the dearest model's.</param>
internal sealed record QualityAtCostGoal(double Budget) : PlaneGoal("quality-at-cost", IsMaximised: true)
{
    protected override double Read(
        ScoredFold fold, ReadOnlySpan<CostQuality> curve, ReadOnlySpan<CostQuality> singles, ReadOnlySpan<int> weights)
    {
        var (dearest, best) = (0.0, double.NaN);
        foreach (var single in singles)
        {
            dearest = Math.Max(dearest, single.Cost);
        }

        foreach (var point in curve)
        {
            best = point.Cost <= Budget * dearest && !(point.Quality <= best) ? point.Quality : best;
        }

        return best;
    }
}

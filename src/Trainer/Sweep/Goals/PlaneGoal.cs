using Trainer.Evaluation;

namespace Trainer.Sweep.Goals;

/// <summary>Something that is read off the curve in the plane of cost and quality.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsMaximised">Whether more is better.</param>
internal abstract record PlaneGoal(string Name, bool IsMaximised) : RoutingGoal(Name, IsMaximised, ForPairsOnly: false, NeedsCosts: true)
{
    public override Func<ReadOnlySpan<int>, double> On(ScoredFold fold)
    {
        var singles = new CostQuality[fold.Outcomes.Models];
        return weights =>
        {
            for (var m = 0; m < singles.Length; m++)
            {
                singles[m] = new CostQuality(Mean(fold.Outcomes.CostUsd![m], weights), Mean(fold.Outcomes.Quality[m], weights));
            }

            return Read(fold, fold.Plane(weights), singles, weights);
        };
    }

    /// <summary>Utility at the objective's trade-off, since a curve is no sum over rows.</summary>
    public override double[] PerRow(ScoredFold fold) =>
        [.. Enumerable.Range(0, fold.Rows.Length).Select(row => fold.Utility(fold.Chosen[row], row))];

    /// <param name="fold">The fold.</param>
    /// <param name="curve">The router's points, from dear to cheap.</param>
    /// <param name="singles">The single models' points.</param>
    /// <param name="weights">The rows' weights.</param>
    protected abstract double Read(
        ScoredFold fold, ReadOnlySpan<CostQuality> curve, ReadOnlySpan<CostQuality> singles, ReadOnlySpan<int> weights);
}

namespace Trainer.Sweep.Goals;

/// <summary>The mean over rows of something that the decisions at the objective's trade-off lead to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsMaximised">Whether more is better.</param>
/// <param name="NeedsCosts">Whether it means nothing without costs.</param>
/// <param name="OfRow">What it is for a row of a fold.</param>
internal sealed record DecisionGoal(string Name, bool IsMaximised, bool NeedsCosts, Func<ScoredFold, int, double> OfRow)
    : RoutingGoal(Name, IsMaximised, ForPairsOnly: false, NeedsCosts)
{
    public override Func<ReadOnlySpan<int>, double> On(ScoredFold fold)
    {
        var values = Values(fold);
        return weights => Mean(values, weights);
    }

    public override double[] PerRow(ScoredFold fold) => Array.ConvertAll(Values(fold), value => Sign * value);

    private double[] Values(ScoredFold fold) => [.. Enumerable.Range(0, fold.Rows.Length).Select(row => OfRow(fold, row))];
}

namespace Trainer.Sweep.Goals;

/// <summary>Call-performance threshold: the least share of strong calls that recovers so much of the gap between a pair's models.</summary>
/// <param name="Name">Such as cpt50.</param>
/// <param name="Recovered">The share of the gap, between 0 and 1.</param>
internal sealed record CptGoal(string Name, double Recovered) : RoutingGoal(Name, IsMaximised: false, ForPairsOnly: true, NeedsCosts: false)
{
    public override Func<ReadOnlySpan<int>, double> On(ScoredFold fold) => weights =>
    {
        fold.Curve.Weigh(weights);
        return fold.Curve.Cpt(Recovered);
    };

    public override double[] PerRow(ScoredFold fold) => ApgrGoal.Area(fold);
}

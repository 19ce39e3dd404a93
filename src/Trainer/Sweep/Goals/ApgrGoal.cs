namespace Trainer.Sweep.Goals;

/// <summary>Average performance gap recovered, the exact area under the curve of a pair (Ong et al. 2024, arXiv 2406.18665).</summary>
internal sealed record ApgrGoal() : RoutingGoal("apgr", IsMaximised: true, ForPairsOnly: true, NeedsCosts: false)
{
    public override Func<ReadOnlySpan<int>, double> On(ScoredFold fold) => weights =>
    {
        fold.Curve.Weigh(weights);
        return fold.Curve.Apgr();
    };

    /// <summary>
    /// APGR is a ratio A/G whose denominator may come near 0 in a resample of few queries, so it is replaced by its first-order expansion at all
    /// rows, f + (A − f·G) / G(all); equal to the exact one where every row counts once.
    /// </summary>
    public override Func<ReadOnlySpan<int>, double> OnResamples(ScoredFold fold)
    {
        var curve = fold.Curve;
        double Gap() => curve.StrongQuality - curve.WeakQuality;
        var ones = new int[fold.Rows.Length];
        Array.Fill(ones, 1);
        curve.Weigh(ones);
        var (whole, gap) = (curve.Apgr(), Gap());
        return weights =>
        {
            curve.Weigh(weights);
            return whole + ((curve.GainArea() - (whole * Gap())) / gap);
        };
    }

    public override double[] PerRow(ScoredFold fold) => Area(fold);

    /// <summary>
    /// What each row adds to the area under quality over the share of strong calls: its gain times the share of the sweep during which it
    /// goes to the strong model. Rows of equal scores go there together, in the middle of their stretch.
    /// </summary>
    public static double[] Area(ScoredFold fold)
    {
        var (order, rows) = (fold.Curve.Order, fold.Rows.Length);
        var (weak, strong) = (fold.Outcomes.Quality[0], fold.Outcomes.Quality[1]);
        var area = new double[rows];
        var before = 0;
        foreach (var end in order.GroupEnds)
        {
            var wait = (before + end) / (2.0 * rows);
            for (; before < end; before++)
            {
                var row = order.Rows[before];
                area[row] = (strong[row] - weak[row]) * (1 - wait);
            }
        }

        return area;
    }
}

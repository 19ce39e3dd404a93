namespace Trainer.Evaluation;

/// <summary>What can be had without a router, and what no router can exceed.</summary>
internal static class Baselines
{
    /// <summary>The model of the highest mean quality; ties to the cheaper, then to the lower index.</summary>
    public static int BestConstant(PoolOutcomes outcomes) =>
        ByMean(outcomes.Models, m => (-outcomes.Quality[m].Average(), Cost(outcomes, m)));

    /// <summary>The model of the lowest mean cost, ties to the better; null where prices are unknown.</summary>
    public static int? Cheapest(PoolOutcomes outcomes) =>
        outcomes.CostUsd is null ? null : ByMean(outcomes.Models, m => (Cost(outcomes, m), -outcomes.Quality[m].Average()));

    /// <summary>The model of the highest mean cost, ties to the better; null where prices are unknown.</summary>
    public static int? Dearest(PoolOutcomes outcomes) =>
        outcomes.CostUsd is null ? null : ByMean(outcomes.Models, m => (-Cost(outcomes, m), -outcomes.Quality[m].Average()));

    /// <summary>On each row the best quality, then the lowest cost, then the lower index.</summary>
    public static int[] Oracle(PoolOutcomes outcomes) =>
        [.. Enumerable.Range(0, outcomes.Rows).Select(row =>
            ByMean(outcomes.Models, m => (-outcomes.Quality[m][row], outcomes.CostUsd?[m][row] ?? 0)))];

    /// <summary>Expected quality of a coin that sends this share to the strong model: exact, where peers sample it.</summary>
    public static double RandomLine(PairOutcomes outcomes, double strongShare) =>
        ((1 - strongShare) * outcomes.WeakQuality.Average()) + (strongShare * outcomes.StrongQuality.Average());

    /// <summary>The zero router: the hull of the single models. Without prices all costs are 0 and it is the best constant.</summary>
    public static CostQuality[] Hull(PoolOutcomes outcomes) =>
        UpperHull.Of(Enumerable.Range(0, outcomes.Models).Select(m => new CostQuality(Cost(outcomes, m), outcomes.Quality[m].Average())));

    private static double Cost(PoolOutcomes outcomes, int model) => outcomes.CostUsd?[model].Average() ?? 0;

    private static int ByMean(int models, Func<int, (double First, double Second)> key)
    {
        var best = 0;
        for (var m = 1; m < models; m++)
        {
            if (key(m).CompareTo(key(best)) < 0)
            {
                best = m;
            }
        }

        return best;
    }
}

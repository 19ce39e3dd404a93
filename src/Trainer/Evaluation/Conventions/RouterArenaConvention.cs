namespace Trainer.Evaluation.Conventions;

/// <summary>
/// RouterArena's numbers of one operating point. A choice is correct where its quality is above 0 and no other model's is higher, which for
/// right-or-wrong outcomes is RouterArena's rule; the oracle is the cheapest correct model. All queries count, those that the router got wrong too:
/// without them optimal accuracy would be 1 for every router.
/// </summary>
internal static class RouterArenaConvention
{
    public const double Beta = 0.1;
    private const double DearestUsd = 200, CheapestUsd = 0.0044;

    /// <summary>
    /// Arena score (1 + beta) A C / (beta A + C), C = (log2 200 - log2 cost) / (log2 200 - log2 0.0044). A cost outside $0.0044 to $200 counts as
    /// the nearer of both. 0 where quality and C are both 0.
    /// </summary>
    /// <param name="quality">Mean quality A, in [0, 1].</param>
    /// <param name="usdPerThousand">Mean cost of 1,000 queries.</param>
    /// <param name="beta">Weight of the cost.</param>
    public static double Score(double quality, double usdPerThousand, double beta = Beta)
    {
        var cheap = Math.Log2(DearestUsd / Math.Clamp(usdPerThousand, CheapestUsd, DearestUsd)) / Math.Log2(DearestUsd / CheapestUsd);
        var below = (beta * quality) + cheap;
        return below == 0 ? 0 : (1 + beta) * quality * cheap / below;
    }

    /// <summary>
    /// Columns of row values: 1 where the cheapest correct model was chosen, 1 where some model is correct, the router's quality, the oracle's, and both
    /// costs where the router is correct. Optimal selection is the first mean over the second, optimal accuracy the third over the fourth, optimal
    /// cost the sixth over the fifth.
    /// </summary>
    /// <param name="outcomes">The models that could be chosen, with costs.</param>
    /// <param name="quality">The router's quality on each row.</param>
    /// <param name="costUsd">Its cost.</param>
    public static double[][] Columns(PoolOutcomes outcomes, double[] quality, double[] costUsd)
    {
        var oracle = Baselines.Oracle(outcomes);
        var columns = Enumerable.Range(0, 6).Select(_ => new double[outcomes.Rows]).ToArray();
        for (var row = 0; row < outcomes.Rows; row++)
        {
            var (best, least) = (outcomes.Quality[oracle[row]][row], outcomes.CostUsd![oracle[row]][row]);
            var isCorrect = best > 0 && quality[row] >= best;
            columns[0][row] = isCorrect && costUsd[row] <= least ? 1 : 0;
            columns[1][row] = best > 0 ? 1 : 0;
            (columns[2][row], columns[3][row]) = (quality[row], best);
            (columns[4][row], columns[5][row]) = isCorrect ? (costUsd[row], least) : (0, 0);
        }

        return columns;
    }
}

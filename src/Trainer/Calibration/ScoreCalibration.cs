using Trainer.Sweep;

namespace Trainer.Calibration;

/// <summary>
/// Gives raw scores their meaning. A pool's score becomes the model's expected quality. A pair's becomes (1 + expected gain) / 2, the gain
/// being the strong model's quality less the weak one's: for right-or-wrong outcomes that is the strong model's win rate with ties as half.
/// The search and an ensemble's members use Platt's maps, which are straight lines; what is shipped is calibrated last of all by whatever
/// <see cref="CalibrationSelection"/> chooses.
/// </summary>
internal static class ScoreCalibration
{
    /// <summary>The maps of a policy, whose scores are log-odds already.</summary>
    public static PlattScaling[] None(RoutingProblem problem) => [.. Enumerable.Repeat(new PlattScaling(1, 0), Scores(problem))];

    /// <summary>Fits one Platt map per score; see <see cref="Rows"/>.</summary>
    public static PlattScaling[] Fit(RoutingProblem problem, float[] raw, IReadOnlyList<int>? among = null) =>
        Array.ConvertAll(Rows(problem, raw, among), score => PlattScaling.Fit(score.Raw, score.Target));

    /// <summary>
    /// What each score's map is fitted on: raw scores of queries that the learner was not fitted on, with their targets; queries without the outcome
    /// or the score are passed over.
    /// </summary>
    /// <param name="problem">The queries' outcomes.</param>
    /// <param name="raw">Raw scores of all queries, row by row.</param>
    /// <param name="among">Queries to fit on; null for all.</param>
    public static (int[] Rows, double[] Raw, double[] Target)[] Rows(RoutingProblem problem, float[] raw, IReadOnlyList<int>? among = null)
    {
        var perQuery = raw.Length / Math.Max(1, problem.Table.Count);
        return [.. Enumerable.Range(0, Scores(problem)).Select(m =>
        {
            int[] rows = [.. (among ?? [.. Enumerable.Range(0, problem.Table.Count)])
                .Where(row => !double.IsNaN(Target(problem, row, m)) && !float.IsNaN(raw[(row * perQuery) + m]))];
            return (
                rows,
                Array.ConvertAll(rows, row => (double)raw[(row * perQuery) + m]),
                Array.ConvertAll(rows, row => Target(problem, row, m)));
        })];
    }

    /// <summary>The calibrated scores; what stands behind the scores of a query stays as it is.</summary>
    public static float[] Apply(PlattScaling[] maps, float[] raw, int scoresPerQuery) =>
        new FittedCalibration(CalibrationMethod.Platt.Name, maps).Apply(raw, scoresPerQuery);

    /// <summary>What a score should be on average; NaN where an outcome is missing.</summary>
    public static double Target(RoutingProblem problem, int row, int score) => problem.IsPair
        ? (1 + problem.Table.Quality(1)[row] - problem.Table.Quality(0)[row]) / 2
        : problem.Table.Quality(score)[row];

    private static int Scores(RoutingProblem problem) => problem.IsPair ? 1 : problem.Table.Models.Count;
}

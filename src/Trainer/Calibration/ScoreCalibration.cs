using Trainer.Sweep;

namespace Trainer.Calibration;

/// <summary>
/// Gives raw scores their meaning. A pool's score becomes the model's expected quality. A pair's becomes (1 + expected gain) / 2, the gain
/// being the strong model's quality less the weak one's: for right-or-wrong outcomes that is the strong model's win rate with ties as half.
/// </summary>
internal static class ScoreCalibration
{
    /// <summary>The maps of a policy, whose scores are log-odds already.</summary>
    public static PlattScaling[] None(RoutingProblem problem) =>
        [.. Enumerable.Repeat(new PlattScaling(1, 0), problem.IsPair ? 1 : problem.Table.Models.Count)];

    /// <summary>
    /// Fits one map per score on raw scores of queries that the learner was not fitted on; queries without the outcome or the score are passed over.
    /// </summary>
    /// <param name="problem">The queries' outcomes.</param>
    /// <param name="raw">Raw scores of all queries, row by row.</param>
    /// <param name="among">Queries to fit on; null for all.</param>
    public static PlattScaling[] Fit(RoutingProblem problem, float[] raw, IReadOnlyList<int>? among = null)
    {
        var maps = new PlattScaling[problem.IsPair ? 1 : problem.Table.Models.Count];
        var scores = raw.Length / Math.Max(1, problem.Table.Count);
        for (var m = 0; m < maps.Length; m++)
        {
            var kept = new List<double>();
            var targets = new List<double>();
            foreach (var row in among ?? Enumerable.Range(0, problem.Table.Count))
            {
                var target = Target(problem, row, m);
                if (!double.IsNaN(target) && !float.IsNaN(raw[(row * scores) + m]))
                {
                    kept.Add(raw[(row * scores) + m]);
                    targets.Add(target);
                }
            }

            maps[m] = PlattScaling.Fit(kept.ToArray(), targets.ToArray());
        }

        return maps;
    }

    /// <summary>The calibrated scores; what stands behind the scores of a query stays as it is.</summary>
    public static float[] Apply(PlattScaling[] maps, float[] raw, int scoresPerQuery) =>
        [.. raw.Select((value, i) => i % scoresPerQuery < maps.Length ? maps[i % scoresPerQuery].Apply(value) : value)];

    /// <summary>What a score should be on average; NaN where an outcome is missing.</summary>
    public static double Target(RoutingProblem problem, int row, int score) => problem.IsPair
        ? (1 + problem.Table.Quality(1)[row] - problem.Table.Quality(0)[row]) / 2
        : problem.Table.Quality(score)[row];
}

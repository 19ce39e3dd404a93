namespace Trainer.Sweep.Tuning.Tpe;

/// <summary>The volume that points dominate, all values being the better the larger.</summary>
internal static class Hypervolume
{
    /// <summary>The volume between the points and a reference point that is worse than all, by slices along the last goal.</summary>
    public static double Of(IReadOnlyList<double[]> points, double[] reference) => Of(points, reference, reference.Length);

    /// <summary>
    /// Of points some that dominate much together: one after the other that adds most (greedy, within 1 − 1/e of the best), the first of
    /// equals.
    /// </summary>
    /// <param name="points">The points.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>Their places.</returns>
    public static List<int> Subset(IReadOnlyList<double[]> points, int count)
    {
        var reference = Reference(points);
        var chosen = new List<int>();
        while (chosen.Count < Math.Min(count, points.Count))
        {
            chosen.Add(Enumerable.Range(0, points.Count).Except(chosen)
                .MaxBy(i => Of([.. chosen.Select(place => points[place]), points[i]], reference)));
        }

        return chosen;
    }

    // A tenth worse than the worst in every goal.
    private static double[] Reference(IReadOnlyList<double[]> points) => [.. Enumerable.Range(0, points[0].Length).Select(goal =>
    {
        var worst = points.Min(point => point[goal]);
        return worst == 0 ? -1e-12 : worst - (0.1 * Math.Abs(worst));
    })];

    private static double Of(IReadOnlyList<double[]> points, double[] reference, int goals)
    {
        if (goals == 1)
        {
            return points.Count == 0 ? 0 : Math.Max(0, points.Max(point => point[0]) - reference[0]);
        }

        var sorted = points.OrderByDescending(point => point[goals - 1]).ToArray();
        double volume = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var below = i + 1 < sorted.Length ? sorted[i + 1][goals - 1] : reference[goals - 1];
            var height = sorted[i][goals - 1] - below;
            volume += height <= 0 ? 0 : height * Of(sorted[..(i + 1)], reference, goals - 1);
        }

        return volume;
    }
}

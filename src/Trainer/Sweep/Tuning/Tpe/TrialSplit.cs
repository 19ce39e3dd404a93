namespace Trainer.Sweep.Tuning.Tpe;

/// <summary>
/// The history in two: the best tenth, at most 25 trials where there is one goal, and the rest. Completed trials are better than those
/// that were stopped, of which the later stopped are better; last are those that violate constraints, by how much. Among completed trials
/// with several goals the non-dominated come first, then those that only these dominate, and so on; of a layer that does not fit in whole
/// those that dominate most together (Ozaki et al. 2022, JAIR 73). What is pending or has failed belongs to the rest, so that nobody is
/// sent there again, and does not count.
/// </summary>
/// <param name="Good">The best, in order of their numbers.</param>
/// <param name="Bad">All others, in order of their numbers.</param>
internal sealed record TrialSplit(IReadOnlyList<Observation> Good, IReadOnlyList<Observation> Bad)
{
    private const int MostGood = 25;

    /// <summary>How many of n trials are good.</summary>
    public static int GoodCount(int trials, bool hasOneGoal)
    {
        var tenth = (trials + 9) / 10;
        return hasOneGoal ? Math.Min(tenth, MostGood) : tenth;
    }

    public static TrialSplit Of(IReadOnlyList<Observation> history)
    {
        Observation[] known = [.. history.Where(IsKnown)];
        var count = GoodCount(known.Length, known.All(trial => trial.Values.Count <= 1));
        var completed = known.Where(trial => trial.Outcome == TrialOutcome.Completed && trial.Violation <= 0).ToArray();
        var good = BestFirst(completed, count)
            .Concat(known.Where(trial => trial.Outcome == TrialOutcome.Stopped && trial.Violation <= 0)
                .OrderByDescending(trial => trial.Share).ThenByDescending(trial => trial.Values.FirstOrDefault(double.NegativeInfinity)))
            .Concat(known.Where(trial => trial.Violation > 0).OrderBy(trial => trial.Violation))
            .Take(count)
            .Select(trial => trial.Number)
            .ToHashSet();
        return new TrialSplit(
            [.. history.Where(trial => good.Contains(trial.Number))], [.. history.Where(trial => !good.Contains(trial.Number))]);
    }

    /// <summary>Whether a trial has values, those of a part at least.</summary>
    public static bool IsKnown(Observation trial) => trial.Outcome is TrialOutcome.Completed or TrialOutcome.Stopped;

    // As many of the best as are wanted, or all in order.
    private static IEnumerable<Observation> BestFirst(Observation[] trials, int count)
    {
        if (trials.All(trial => trial.Values.Count == 1))
        {
            return trials.OrderByDescending(trial => trial.Values[0]);
        }

        var best = new List<Observation>();
        var left = trials.ToList();
        while (left.Count > 0 && best.Count < count)
        {
            var layer = left.Where(trial => !left.Any(other => Dominates(other.Values, trial.Values))).ToList();
            left = [.. left.Except(layer)];
            var room = count - best.Count;
            best.AddRange(layer.Count <= room
                ? layer
                : Hypervolume.Subset([.. layer.Select(trial => trial.Values.ToArray())], room).Select(place => layer[place]));
        }

        return best.Concat(left);
    }

    private static bool Dominates(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var isBetter = false;
        for (var i = 0; i < one.Count; i++)
        {
            if (one[i] < other[i])
            {
                return false;
            }

            isBetter |= one[i] > other[i];
        }

        return isBetter;
    }
}

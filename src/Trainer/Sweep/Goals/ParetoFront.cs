namespace Trainer.Sweep.Goals;

/// <summary>Trials that no other trial equals or beats in every goal and beats in one.</summary>
internal static class ParetoFront
{
    /// <summary>The completed trials on the front that keep the limits, by number; of equal configurations the first. O(trials² × goals).</summary>
    public static IReadOnlyList<Trial> Of(IReadOnlyList<Trial> trials, IReadOnlyList<Goal> goals)
    {
        Trial[] done = [.. trials.Where(trial => trial is { State: TrialState.Completed, Violation: <= 0, SameAs: null })];
        bool Dominates(Trial one, Trial other)
        {
            var isBetter = false;
            for (var goal = 0; goal < goals.Count; goal++)
            {
                var difference = goals[goal].Sign * (one.Values[goal] - other.Values[goal]);
                if (difference < 0)
                {
                    return false;
                }

                isBetter |= difference > 0;
            }

            return isBetter;
        }

        return [.. done.Where(trial => !done.Any(other => Dominates(other, trial)))];
    }
}

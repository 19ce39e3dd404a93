namespace Trainer.Sweep.Selection;

/// <summary>
/// The one-standard-error rule (Breiman, Friedman, Olshen and Stone 1984, section 3.4.3) with paired differences: among the trials that
/// are not worse than the best by more than one standard error of that difference, the simplest. Queries are shared, so this error is
/// smaller than that of a trial's own objective, and the rule gives away less.
/// </summary>
internal static class OneStandardError
{
    /// <summary>The chosen trial. O(trials × resamples).</summary>
    /// <param name="trials">The trials, in the order of their numbers.</param>
    /// <param name="simplicity">Of every trial what a decision or a fit costs; ties go to the first.</param>
    public static int Choose(ResampledObjectives trials, IReadOnlyList<double> simplicity)
    {
        var best = Enumerable.Range(0, trials.Values.Length).MaxBy(trial => trials.Values[trial]);
        return Enumerable.Range(0, trials.Values.Length)
            .Where(trial => trial == best || trials.Difference(best, trial) is var (gap, error) && gap.Value <= error)
            .MinBy(trial => simplicity[trial]);
    }
}

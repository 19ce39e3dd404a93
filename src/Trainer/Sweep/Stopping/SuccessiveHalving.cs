using System.Globalization;

namespace Trainer.Sweep.Stopping;

/// <summary>
/// Asynchronous successive halving in its stopping form (Li et al. 2020, arXiv 1810.05934, as Optuna and Ray have it) on rows: a trial is
/// first fitted on a small share of the training rows of the first fold, then on more, and goes on only from the best part of the
/// trials that came as far before it.
/// </summary>
/// <param name="factor">η: each rung has so many times the rows of the one before, and one trial in so many passes it.</param>
/// <param name="rungs">Rungs below all rows.</param>
/// <param name="after">The rule for the folds that follow, or null for none.</param>
/// <param name="grace">
/// Finished trials that a trial must know before it may be stopped: the first ones, which are known to do well elsewhere and differ from each
/// other, are what several trials together are made of.
/// </param>
internal sealed class SuccessiveHalving(int factor = 4, int rungs = 2, IStoppingRule? after = null, int grace = 0) : IStoppingRule
{
    private readonly IStoppingRule _after = after ?? new NeverStop();

    public IReadOnlyList<Stage> Stages(int folds) =>
    [
        .. Enumerable.Range(0, rungs).Select(rung => new Stage(0, Math.Pow(factor, rung - rungs))),
        .. _after.Stages(folds),
    ];

    public string? Verdict(StageRecord trial, EarlierTrials earlier)
    {
        var rung = trial.StageValues.Count - 1;
        if (rung >= rungs)
        {
            return _after.Verdict(trial with { StageValues = [.. trial.StageValues.Skip(rungs)] }, earlier);
        }

        if (earlier.Trials.Count < grace)
        {
            return null;
        }

        var own = trial.StageValues[rung];
        double[] seen = [.. earlier.Trials.Where(other => other.StageValues.Count > rung).Select(other => other.StageValues[rung])];
        if (double.IsNaN(own))
        {
            return "its objective is undefined on the rows of its first rung";
        }

        // Of the trials so far, this one included, the best one in η passes; the first few only have to be the best so far.
        var passing = Math.Max(1, (seen.Length + 1) / factor);
        var better = seen.Count(value => value > own);
        return better < passing
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"with {100 * Math.Pow(factor, rung - rungs):0.##} % of the rows {better} of {seen.Length} earlier trials were better, and one in {factor} goes on");
    }
}

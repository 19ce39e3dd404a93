using System.Globalization;
using Trainer.Evaluation;
using Trainer.Sweep.Goals;

namespace Trainer.Sweep.Stopping;

/// <summary>
/// Stops a trial when its queries so far show that it is worse than one of the best trials, by Wilcoxon's signed-rank test of the
/// differences on the same queries, after each fold. The error of stopping a trial that is as good is spent over the looks as Lan and DeMets
/// (1983, Biometrika 70:659) do in place of Pocock's bound, α(t) = α · ln(1 + (e − 1)t); a look has what was not allowed before it, and
/// shares it between those that the trial is compared with, so the whole error is at most α. With several goals a trial is stopped only if
/// one other trial is better in all of them, each shown by itself: such a router is of no use whatever the goals are worth.
/// </summary>
/// <param name="goals">The goals.</param>
/// <param name="error">α.</param>
internal sealed class PairedTest(IReadOnlyList<Goal> goals, double error = 0.1) : IStoppingRule
{
    // More rivals make each comparison weaker.
    private const int MostRivals = 5;

    public IReadOnlyList<Stage> Stages(int folds) => new NeverStop().Stages(folds);

    public string? Verdict(StageRecord trial, EarlierTrials earlier)
    {
        var (folds, done) = (trial.Folds.Count, trial.StageValues.Count);
        double Spent(double share) => error * Math.Log(1 + ((Math.E - 1) * share));
        Trial[] rivals = [.. Rivals(earlier.Trials)];
        var level = (Spent((double)done / folds) - Spent((done - 1.0) / folds)) / Math.Max(1, rivals.Length);
        var perRow = goals.OfType<RoutingGoal>().Select(goal => (Goal: goal, Rows: Rows(goal, trial.Folds, trial.Folds))).ToArray();
        foreach (var rival in rivals)
        {
            var scored = earlier.Scored(rival);
            var worst = goals.Index().Any(goal => goal.Item is ResourceGoal own && trial.Resources.Of(own) < rival.Values[goal.Index]) ? 1.0 : 0;
            foreach (var (goal, own) in perRow)
            {
                var other = Rows(goal, scored, trial.Folds);
                var differences = own.Zip(other, (mine, theirs) => mine - theirs).ToArray();
                worst = Math.Max(worst, differences.Length > 0 && differences.Average() < 0 ? SignedRankTest.Below(differences) : 1);
            }

            if (worst < level)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"after {done} of {folds} folds worse than trial {rival.Spec.Number} on the same {perRow[0].Rows.Length} queries, p {worst:0.0E+0}");
            }
        }

        return null;
    }

    // One goal: the best so far. Several: those that no other trial beats in all of them, the best by the first goal before the rest.
    private IEnumerable<Trial> Rivals(IReadOnlyList<Trial> trials)
    {
        var front = ParetoFront.Of(trials, goals);
        return front.OrderByDescending(trial => trial.Objective).ThenBy(trial => trial.Spec.Number)
            .Take(goals.OfType<RoutingGoal>().Count() == 1 ? 1 : MostRivals);
    }

    private static double[] Rows(RoutingGoal goal, IReadOnlyList<ScoredFold> of, IReadOnlyList<ScoredFold> where) =>
        [.. of.Zip(where).Where(pair => pair.Second.Rows.Length > 0).SelectMany(pair => goal.PerRow(pair.First))];
}

using Trainer.Sweep;

namespace Trainer.Reporting.Tables;

/// <summary>The best trial of every learner, best first; a learner without a completed trial comes last.</summary>
internal static class LearnersTable
{
    public static Table Of(RunReport report)
    {
        var format = Numbers.OfGoal(report.Objective);
        var learners = report.Trials.GroupBy(trial => trial.Learner, StringComparer.Ordinal)
            .Select(own => (Name: own.Key, Trials: own, Best: TrialsTable.Ranked(report, own).First()))
            .ToArray();
        return new(
            [
                new("Learner"),
                new($"Best {report.Objective}", true),
                new("Standard error", true, "Of the mean over the folds: their standard deviation by the root of their number."),
                new("Trial", true),
                new("Features"),
                new("Trials", true),
                new("Stopped", true, "Trials that were ended early, because they would hardly have become the best."),
                new("Failed", true),
            ],
            [
                .. TrialsTable.Ranked(report, learners.Select(learner => learner.Best)).Select(best =>
                {
                    var own = learners.First(learner => learner.Best == best).Trials;
                    var isCompleted = best.State == TrialState.Completed;
                    Cell Value(double value) => isCompleted ? Cell.Of(value, format) : new(Numbers.Missing);
                    return new Row(
                        [
                            new(best.Learner),
                            Value(best.Objective),
                            Value(best.Deviation / Math.Sqrt(report.Folds)),
                            isCompleted ? Cell.Of(best.Number) : new(Numbers.Missing),
                            new(isCompleted && best.Features.Length > 0 ? best.Features : Numbers.Missing),
                            Cell.Of(own.Count()),
                            Cell.Of(own.Count(trial => trial.State == TrialState.Stopped)),
                            Cell.Of(own.Count(trial => trial.State == TrialState.Failed)),
                        ],
                        best.Number == report.ChosenTrial);
                }),
            ]);
    }
}

namespace Trainer.Reporting.Tables;

/// <summary>The configurations that were tried, best first; those that failed come last and say why.</summary>
internal static class TrialsTable
{
    /// <param name="report">The run.</param>
    /// <param name="top">Rows at most.</param>
    public static Table Of(RunReport report, int top) => new(
        [
            new("Trial", true),
            new("Learner"),
            new("Settings"),
            new("Features"),
            new(report.Objective, true, $"Mean over {report.Folds} folds of the training queries; larger is better."),
            new("Deviation", true, "Standard deviation between the folds."),
        ],
        [.. Ranked(report).Take(top).Select(trial => new Row(
            [
                Cell.Of(trial.Number) with { Detail = trial.Number == report.ChosenTrial ? "chosen" : "" },
                new(trial.Learner),
                new(trial.Settings),
                new(trial.Features.Length == 0 ? Numbers.Missing : trial.Features),
                Cell.Of(trial.Objective, Numbers.Quality) with { Detail = trial.Failure is null ? "" : $"failed: {trial.Failure}" },
                Cell.Of(trial.Deviation, Numbers.Quality),
            ],
            trial.Number == report.ChosenTrial))]);

    private static IEnumerable<TrialReport> Ranked(RunReport report) => report.Trials
        .OrderByDescending(trial => trial.Failure is null ? trial.Objective : double.NaN)
        .ThenBy(trial => trial.Number);
}

using Trainer.Sweep;

namespace Trainer.Reporting.Tables;

/// <summary>The configurations that were tried, best first; those that were stopped and those that failed come last and say why.</summary>
internal static class TrialsTable
{
    /// <param name="report">The run.</param>
    /// <param name="top">Rows at most.</param>
    public static Table Of(RunReport report, int top)
    {
        var format = Numbers.OfGoal(report.Objective);
        var hasFates = report.Trials.Any(trial => Fate(trial).Length > 0);
        return new(
            [
                new("Trial", true),
                new("Learner"),
                new("Settings"),
                new("Features"),
                new(report.Objective, true, $"Mean over {report.Folds} folds of the training queries; " +
                    $"{(IsMaximised(report) ? "larger" : "smaller")} is better."),
                new("Deviation", true, "Standard deviation between the folds."),
                .. hasFates ? [new Column("What became of it")] : Array.Empty<Column>(),
            ],
            [.. Ranked(report, report.Trials).Take(top).Select(trial => new Row(
                [
                    Cell.Of(trial.Number) with { Detail = trial.Number == report.ChosenTrial ? "chosen" : "" },
                    new(trial.Learner),
                    new(trial.Settings),
                    new(trial.Features.Length == 0 ? Numbers.Missing : trial.Features),
                    Cell.Of(trial.Objective, format),
                    Cell.Of(trial.Deviation, format),
                    .. hasFates ? [new Cell(Fate(trial))] : Array.Empty<Cell>(),
                ],
                trial.Number == report.ChosenTrial))]);
    }

    /// <summary>Completed trials by the first goal, then stopped ones, then failed ones.</summary>
    public static IEnumerable<TrialReport> Ranked(RunReport report, IEnumerable<TrialReport> trials) => trials
        .OrderBy(trial => trial.State)
        .ThenByDescending(trial => IsMaximised(report) ? trial.Objective : -trial.Objective)
        .ThenBy(trial => trial.Number);

    private static bool IsMaximised(RunReport report) => report.Search is not { Maximised: [false, ..] };

    private static string Fate(TrialReport trial) => trial.State switch
    {
        TrialState.Stopped => $"stopped after {Numbers.Share(trial.Share)} of its work: {trial.Failure}",
        TrialState.Failed => $"failed: {trial.Failure}",
        _ => trial.SameAs is { } other ? $"as trial {Numbers.Count(other)}" : "",
    };
}

namespace Trainer.Reporting.Tables;

/// <summary>The trials that no other trial beats in all goals, by the first goal; nothing where there is one goal.</summary>
internal static class FrontTable
{
    public static Table? Of(RunReport report) => report.Search is not { Goals.Count: > 1 } search ? null : new(
        [
            new("Trial", true),
            .. search.Goals.Zip(
                search.Maximised, (goal, isMaximised) => new Column(goal, true, isMaximised ? "More is better." : "Less is better.")),
            new("Learner"),
            new("Features"),
            new("Settings"),
        ],
        [
            .. TrialsTable.Ranked(report, report.Trials.Where(trial => search.Front.Contains(trial.Number))).Select(trial => new Row(
                [
                    Cell.Of(trial.Number) with { Detail = trial.Number == report.ChosenTrial ? "chosen" : "" },
                    .. trial.Values.Select((value, goal) => Cell.Of(value, Numbers.OfGoal(search.Goals[goal]))),
                    new(trial.Learner),
                    new(trial.Features.Length == 0 ? Numbers.Missing : trial.Features),
                    new(trial.Settings),
                ],
                trial.Number == report.ChosenTrial)),
        ]);
}

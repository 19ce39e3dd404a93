using Trainer.Sweep;

namespace Trainer.Reporting.Tables;

/// <summary>How the router was searched for.</summary>
internal static class SearchTable
{
    public static Table? Of(RunReport report)
    {
        if (report.Search is not { } search)
        {
            return null;
        }

        int Count(TrialState state) => report.Trials.Count(trial => trial.State == state);
        var format = Numbers.OfGoal(report.Objective);
        var repeated = report.Trials.Count(trial => trial.SameAs is not null);
        return new(
            [new("Search"), new("Value")],
            [
                Row("Tuner, which proposed configurations", search.Tuner),
                Row("Rule that stopped hopeless trials", search.Stopping),
                Row(
                    search.Goals.Count == 1 ? "Goal" : "Goals",
                    string.Join(", ", search.Goals.Zip(
                        search.Maximised, (goal, isMaximised) => $"{goal} ({(isMaximised ? "more" : "less")} is better)")),
                    search.Goals.Count == 1 ? "" : "of which the first chose"),
                Row(
                    "Trials",
                    Numbers.Count(report.Trials.Count),
                    $"of which {Numbers.Count(Count(TrialState.Completed))} completed, " +
                    $"{Numbers.Count(Count(TrialState.Stopped))} stopped early, {Numbers.Count(Count(TrialState.Failed))} failed" +
                    (repeated == 0 ? "" : $"; {Numbers.Count(repeated)} repeat an earlier configuration")),
                Row("Why it ended", search.Ended),
                Row(
                    "Luck of the best",
                    format(search.Optimism.Value),
                    $"{Numbers.Interval(search.Optimism, format)}, n = {Numbers.Count(search.Optimism.N)}"),
                Row(
                    $"{report.Objective} without it",
                    format(search.Corrected.Value),
                    $"{Numbers.Interval(search.Corrected, format)}, n = {Numbers.Count(search.Corrected.N)}"),
                Row("Shipped", search.Ensemble ?? $"trial {Numbers.Count(report.ChosenTrial)} alone"),
            ]);
    }

    private static Row Row(string what, string value, string detail = "") => new([new(what), new(value) { Detail = detail }]);
}

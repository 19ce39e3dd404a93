using System.Globalization;
using Spectre.Console;
using Trainer.Sweep;
using Trainer.Sweep.Studies;

namespace Trainer.Commands;

/// <summary>Studies on a terminal.</summary>
internal static class StudyViews
{
    private const string Missing = "–";

    public static void WriteList(IAnsiConsole console, string location, IReadOnlyCollection<StudyEntry> entries)
    {
        if (entries.Count == 0)
        {
            console.MarkupLineInterpolated($"There is no study in {location}; 'trainer sweep' makes one.");
            return;
        }

        var table = Table("study", "key", "completed", "stopped", "failed", "under way", "of", "best", "trial", "seconds", "where");
        foreach (var entry in entries.Where(entry => entry.Fault is null))
        {
            Add(
                table,
                entry.Name!,
                StudyEntry.Short(entry.Key!),
                Text(entry.Completed),
                Text(entry.Stopped),
                Text(entry.Failed),
                Text(entry.Running),
                Text(entry.Closed),
                Objective(entry.BestObjective),
                Text(entry.BestTrial),
                Seconds(entry.Seconds),
                entry.Location);
        }

        console.Write(table);
        foreach (var entry in entries.Where(entry => entry.Fault is not null))
        {
            console.MarkupLineInterpolated($"[red]cannot be read[/]  {entry.Fault}");
        }
    }

    public static void Write(IAnsiConsole console, StudyEntry study, IReadOnlyList<StudyTrial> trials)
    {
        console.MarkupLineInterpolated(
            $"[bold]{study.Name}[/] ({StudyEntry.Short(study.Key!)}, begun with version {study.CreatedBy}) in {study.Location}");
        console.MarkupLine($"{Text(study.Completed)} completed, {Text(study.Stopped)} stopped, {Text(study.Failed)} failed, " +
            $"{Text(study.Running)} under way{(study.Closed is null ? "" : $", of {Text(study.Closed)}")}");
        var table = Table("trial", "state", "origin", "objective", "learner", "settings", "features", "seconds", "reason");
        foreach (var trial in trials)
        {
            Add(
                table,
                Text(trial.Number),
                State(trial.State),
                trial.Origin,
                Objective(trial.Objective),
                trial.Learner,
                trial.Settings,
                trial.Features,
                trial.Seconds is { } seconds ? Seconds(seconds) : Missing,
                trial.Reason ?? "");
        }

        console.Write(table);
    }

    public static void Write(IAnsiConsole console, StudyEntry first, StudyEntry second, StudyComparison comparison)
    {
        string Heading(StudyEntry study) => $"{study.Name} ({StudyEntry.Short(study.Key!)})";
        var table = Table("", Heading(first), Heading(second), "difference");
        foreach (var best in comparison.Learners.Prepend(comparison.Best))
        {
            Add(
                table,
                best.Name,
                Objective(best.First),
                Objective(best.Second),
                double.IsNaN(best.Difference) ? Missing : Signed(best.Difference, "0.0000"));
        }

        foreach (var count in comparison.States)
        {
            Add(table, $"trials {State(count.State)}", Text(count.First), Text(count.Second), Signed(count.Second - count.First, "0"));
        }

        console.Write(table);
        if (!comparison.IsSameKey)
        {
            console.MarkupLine(
                "[grey]The studies differ in data, space, seed or version: objectives compare only where they mean the same.[/]");
        }
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            table.AddColumn(Markup.Escape(column));
        }

        return table;
    }

    private static void Add(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    private static string State(TrialState state) => state.ToString().ToLowerInvariant();

    private static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? Missing;

    private static string Objective(double value) =>
        double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : Missing;

    private static string Seconds(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Signed(double value, string format) => value.ToString($"+{format};-{format};0", CultureInfo.InvariantCulture);
}

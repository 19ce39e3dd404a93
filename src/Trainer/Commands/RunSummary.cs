using Spectre.Console;
using Trainer.Reporting;
using Trainer.Sweep;

namespace Trainer.Commands;

/// <summary>What a finished run says on a terminal.</summary>
internal static class RunSummary
{
    public static void Write(IAnsiConsole console, RunReport report, RunFolder folder)
    {
        var chosen = report.Trials.First(trial => trial.Number == report.ChosenTrial);
        console.MarkupLineInterpolated(
            $"[bold]{report.Name}[/]: {chosen.Learner} ({chosen.Settings}){(chosen.Features.Length > 0 ? " on " + chosen.Features : "")}");
        EvaluationSummary.Write(console, report.Evaluation);
        if (report.Search is { } search)
        {
            console.MarkupLineInterpolated($"{(search.Ensemble is null ? "again" : "alone")}   trainer train {folder.Winner}");
        }

        console.MarkupLineInterpolated($"bundle  {folder.Bundle}");
        console.MarkupLineInterpolated($"report  {folder.Report(new HtmlReport())}");
    }
}

using System.Text;
using Trainer.Reporting.Markdown;
using Trainer.Reporting.Tables;

namespace Trainer.Reporting;

/// <summary>The report for a pull request or a terminal.</summary>
internal sealed class MarkdownReport : IReportWriter
{
    private const int TopTrials = 10;

    public string FileName => "report.md";

    public byte[] Write(RunReport report)
    {
        string?[] parts =
        [
            $"# {MarkdownText.Escape(report.Name)}: router report\n",
            $"**{Headlines.Verdict(report)}.** {MarkdownText.Escape(report.Evaluation.Verdict.Reason)}\n",
            MarkdownText.Of(Summary.Of(report)),
            $"- {MarkdownText.Escape(Headlines.Task(report))}\n- {MarkdownText.Escape(Headlines.Chosen(report))}\n- " +
            $"{MarkdownText.Escape(Headlines.Evidence(report))}\n",
            Section($"At the main operating point, {report.Main.Name}", MetricsTable.Of(Metrics.AtMain(report))),
            Section("Over all settings", MetricsTable.Of(Metrics.OfCurve(report))),
            Section("Operating points", OperatingPointsTable.Of(report)),
            Section("Where the queries go", report.IsPair ? null : SharesTable.Of(report)),
            Section("Baselines", ModelsTable.Of(report)),
            Section($"Domains at {report.Main.Name}", DomainsTable.Of(report)),
            Section("In other projects' numbers", ConventionsTable.Of(report)),
            Section("Calibration", CalibrationTable.Of(report)),
            Headlines.Calibration(report) is { Length: > 0 } calibration ? MarkdownText.Escape(calibration) + "\n" : null,
            Section("Ways of calibrating", CalibrationTable.OfMethods(report)),
            Section("Calibration by domain", CalibrationTable.OfDomains(report)),
            report.Search is null
                ? null
                : $"## Search\n\n{MarkdownText.Escape(Headlines.Luck(report))}\n\n{MarkdownText.Escape(Headlines.Shipped(report))}\n\n" +
                    $"{MarkdownText.Escape(Headlines.Alone(report))}\n\n    {Headlines.AloneCommand}\n\n" +
                    $"{MarkdownText.Escape(Headlines.AloneNote)}\n\n{MarkdownText.Of(SearchTable.Of(report)!)}",
            Section("Trials that none beats in all goals", FrontTable.Of(report)),
            Section("The best of each learner", report.Search is null ? null : LearnersTable.Of(report)),
            Section("Which settings mattered", ImportanceTable.Of(report)),
            Section(report.Trials.Count > TopTrials
                ? $"The {Numbers.Count(TopTrials)} best of {Numbers.Count(report.Trials.Count)} trials"
                : "Trials", TrialsTable.Of(report, TopTrials)),
            report.Evaluation.Findings.Count == 0 ? null : $"## Findings\n\n{MarkdownText.Of(report.Evaluation.Findings)}",
            Section("Data", DataTable.Of(report)),
            Section("What learners can be taught", TargetsTable.Of(report)),
            $"Written by Trainer {MarkdownText.Escape(report.TrainerVersion)}.\n",
        ];
        return Encoding.UTF8.GetBytes(string.Join('\n', parts.Where(part => part is not null)));
    }

    private static string? Section(string title, Table? table) =>
        table?.Rows.Count > 0 ? $"## {MarkdownText.Escape(title)}\n\n{MarkdownText.Of(table)}" : null;
}

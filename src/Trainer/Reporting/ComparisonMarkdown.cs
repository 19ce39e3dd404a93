using System.Text;
using Trainer.Reporting.Markdown;
using Trainer.Reporting.Tables;

namespace Trainer.Reporting;

/// <summary>A comparison for a pull request or a terminal.</summary>
internal static class ComparisonMarkdown
{
    public const string FileName = "evaluation.md";

    public static byte[] Write(ComparisonReport report)
    {
        string?[] parts =
        [
            $"# {MarkdownText.Escape(ComparisonHtml.Title(report))}\n",
            .. report.Routers.Select(router => $"## {MarkdownText.Escape(router.Name)} in short\n\n{MarkdownText.Of(Summary.Of(router))}"),
            report.Findings.Count == 0 ? null : $"## Findings\n\n{MarkdownText.Of(report.Findings)}",
            Section("Everything on the same queries", PoliciesTable.Of(report)),
            Section("In other projects' numbers", PeersTable.Of(report)),
            Section("Slices", SlicesTable.Of(report)),
            Section("Beside the reference data", ReferenceTable.Of(report)),
            .. report.Routers.SelectMany(Router),
            Section("Data", JudgedDataTable.Of(report)),
            $"Written by Trainer {MarkdownText.Escape(report.TrainerVersion)}; seed {MarkdownText.Escape($"{report.Seed}")}, " +
                $"{Numbers.Count(report.Resamples)} resamples of curves, ten times as many of means.\n",
        ];
        return Encoding.UTF8.GetBytes(string.Join('\n', parts.Where(part => part is not null)));
    }

    private static IEnumerable<string?> Router(RouterReport router) =>
    [
        Section($"{router.Name}: over all settings", MetricsTable.Of(Metrics.OfCurve(router))),
        Section($"{router.Name}: operating points", OperatingPointsTable.Of(router)),
        Section($"{router.Name}: where the queries go", router.IsPair ? null : SharesTable.Of(router)),
        Section($"{router.Name}: conventions", ConventionsTable.Of(router)),
        Section($"{router.Name}: domains at {router.Evaluation.OperatingPoints[0].Name}", DomainsTable.Of(router)),
        Section($"{router.Name}: calibration", CalibrationTable.Of(router)),
    ];

    private static string? Section(string title, Table? table) =>
        table?.Rows.Count > 0 ? $"## {MarkdownText.Escape(title)}\n\n{MarkdownText.Of(table)}" : null;
}

using Trainer.Reporting.Markdown;
using Trainer.Reporting.Tables;

namespace Trainer.Replay.Results;

/// <summary>The report for a pull request or a terminal.</summary>
internal static class ReplayMarkdown
{
    public static string Of(ReplayReport report) => string.Join('\n', (string[])[
        "# Replay\n",
        $"{MarkdownText.Escape(ReplayTables.Setting(report))}\n",
        .. ReplayTables.Parts(report).Select(part => Section(ReplayTables.Title(part), ReplayTables.Policies(report, part))),
        .. report.Domains.Count == 0 ? Array.Empty<string>() : [Section("Domains", ReplayTables.Domains(report))],
        Section("Calibration", ReplayTables.Calibration(report)),
    ]);

    private static string Section(string title, Table table) => $"## {title}\n\n{MarkdownText.Of(table)}";
}

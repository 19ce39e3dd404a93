using Trainer.Reporting.Html;
using Trainer.Sweep;

namespace Trainer.Replay.Results;

/// <summary>The report for people.</summary>
internal static class ReplayHtml
{
    public static Markup Of(ReplayReport report) =>
        HtmlPage.Of("Replay", Header(report), Sections(report), BundleAssembly.Version, DataIsland.Of(report), "replay.js");

    private static Markup Header(ReplayReport report) => Markup.Of(
        $"""
        <header>
        <p class="kind">Replay report</p>
        <h1>{string.Join(", ", report.Bundles)}</h1>
        <p>{ReplayTables.Setting(report)}</p>
        </header>
        """);

    private static IEnumerable<Markup> Sections(ReplayReport report)
    {
        yield return HtmlPage.Section(
            "plane", "Quality and cost", ChartBox.Of("plane-chart", "Mean quality against mean cost of every policy, with intervals of quality."));
        yield return HtmlPage.Section(
            "violations",
            "Violations and cost",
            ChartBox.Of("violations-chart", "Share of late answers and of windows over budget against mean cost of every policy."),
            report.MaxLatencySeconds is not null || report.BudgetUsd is not null);
        yield return HtmlPage.Section("windows", "Windows over time", Markup.Join(
        [
            ChartBox.Of("quality-chart", "Mean quality of every policy, window by window."),
            ChartBox.Of("cost-chart", "Mean cost of every policy, window by window."),
        ]));
        foreach (var part in ReplayTables.Parts(report))
        {
            yield return HtmlPage.Section(
                part,
                ReplayTables.Title(part),
                HtmlTable.Of(ReplayTables.Policies(report, part), "Policies, 95 % intervals in brackets", "sortable"));
        }

        yield return HtmlPage.Section(
            "domains",
            "Domains",
            HtmlTable.Of(ReplayTables.Domains(report), "Policies by domain, the whole stream", "sortable"),
            report.Domains.Count > 0);
        yield return HtmlPage.Section(
            "calibration", "Calibration", HtmlTable.Of(ReplayTables.Calibration(report), "Scores against what came", "sortable"));
    }
}

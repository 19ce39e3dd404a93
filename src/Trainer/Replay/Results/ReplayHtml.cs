using Trainer.Reporting.Html;

namespace Trainer.Replay.Results;

/// <summary>The report for people: one HTML file that asks nothing of the network; charts are drawn in the browser from the JSON inside.</summary>
internal static class ReplayHtml
{
    public static Markup Of(ReplayReport report) => Markup.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
        <title>Replay</title>
        <style>
        {Resource.Read("report.css")}</style>
        </head>
        <body>
        <script>
        {Resource.Read("errors.js")}</script>
        <header>
        <p class="kind">Replay report</p>
        <h1>{string.Join(", ", report.Bundles)}</h1>
        <p>{ReplayTables.Setting(report)}</p>
        </header>
        <main>
        {Section("plane", "Quality and cost", ChartBox.Of("plane-chart", "Mean quality against mean cost of every policy, with intervals of quality."))}
        {Section("violations", "Violations and cost", ChartBox.Of("violations-chart", "Share of late answers and of windows over budget against mean cost of every policy."), report.MaxLatencySeconds is not null || report.BudgetUsd is not null)}
        {Section("windows", "Windows over time", Markup.Of($"{ChartBox.Of("quality-chart", "Mean quality of every policy, window by window.")}{ChartBox.Of("cost-chart", "Mean cost of every policy, window by window.")}"))}
        {Markup.Join(ReplayTables.Parts(report).Select(part => Section(part, ReplayTables.Title(part), HtmlTable.Of(ReplayTables.Policies(report, part), "Policies, 95 % intervals in brackets", "sortable"))))}
        {Section("domains", "Domains", HtmlTable.Of(ReplayTables.Domains(report), "Policies by domain, the whole stream", "sortable"), report.Domains.Count > 0)}
        {Section("calibration", "Calibration", HtmlTable.Of(ReplayTables.Calibration(report), "Scores against what came", "sortable"))}
        </main>
        <footer>
        <details><summary>Licences of the charts</summary><pre>{Resource.Read("echarts.NOTICE").Text}
        {Resource.Read("zrender.LICENSE").Text}
        {Resource.Read("d3.LICENSE").Text}</pre></details></footer>
        <script type="application/json" id="data">{DataIsland.Of(report)}</script>
        <script>{Resource.Read("echarts.min.js")}</script>
        <script>
        {Resource.Read("replay.js")}</script>
        <script>
        {Resource.Read("sorting.js")}</script>
        </body>
        </html>

        """);

    private static Markup Section(string id, string title, Markup content, bool isShown = true) =>
        Markup.When(isShown, $"<section id=\"{id}\"><h2>{title}</h2>\n{content}\n</section>\n");
}

using System.Text;
using Trainer.Evaluation.Report;
using Trainer.Reporting.Html;
using Trainer.Reporting.Tables;

namespace Trainer.Reporting;

/// <summary>
/// The report for people: one HTML file that asks nothing of the network, which its content policy also forbids. Text and tables
/// are written here; charts are drawn in the browser from the JSON inside.
/// </summary>
internal sealed class HtmlReport : IReportWriter
{
    public string FileName => "report.html";

    public byte[] Write(RunReport report) => Encoding.UTF8.GetBytes(Page(report).Text);

    private static Markup Page(RunReport report) => Markup.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
        <title>{report.Name}: router report</title>
        <style>
        {Resource.Read("report.css")}</style>
        </head>
        <body>
        <script>
        {Resource.Read("errors.js")}</script>
        {Header(report)}
        <main>
        {Markup.Join(Sections(report))}</main>
        {Footer(report)}
        <script type="application/json" id="data">{DataIsland.Of(report)}</script>
        <script>{Resource.Read("echarts.min.js")}</script>
        <script>
        {Resource.Read("charts.js")}</script>
        <script>
        {Resource.Read("sorting.js")}</script>
        </body>
        </html>

        """);

    private static Markup Header(RunReport report)
    {
        var verdict = report.Evaluation.Verdict;
        return Markup.Of(
            $"""
            <header>
            <p class="kind">Router report</p>
            <h1>{report.Name}</h1>
            <p>{Headlines.Task(report)}</p>
            <div class="verdict {(verdict.Decision == Decision.Deploy ? "deploy" : "keep")}" role="status"><strong>{Headlines.Verdict(report)}</strong><p>{verdict.Reason}</p></div>
            </header>
            """);
    }

    private static IEnumerable<Markup> Sections(RunReport report)
    {
        var evaluation = report.Evaluation;
        var lead = Markup.Of(
            $"At the main operating point, <b>{report.Main.Name}</b>, and over all settings. {Headlines.Evidence(report)}");
        var cards = Markup.Join(Metrics.Key(report).Select(Card));
        yield return Section("key", "Key figures", Markup.Of($"<p class=\"lead\">{lead}</p>\n<div class=\"cards\">{cards}</div>"));
        var findings = Markup.Join(evaluation.Findings.Select(finding =>
            Markup.Of($"<li class=\"{finding.Severity}\"><b>{finding.Severity}</b> {finding.Sentence}</li>\n")));
        yield return Section(
            "findings", "Findings", Markup.Of($"<ul class=\"findings\">{findings}</ul>"), evaluation.Findings.Count > 0);
        yield return Section("curve", "Cost and quality", Markup.Of(
            $"""
            <p class="lead">{CurveText(report)}</p>
            <div class="modes" id="curve-modes" role="group" aria-label="Horizontal axis"></div>
            {ChartBox.Of("curve-chart", "Quality of the router over its settings, with single models, operating points and the oracle; the tables below have the numbers.")}
            {HtmlTable.Of(MetricsTable.Of(Metrics.OfCurve(report)), "Over all settings", "metrics")}
            """), report.IsPair || evaluation.Pool is not null);
        yield return Section("points", "Operating points", Markup.Of(
            $"{HtmlTable.Of(OperatingPointsTable.Of(report), "The router at its settings, 95 % intervals in brackets")}\n{Pool(report)}"));
        yield return Section(
            "baselines",
            "Baselines",
            HtmlTable.Of(ModelsTable.Of(report), "What can be had without a router, and what no router can exceed"));
        yield return Section(
            "domains",
            "Domains",
            HtmlTable.Of(DomainsTable.Of(report), $"Mean quality at {report.Main.Name}, domain by domain", "sortable"),
            evaluation.Domains.Count > 0);
        yield return Section("conventions", "In other projects' numbers", ConventionsTable.Of(report) is { } conventions
            ? HtmlTable.Of(conventions, "The same router, as others compute it")
            : default, ConventionsTable.Of(report) is not null);
        yield return Section("calibration", "Calibration", Markup.Of(
            $"""
            <p class="lead">Can the scores be believed? Queries are put into bins by what the router predicted; on the diagonal, what came true is what was predicted. {Headlines.Calibration(report)}</p>
            {ChartBox.Of("reliability-chart", "Reliability diagram: predicted against observed, with 95 % intervals and the number of queries in each bin.")}
            {HtmlTable.Of(CalibrationTable.Of(report), "Distance between predicted and observed", "metrics")}
            {Optional(CalibrationTable.OfMethods(report), "Ways of calibrating, by cross-validation on training queries")}
            {Optional(CalibrationTable.OfDomains(report), "Calibration, domain by domain")}
            """), evaluation.Calibration is not null);
        yield return Section("search", "Search", SearchSection.Of(report));
        yield return Section("data-source", "Data", HtmlTable.Of(DataTable.Of(report), "Where the data came from and what became of them"));
        yield return Section(
            "targets",
            "What learners can be taught",
            HtmlTable.Of(TargetsTable.Of(report), "Targets derived from the training queries"),
            report.Data.Targets.Count > 0);
    }

    private static Markup Section(string id, string title, Markup content, bool isShown = true) =>
        Markup.When(isShown, $"<section id=\"{id}\"><h2>{title}</h2>\n{content}\n</section>\n");

    private static Markup Card(Metric metric) => Markup.Of(
        $"""
        <div class="card"><h3>{metric.Name}</h3><p class="value">{metric.Format(metric.Value.Value)}</p><p class="interval">{Numbers.Interval(metric.Value, metric.Format)} · <span>n = {Numbers.Count(metric.Value.N)}</span></p><p class="meaning">{metric.Meaning}</p></div>

        """);

    private static Markup Optional(Table? table, string caption) =>
        table is { Rows.Count: > 0 } ? HtmlTable.Of(table, caption, "sortable") : default;

    private static Markup Pool(RunReport report) => report.IsPair ? default : HtmlTable.Of(SharesTable.Of(report), "Where the queries go");

    private static string CurveText(RunReport report) => report.IsPair
        ? $"From always {report.Evaluation.Models[0].Name} on the left to always {report.Evaluation.Models[1].Name} on the right: " +
            $"every threshold is a point. The dashed line is a coin; what lies above it is what the router knows."
        : "Every trade-off between quality and money is a point. The dashed line is what a coin tossed between single models " +
            "gives; what lies above it is what the router knows.";

    private static Markup Footer(RunReport report) => Markup.Of(
        $"""
        <footer><p>Written by Trainer {report.TrainerVersion}.</p>
        <details><summary>Licences of the charts</summary><pre>{Resource.Read("echarts.NOTICE").Text}
        {Resource.Read("zrender.LICENSE").Text}
        {Resource.Read("d3.LICENSE").Text}</pre></details></footer>
        """);
}

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

    private static Markup Page(RunReport report) =>
        HtmlPage.Of($"{report.Name}: router report", Header(report), Sections(report), report.TrainerVersion, DataIsland.Of(report));

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
        yield return Section("summary", "In short", SummaryList.Of(report));
        yield return Section("key", "Key figures", Markup.Of($"<p class=\"lead\">{lead}</p>\n{JudgedSections.Cards(report)}"));
        yield return Section("findings", "Findings", JudgedSections.Findings(evaluation.Findings), evaluation.Findings.Count > 0);
        yield return Section("curve", "Cost and quality", JudgedSections.Curve(report), report.IsPair || evaluation.Pool is not null);
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
        HtmlPage.Section(id, title, content, isShown);

    private static Markup Optional(Table? table, string caption) =>
        table is { Rows.Count: > 0 } ? HtmlTable.Of(table, caption, "sortable") : default;

    private static Markup Pool(RunReport report) => report.IsPair ? default : HtmlTable.Of(SharesTable.Of(report), "Where the queries go");
}

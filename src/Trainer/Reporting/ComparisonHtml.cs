using System.Text;
using Trainer.Evaluation.Report;
using Trainer.Reporting.Html;
using Trainer.Reporting.Tables;

namespace Trainer.Reporting;

/// <summary>A comparison for people: in short, then what is compared, then each router. Charts of one router are of the first.</summary>
internal static class ComparisonHtml
{
    public const string FileName = "evaluation.html";

    public static byte[] Write(ComparisonReport report) => Encoding.UTF8.GetBytes(
        HtmlPage.Of(Title(report), Header(report), Sections(report), report.TrainerVersion, DataIsland.Of(report)).Text);

    public static string Title(ComparisonReport report) => report.Routers.Count == 1
        ? $"Evaluation of {report.Routers[0].Name}"
        : $"Evaluation of {Numbers.Count(report.Routers.Count)} routers on the same queries";

    private static Markup Header(ComparisonReport report)
    {
        var (first, verdict) = (report.Routers[0], report.Routers[0].Evaluation.Verdict);
        var deploy = verdict.Decision == Decision.Deploy;
        return Markup.Of(
            $"""
            <header>
            <p class="kind">Router evaluation</p>
            <h1>{Title(report)}</h1>
            <p>{Numbers.Count(report.Queries)} queries of {report.Data.Source}; brackets are 95 % intervals from {Numbers.Count(report.Clusters)} independent groups of queries.</p>
            <div class="verdict {(deploy ? "deploy" : "keep")}" role="status"><strong>{(deploy ? "Deploy" : "Do not deploy")}</strong><p>{first.Name}: {verdict.Reason}</p></div>
            </header>
            """);
    }

    private static IEnumerable<Markup> Sections(ComparisonReport report)
    {
        IJudged first = report.Routers[0];
        var several = report.Routers.Count > 1;
        yield return HtmlPage.Section("summary", "In short", Markup.Join(report.Routers.Select(router =>
            Markup.Of($"{Markup.When(several, $"<h3>{router.Name}</h3>")}{SummaryList.Of(router)}\n"))));
        yield return HtmlPage.Section("findings", "Findings", JudgedSections.Findings(report.Findings), report.Findings.Count > 0);
        yield return HtmlPage.Section("routers", "Everything on the same queries", Markup.Of(
            $"""
            <p class="lead">Every router at each of its operating points, every single model, two coins and the oracle. The first router, {report.Policies[0].Name}, is what the others are compared with, query by query.</p>
            {Markup.When(HasChart(report), $"{ChartBox.Of("routers-chart", "Quality of every router over its settings, with 95 % bands, and single models; the table below has the numbers.")}")}
            {HtmlTable.Of(PoliciesTable.Of(report), "Quality and cost, and which are dominated by which", "sortable")}
            """));
        yield return HtmlPage.Section(
            "peers", "In other projects' numbers", HtmlTable.Of(PeersTable.Of(report), "Main operating points, as others compute them"));
        yield return HtmlPage.Section(
            "slices",
            "Slices",
            HtmlTable.Of(SlicesTable.Of(report), "Mean quality at the main operating points", "sortable"),
            report.Slices.Count > 0);
        yield return HtmlPage.Section(
            "reference",
            "Beside the reference data",
            HtmlTable.Of(ReferenceTable.Of(report), "The same routers on other queries", "sortable"),
            report.Reference.Count > 0);
        yield return HtmlPage.Section(
            "curve",
            several ? $"{report.Routers[0].Name}: cost and quality" : "Cost and quality",
            Markup.Of($"{JudgedSections.Cards(first)}\n{JudgedSections.Curve(first)}"),
            first.IsPair || first.Evaluation.Pool is not null);
        foreach (var (router, r) in report.Routers.Select((router, r) => (router, r)))
        {
            yield return HtmlPage.Section(FormattableString.Invariant($"router-{r}"), router.Name, Router(router, r > 0));
        }

        yield return HtmlPage.Section(
            "calibration",
            several ? $"{report.Routers[0].Name}: calibration" : "Calibration",
            Markup.Of(
                $"""
                <p class="lead">Can the scores be believed? Queries are put into bins by what the router predicted; on the diagonal, what came true is what was predicted.</p>
                {ChartBox.Of("reliability-chart", "Reliability diagram: predicted against observed, with 95 % intervals and the number of queries in each bin.")}
                """),
            first.Evaluation.Calibration is not null);
        yield return HtmlPage.Section("data-source", "Data", HtmlTable.Of(JudgedDataTable.Of(report), "What the routers were judged on"));
    }

    private static Markup Router(IJudged router, bool withCurve) => Markup.Of(
        $"""
        {HtmlTable.Of(OperatingPointsTable.Of(router), "The router at its settings, 95 % intervals in brackets")}
        {Optional(router.IsPair ? null : SharesTable.Of(router), "Where the queries go")}
        {Optional(withCurve ? MetricsTable.Of(Metrics.OfCurve(router)) : null, "Over all settings")}
        {Optional(ConventionsTable.Of(router), "The same router, as others compute it")}
        {Optional(ModelsTable.Of(router), "Its models, used alone")}
        {Optional(DomainsTable.Of(router), $"Mean quality at {router.Main.Name}, domain by domain")}
        {Optional(CalibrationTable.Of(router), "Distance between predicted and observed")}
        """);

    private static Markup Optional(Table? table, string caption) =>
        table is { Rows.Count: > 0 } ? HtmlTable.Of(table, caption, "sortable") : default;

    private static bool HasChart(ComparisonReport report) =>
        report.Policies.All(policy => policy.CostUsd is not null) || report.Routers.Any(router => router.IsPair);
}

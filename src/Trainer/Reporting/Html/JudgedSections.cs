using Trainer.Features;
using Trainer.Reporting.Tables;

namespace Trainer.Reporting.Html;

/// <summary>What every report shows of a router.</summary>
internal static class JudgedSections
{
    public static Markup Findings(IEnumerable<Finding> findings) => Markup.Of(
        $"<ul class=\"findings\">{Markup.Join(findings.Select(finding => Markup.Of($"<li class=\"{finding.Severity}\"><b>{finding.Severity}</b> {finding.Sentence}</li>\n")))}</ul>");

    public static Markup Cards(IJudged report) => Markup.Of($"<div class=\"cards\">{Markup.Join(Metrics.Key(report).Select(Card))}</div>");

    public static Markup Curve(IJudged report) => Markup.Of(
        $"""
        <p class="lead">{CurveText(report)}</p>
        <div class="modes" id="curve-modes" role="group" aria-label="Horizontal axis"></div>
        {ChartBox.Of("curve-chart", "Quality of the router over its settings with its 95 % band, single models, operating points and the oracle; the tables below have the numbers.")}
        {HtmlTable.Of(MetricsTable.Of(Metrics.OfCurve(report)), "Over all settings", "metrics")}
        """);

    private static Markup Card(Metric metric) => Markup.Of(
        $"""
        <div class="card"><h3>{metric.Name}</h3><p class="value">{metric.Format(metric.Value.Value)}</p><p class="interval">{Numbers.Interval(metric.Value, metric.Format)} · <span>n = {Numbers.Count(metric.Value.N)}</span></p><p class="meaning">{metric.Meaning}</p></div>

        """);

    private static string CurveText(IJudged report) => (report.IsPair
        ? $"From always {report.Evaluation.Models[0].Name} on the left to always {report.Evaluation.Models[1].Name} on the right: " +
            $"every threshold is a point. The dashed line is a coin; what lies above it is what the router knows."
        : "Every trade-off between quality and money is a point. The dashed line is what a coin tossed between single models " +
            "gives; what lies above it is what the router knows.") +
        (report.Evaluation.Bands.Count > 0
            ? " The band holds the curve's height at each place in 95 % of resamples; it is not a promise for all places at once."
            : "");
}

using System.Globalization;
using System.Text;
using Trainer.Export;
using Trainer.Reporting.Markdown;

namespace Trainer.Regression;

/// <summary>A comparison as a comment on a pull request.</summary>
internal static class RegressionMarkdown
{
    private const int TopFlips = 10;
    private const int TopSlices = 10;

    public static string Render(RegressionReport report)
    {
        var text = new StringBuilder();
        var counts = $"{report.Queries} queries, {report.Clusters} independent groups, {report.Flips.Count} decisions changed";
        Line(text, $"**Router regression: {report.Verdict.Title()}, gate {(report.Passed ? "passed" : "failed")}** ({counts})");
        foreach (var warning in report.Warnings)
        {
            Line(text, $"");
            Line(text, $"> **Warning.** {MarkdownText.Escape(warning)}");
        }

        Line(text, $"");
        Line(text, $"| check | old | new | Δ | 95 % interval | δ | detectable | verdict |");
        Line(text, $"|---|---:|---:|---:|---:|---:|---:|---|");
        foreach (var check in report.Checks.Where(check => check.Require is not null))
        {
            Row(
                text,
                MarkdownText.Escape(check.Unit is { } unit && unit != check.Name ? $"{check.Title()} ({unit})" : check.Title()),
                Number(check.Baseline.Value),
                Number(check.Candidate.Value),
                Signed(check.Difference.Value),
                Interval(check.Difference),
                Number(check.Margin),
                Number(check.MinimumDetectableEffect),
                check.Passed
                    ? check.VerdictTitle()
                    : $"**{check.VerdictTitle()}**{(check.Require == Requirement.Better ? ", not shown better" : "")}");
        }

        Flips(text, report);
        Line(text, $"");
        Line(text, $"<details><summary>Details</summary>");
        Line(text, $"");
        foreach (var check in report.Checks)
        {
            var informs = check.Require is null ? " (Informs only.)" : "";
            Line(text, $"- {MarkdownText.Escape($"{check.Title()}: {check.Explanation}")}{informs}");
            if (check.McNemar is { } test)
            {
                var (lost, gained) = test;
                var chi = test.ChiSquare is { } square ? $", χ² {Number(square)}" : "";
                Line(
                    text,
                    $"- McNemar: right before and wrong now {lost}, wrong before and right now {gained}, mid-p {test.MidP():0.####}{chi}.");
            }
        }

        Slices(text, report);
        if (report.DataHash is { } hash)
        {
            Line(text, $"");
            Line(text, $"Data {hash}");
        }

        Line(text, $"");
        Line(text, $"</details>");
        return text.ToString();
    }

    private static void Flips(StringBuilder text, RegressionReport report)
    {
        if (report.Flips.Count == 0)
        {
            return;
        }

        Line(text, $"");
        Line(text, $"Changed decisions, greatest loss first ({Math.Min(TopFlips, report.Flips.Count)} of {report.Flips.Count}):");
        Line(text, $"");
        Line(text, $"| query | slices | old model | new model | Δ quality | Δ cost (USD) |");
        Line(text, $"|---|---|---|---|---:|---:|");
        foreach (var flip in report.Flips.Take(TopFlips))
        {
            Row(
                text,
                MarkdownText.Escape(flip.QueryId),
                MarkdownText.Escape(string.Join(", ", flip.Slices)),
                MarkdownText.Escape(flip.BaselineModel),
                MarkdownText.Escape(flip.CandidateModel),
                Signed(flip.QualityChange),
                Signed(flip.CostChangeUsd ?? double.NaN));
        }
    }

    private static void Slices(StringBuilder text, RegressionReport report)
    {
        if (report.Domains.Count > 0)
        {
            Line(text, $"");
            var shown = $"{Math.Min(TopSlices, report.Domains.Count)} of {report.Domains.Count}";
            Line(text, $"Domains, worst first ({shown}; q by Benjamini and Hochberg; they do not decide):");
            Line(text, $"");
            Line(text, $"| domain | queries | Δ quality | 95 % interval | q |");
            Line(text, $"|---|---:|---:|---:|---:|");
            foreach (var domain in report.Domains.Take(TopSlices))
            {
                Row(
                    text,
                    MarkdownText.Escape(domain.Domain),
                    domain.Queries.ToString(CultureInfo.InvariantCulture),
                    Signed(domain.Quality.Value),
                    Interval(domain.Quality),
                    Number(domain.Q));
            }
        }

        if (report.WeakSlices is { } weak)
        {
            Line(text, $"");
            var tried = $"{weak.Tried} tried on the other {weak.ConfirmedOn}, {weak.Confirmed.Count} confirmed";
            Line(text, $"Weak slices looked for on {weak.GrownOn} queries, {tried}.");
            foreach (var slice in weak.Confirmed)
            {
                var difference = $"Δ quality {Signed(slice.Difference.Value)} ({Interval(slice.Difference)})";
                Line(text, $"- {MarkdownText.Escape($"{slice.Description}: {difference}, {slice.Queries} queries, p {Number(slice.P)}")}");
            }
        }
    }

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value > 0 ? $"+{Number(value)}" : Number(value);

    private static string Interval(Estimate estimate) =>
        double.IsNaN(estimate.Low) ? "–" : $"{Signed(estimate.Low)} to {Signed(estimate.High)}";

    private static void Row(StringBuilder text, params ReadOnlySpan<string> cells) =>
        text.Append("| ").Append(string.Join(" | ", cells!)).Append(" |\n");

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

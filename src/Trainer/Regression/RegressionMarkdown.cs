using System.Globalization;
using System.Text;
using Trainer.Export;

namespace Trainer.Regression;

/// <summary>A comparison as a comment on a pull request.</summary>
internal static class RegressionMarkdown
{
    private const int TopFlips = 10;

    public static string Render(RegressionReport report)
    {
        var text = new StringBuilder();
        var gate = report.Passed ? "passed" : "failed";
        var counts = $"{report.Queries} queries, {report.Clusters} independent groups, {report.Flips.Count} decisions changed";
        Line(text, $"**Router regression: {Name(report.Verdict)}, gate {gate}** ({counts})");
        Line(text, $"");
        Line(text, $"| metric | old | new | Δ | 95 % interval | δ | verdict |");
        Line(text, $"|---|---:|---:|---:|---:|---:|---|");
        foreach (var check in report.Checks)
        {
            Row(
                text,
                Cell(check.Name),
                Number(check.Baseline.Value),
                Number(check.Candidate.Value),
                Signed(check.Difference.Value),
                Interval(check.Difference),
                Number(check.Margin),
                Name(check.Verdict));
        }

        if (report.Flips.Count > 0)
        {
            Line(text, $"");
            Line(text, $"Changed decisions, greatest loss first ({Math.Min(TopFlips, report.Flips.Count)} of {report.Flips.Count}):");
            Line(text, $"");
            Line(text, $"| query | old model | new model | Δ quality | Δ cost (USD) |");
            Line(text, $"|---|---|---|---:|---:|");
            foreach (var flip in report.Flips.Take(TopFlips))
            {
                Row(
                    text,
                    Cell(flip.QueryId),
                    Cell(flip.BaselineModel),
                    Cell(flip.CandidateModel),
                    Signed(flip.QualityChange),
                    Signed(flip.CostChangeUsd ?? double.NaN));
            }
        }

        Line(text, $"");
        Line(text, $"<details><summary>Details</summary>");
        Line(text, $"");
        foreach (var check in report.Checks)
        {
            Line(text, $"- {Cell(check.Explanation)}");
            if (check.McNemar is { } test)
            {
                var (lost, gained) = test;
                Line(
                    text,
                    $"- McNemar: right before and wrong now {lost}, wrong before and right now {gained}, mid-p {test.MidP():0.####}.");
            }
        }

        Line(text, $"");
        Line(text, $"</details>");
        return text.ToString();
    }

    private static string Name(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Improved => "improved",
        CheckVerdict.Unchanged => "unchanged within δ",
        CheckVerdict.Regressed => "regressed",
        CheckVerdict.Inconclusive => "inconclusive",
        _ => "not computed",
    };

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value > 0 ? $"+{Number(value)}" : Number(value);

    private static string Interval(Estimate estimate) =>
        double.IsNaN(estimate.Low) ? "–" : $"{Signed(estimate.Low)} to {Signed(estimate.High)}";

    // Ids and names come from users' data: they may not end a cell or start markup.
    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' or '\r' or '\t' => cell.Append(' '),
                '|' or '`' or '*' or '_' or '[' or ']' or '\\' => cell.Append('\\').Append(c),
                '<' => cell.Append("&lt;"),
                '&' => cell.Append("&amp;"),
                _ => cell.Append(c),
            };
        }

        return cell.ToString();
    }

    private static void Row(StringBuilder text, params ReadOnlySpan<string> cells) =>
        text.Append("| ").Append(string.Join(" | ", cells!)).Append(" |\n");

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

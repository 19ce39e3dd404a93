using System.Globalization;
using System.Text;
using Trainer.Export;

namespace Trainer.Replay.Results;

/// <summary>The tables as CSV with shortest round-trip numbers; what is undefined is empty.</summary>
internal static class ReplayCsv
{
    private static readonly string[] Estimates =
        ["quality", "cost_usd", "latency_s", "p95_latency_s", "p99_latency_s", "late_share", "windows_over_budget"];

    public static string Metrics(IEnumerable<PolicyMetrics> rows) => Lines(
        [
            "policy", "bound", "part", "domain", "n", .. Estimates.SelectMany(name => new[] { name, name + "_low", name + "_high" }), "windows",
            "mean_cost_over_budget", "unknown_latencies",
        ],
        rows.Select(string[] (row) =>
        [
            row.Policy,
            row.IsBound ? "1" : "0",
            row.Part,
            row.Domain ?? "",
            Text(row.N),
            .. new[]
            {
                row.Quality, row.CostUsd, row.LatencySeconds, row.LatencyP95, row.LatencyP99, row.LateShare, row.WindowsOverBudget,
            }.SelectMany(Text),
            row.WindowsOverBudget.N > 0 ? Text(row.WindowsOverBudget.N) : "",
            Text(row.IsOverBudget),
            Text(row.UnknownLatencies),
        ]));

    public static string Windows(IEnumerable<WindowMetrics> rows) => Lines(
        ["policy", "window", "start_s", "n", "quality", "cost_usd", "p95_latency_s", "p99_latency_s", "late_share", "mean_cost_over_budget"],
        rows.Select(row => new[]
        {
            row.Policy, Text(row.Window), Text(row.Start), Text(row.N), Text(row.Quality), Text(row.CostUsd), Text(row.LatencyP95),
            Text(row.LatencyP99), Text(row.LateShare), Text(row.IsOverBudget),
        }));

    public static string Calibration(IEnumerable<CalibrationRow> rows) => Lines(
        ["bundle", "model", "part", "n", "ece"],
        rows.Select(row => new[] { row.Bundle, row.Model, row.Part, Text(row.N), Text(row.Ece) }));

    private static string Lines(string[] header, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(header))
        {
            text.AppendJoin(',', row.Select(Field)).Append('\n');
        }

        return text.ToString();
    }

    private static string[] Text(Estimate estimate) => [Text(estimate.Value), Text(estimate.Low), Text(estimate.High)];

    private static string Text(bool? value) => value switch { null => "", true => "1", false => "0" };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

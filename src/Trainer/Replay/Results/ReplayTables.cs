using System.Globalization;
using Trainer.Reporting;
using Trainer.Reporting.Tables;

namespace Trainer.Replay.Results;

/// <summary>The tables that people read.</summary>
internal static class ReplayTables
{
    public static IEnumerable<string> Parts(ReplayReport report) => report.Policies.Select(row => row.Part).Distinct();

    public static Table Policies(ReplayReport report, string part) => new(
        [
            new("Policy"),
            new("n", true),
            new("Quality", true, "Mean quality of the chosen answers."),
            new("USD per 1,000", true, "Mean cost of 1,000 queries."),
            new("95 % latency", true, "Seconds that 95 % of the answers do not exceed."),
            new("99 % latency", true, "Seconds that 99 % of the answers do not exceed."),
            .. report.MaxLatencySeconds is null ? Array.Empty<Column>() : [new("Late", true, "Share of queries over the latency limit.")],
            .. report.BudgetUsd is null
                ? Array.Empty<Column>()
                : [new("Windows over budget", true, "Share of windows whose mean cost is over the budget."), new("Mean over budget")],
            .. HasUnknown(report) ? [new Column("Unknown latencies", true)] : Array.Empty<Column>(),
        ],
        [.. report.Policies.Where(row => row.Part == part).Select(row => new Row(
        [
            new(row.Policy) { Detail = row.IsBound ? "with outcomes in hand" : "" },
            Cell.Of(row.N),
            Cell.Of(row.Quality, Numbers.Quality) with { Bar = row.Quality },
            Cell.Of(Numbers.PerThousand(row.CostUsd), Numbers.Usd),
            Cell.Of(row.LatencyP95, Seconds),
            Cell.Of(row.LatencyP99, Seconds),
            .. report.MaxLatencySeconds is null ? Array.Empty<Cell>() : [Cell.Of(row.LateShare, Numbers.Share)],
            .. report.BudgetUsd is null
                ? Array.Empty<Cell>()
                :
                [
                    Cell.Of(row.WindowsOverBudget, Numbers.Share),
                    new(row.IsOverBudget switch { true => "yes", false => "no", null => Numbers.Missing }),
                ],
            .. HasUnknown(report) ? [Cell.Of(row.UnknownLatencies)] : Array.Empty<Cell>(),
        ]))]);

    public static Table Domains(ReplayReport report) => new(
        [
            new("Domain"),
            new("Policy"),
            new("n", true),
            new("Quality", true),
            new("USD per 1,000", true),
            new("95 % latency", true),
            .. report.MaxLatencySeconds is null ? Array.Empty<Column>() : [new("Late", true)],
        ],
        [.. report.Domains.Where(row => row.Part == "all").Select(row => new Row(
        [
            new(row.Domain!),
            new(row.Policy),
            Cell.Of(row.N),
            Cell.Of(row.Quality, Numbers.Quality),
            Cell.Of(Numbers.PerThousand(row.CostUsd), Numbers.Usd),
            Cell.Of(row.LatencyP95, Seconds),
            .. report.MaxLatencySeconds is null ? Array.Empty<Cell>() : [Cell.Of(row.LateShare, Numbers.Share)],
        ]))]);

    public static Table Calibration(ReplayReport report) => new(
        [new("Bundle"), new("Model"), new("Part"), new("n", true), new("ECE", true, "Expected calibration error over 15 bins of equal width.")],
        [.. report.Calibration.Select(row => new Row(
            [new(row.Bundle), new(row.Model), new(row.Part), Cell.Of(row.N), Cell.Of(row.Ece, Numbers.Quality)]))]);

    /// <summary>What was replayed, in a few sentences.</summary>
    public static string Setting(ReplayReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Numbers.Count(report.Queries)} queries in {report.DurationSeconds:0.#} s over {report.Models.Count} models, {report.Windows} windows of ") +
        string.Create(CultureInfo.InvariantCulture, $"{report.WindowSeconds:0.#} s. Feedback {report.Feedback}. Latencies from {report.Latencies}.") +
        (report.BudgetUsd is { } budget ? $" Budget {Numbers.Usd(1000 * budget)} for 1,000 queries." : "") +
        (report.MaxLatencySeconds is { } limit
            ? string.Create(
                CultureInfo.InvariantCulture, $" At most {100 * report.LateShare:0.##} % of the answers may take more than {limit:0.###} s.")
            : "") +
        (report.DriftSeconds is { } drift ? string.Create(CultureInfo.InvariantCulture, $" Outcomes change at {drift:0.###} s.") : "") +
        (report.RowsLeftOut > 0 ? $" {Numbers.Count(report.RowsLeftOut)} rows without all outcomes are in no stream." : "") +
        $" Brackets hold 95 % intervals of a bootstrap over windows ({Numbers.Count(report.Resamples)} resamples, all queries of a window " +
        "together); those of windows over budget are Wilson's.";

    public static string Title(string part) => part switch
    {
        "before" => "Before the drift",
        "after" => "After the drift",
        _ => "The whole stream",
    };

    private static bool HasUnknown(ReplayReport report) => report.Policies.Any(row => row.UnknownLatencies > 0);

    private static string Seconds(double value) =>
        double.IsFinite(value) ? value.ToString("#,0.00", CultureInfo.InvariantCulture) + " s" : Numbers.Missing;
}

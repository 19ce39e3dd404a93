using System.Globalization;
using Spectre.Console;
using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Commands;

/// <summary>An evaluation on a terminal: verdict, metrics, baselines beside the operating points.</summary>
internal static class EvaluationSummary
{
    private const int MaxShares = 4;

    public static void Write(IAnsiConsole console, EvaluationReport report)
    {
        var deploy = report.Verdict.Decision == Evaluation.Report.Decision.Deploy;
        console.MarkupLine($"{(deploy ? "[green]deploy[/]" : "[yellow]do not deploy[/]")}  {Markup.Escape(report.Verdict.Reason)}");
        console.Write(Policies(report));
        console.Write(Metrics(report));

        FindingsView.Write(console, report.Findings);

        var leftOut = report.QueriesLeftOut > 0
            ? string.Create(CultureInfo.InvariantCulture, $" ({report.QueriesLeftOut} more lack an outcome)")
            : "";
        console.MarkupLineInterpolated($"{report.Queries} test queries{leftOut}; in brackets 95 % bootstrap intervals");
    }

    private static Table Policies(EvaluationReport report)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns("policy", "quality", "USD per 1,000", "over the hull", "shares of calls");
        foreach (var model in report.Models)
        {
            table.AddRow(Markup.Escape($"always {model.Name}"), Number(model.Quality), Cost(model.CostUsd), "", "");
        }

        table.AddRow("oracle", Number(report.Baselines.OracleQuality), Cost(report.Baselines.OracleCostUsd), "", "");
        foreach (var point in report.OperatingPoints)
        {
            table.AddRow(
                $"[bold]{Markup.Escape(point.Name)}[/]",
                Number(point.Quality),
                Cost(point.CostUsd),
                Number(point.AdvantageOverHull),
                Markup.Escape(Shares(report, point)));
        }

        return table;
    }

    // The models that get most of the calls; the report file has them all.
    private static string Shares(EvaluationReport report, OperatingPointReport point)
    {
        var largest = point.Shares.Select((share, m) => (share.Value, report.Models[m].Name))
            .Where(share => share.Value >= 0.005)
            .OrderByDescending(share => share.Value)
            .ToArray();
        var named = string.Join(
            ", ",
            largest.Take(MaxShares).Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Name} {share.Value:0%}")));
        return largest.Length > MaxShares ? $"{named}, …" : named;
    }

    private static Table Metrics(EvaluationReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("metric", "value");
        void Add(string name, Estimate? estimate)
        {
            if (estimate is { } known)
            {
                table.AddRow(name, Number(known));
            }
        }

        Add("APGR, exact (a coin gives 0.5)", report.Pair?.Apgr);
        Add("CPT 20 %", report.Pair?.Cpt20);
        Add("CPT 50 %", report.Pair?.Cpt50);
        Add("CPT 80 %", report.Pair?.Cpt80);
        Add("AUC of needs-strong", report.Pair?.RankAuc);
        Add("AIQ (RouterBench's code)", report.Pool?.AiqAsCoded);
        Add("AIQ of the hull of single models", report.Pool?.ZeroRouterAiqAsCoded);
        Add("calibration error (ECE)", report.Calibration?.Ece);
        return table;
    }

    private static string Number(Estimate estimate) => double.IsNaN(estimate.Value)
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{estimate.Value:0.000} ({estimate.Low:0.000}–{estimate.High:0.000})");

    private static string Cost(Estimate? estimate) => estimate is not { } known || double.IsNaN(known.Value)
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{1000 * known.Value:0.00#} ({1000 * known.Low:0.00#}–{1000 * known.High:0.00#})");
}

using System.Globalization;
using Spectre.Console;
using Trainer.Features.Data.Summary;

namespace Trainer.Commands;

/// <summary>The summary of a routing table on a terminal.</summary>
internal static class TableSummaryView
{
    private const int MaxDomains = 12;

    public static void Write(IAnsiConsole console, string format, TableSummary summary)
    {
        var (lengths, duplicates) = (summary.PromptLengths, summary.Duplicates);
        console.MarkupLineInterpolated(
            $"[bold]{summary.Queries}[/] queries ({format}), {summary.Models.Count} models, {summary.CompleteRows} with every outcome, {summary.Groups} groups");
        console.MarkupLineInterpolated(
            $"prompt length in characters: {lengths.Min} shortest, {lengths.Median} median, {lengths.Q95} at 95 %, {lengths.Max} longest");
        console.MarkupLineInterpolated(
            $"duplicate prompts: {duplicates.Exact} exact, {duplicates.Normalized} normalised, {duplicates.Contradictory} texts with contradictory outcomes");
        console.Write(Models(summary));
        console.Write(Policies(summary));
        if (summary.Pair is { } pair)
        {
            console.MarkupLineInterpolated(
                $"{pair.Weak} against {pair.Strong}: {pair.Both} both right, {pair.StrongBetter} strong better, {pair.WeakBetter} weak better, {pair.Neither} both wrong, {pair.PartialTies} other ties");
        }

        if (summary.Domains.Count > 1)
        {
            var named = string.Join(", ", summary.Domains.Take(MaxDomains)
                .Select(domain => string.Create(CultureInfo.InvariantCulture, $"{domain.Domain ?? "(none)"} {domain.Queries}")));
            console.MarkupLineInterpolated($"{summary.Domains.Count} domains: {named}{(summary.Domains.Count > MaxDomains ? ", …" : "")}");
        }

        FindingsView.Write(console, summary.Findings);
    }

    private static Table Models(TableSummary summary)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns("model", "run on", "missing", "mean quality", "USD per 1,000 queries (min–max of one)", "mean latency, s");
        var isJudged = summary.Models.Any(model => model.MeanJudgeScore is not null);
        if (isJudged)
        {
            table.AddColumn("mean judge score");
        }

        foreach (var model in summary.Models)
        {
            string[] cells =
            [
                Markup.Escape(model.Model),
                Text(model.Observed),
                Text(model.Missing),
                Text(model.MeanQuality, "0.0000"),
                model.MeanCostUsd is null
                    ? "–"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{1000 * model.MeanCostUsd:0.####} ({1000 * model.MinCostUsd:0.####}–{1000 * model.MaxCostUsd:0.####})"),
                Text(model.MeanLatencySeconds, "0.00"),
            ];
            table.AddRow(isJudged ? [.. cells, Text(model.MeanJudgeScore, "0.0000")] : cells);
        }

        return table;
    }

    private static Table Policies(TableSummary summary)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns("policy", "model", "mean quality", "USD per 1,000 queries", "queries");
        void Add(string name, ReferencePolicy? policy)
        {
            if (policy is not null)
            {
                table.AddRow(
                    name,
                    Markup.Escape(policy.Name),
                    Text(policy.MeanQuality, "0.0000"),
                    Text(1000 * policy.MeanCostUsd, "0.####"),
                    Text(policy.Queries));
            }
        }

        Add("best constant", summary.BestConstant);
        Add("cheapest", summary.Cheapest);
        Add("oracle", summary.Oracle);
        return table;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}

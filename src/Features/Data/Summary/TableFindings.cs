using System.Globalization;

namespace Trainer.Features.Data.Summary;

/// <summary>The rules by which a table is found wanting.</summary>
internal static class TableFindings
{
    /// <summary>
    /// Below this many queries the interval of any share is wider than 14 percentage points, so no router can be proven useful.
    /// </summary>
    private const int FewQueries = 200;

    private const double MostlyMissing = 0.5;

    public static IEnumerable<Finding> Of(RoutingTable table, TableSummary summary) =>
        [.. OfModels(table, summary), .. OfQueries(table, summary), .. OfOutcomes(table, summary)];

    private static IEnumerable<Finding> OfModels(RoutingTable table, TableSummary summary)
    {
        if (table.Models.Count == 1)
        {
            yield return Error($"{table.Models[0]} is the only model; a router needs at least two to choose from.");
        }

        for (var m = 0; m < table.Models.Count; m++)
        {
            var model = summary.Models[m];
            if (model.Observed == 0)
            {
                yield return Error($"{model.Model} was never run; remove it or add its outcomes.");
                continue;
            }

            if (model.Missing > MostlyMissing * table.Count)
            {
                yield return Warning(
                    $"{model.Model} was not run on {model.Missing} of {table.Count} queries; its numbers speak of the others only.");
            }

            if (model.Observed > 1 && IsConstant(table.Quality(m)))
            {
                yield return Warning(
                    $"{model.Model} has quality {model.MeanQuality:0.####} on every query; nothing can be learned about it: check how it was scored.");
            }
        }
    }

    private static IEnumerable<Finding> OfQueries(RoutingTable table, TableSummary summary)
    {
        if (table.Count < FewQueries)
        {
            yield return Warning($"{table.Count} queries are few; differences between routers will drown in noise below {FewQueries}.");
        }

        var empty = table.Queries.Count(q => string.IsNullOrWhiteSpace(q.Prompt));
        if (empty > 0)
        {
            yield return empty == table.Count
                ? Error($"Every prompt is empty; a router has nothing to decide by.")
                : Warning($"{empty} prompts are empty; remove their rows or fill them in.");
        }

        var duplicates = summary.Duplicates;
        if (duplicates.Contradictory > 0)
        {
            yield return Warning(
                $"{duplicates.Contradictory} texts stand in several rows with different qualities of one model; no router can be right about all of them.");
        }

        if (duplicates.Normalized > 0)
        {
            yield return Info(
                $"{duplicates.Normalized} queries repeat the text of another ({duplicates.Exact} exactly); splits keep them on one side.");
        }

        if (summary.Domains is [{ Domain: null }])
        {
            yield return Info($"No query has a domain; results cannot be told apart by domain.");
        }
    }

    private static IEnumerable<Finding> OfOutcomes(RoutingTable table, TableSummary summary)
    {
        if (summary.CompleteRows == 0)
        {
            yield return Warning($"No query was answered by every model; models cannot be compared on the same queries.");
        }

        if (table.Models.Count > 1 && summary.CompleteRows > 0 && AllEqual(table))
        {
            yield return Error(
                $"All models have the same quality on every query; the cheapest is the best router and nothing is left to learn.");
        }

        var priced = summary.Models.Count(m => m.CostsKnown > 0);
        if (priced == 0)
        {
            yield return Warning($"No costs are known; savings can only be counted in calls. Add a cost column or give prices.");
        }
        else if (summary.Models.Any(m => m.CostsKnown < m.Observed))
        {
            var unknown = summary.Models.Sum(m => Math.Max(0, m.Observed - m.CostsKnown));
            yield return Warning($"{unknown} outcomes have no cost; savings speak of the others only.");
        }
    }

    private static bool IsConstant(ReadOnlySpan<double> quality)
    {
        var first = double.NaN;
        foreach (var value in quality)
        {
            if (double.IsNaN(first))
            {
                first = value;
            }
            else if (!double.IsNaN(value) && value != first)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AllEqual(RoutingTable table) => Enumerable.Range(0, table.Count).All(row =>
        Enumerable.Range(0, table.Models.Count)
            .Where(m => table.WasRun(row, m))
            .Select(m => table.Quality(m)[row])
            .Distinct()
            .Count() <= 1);

    private static Finding Info(FormattableString sentence) => Of(FindingSeverity.Info, sentence);

    private static Finding Warning(FormattableString sentence) => Of(FindingSeverity.Warning, sentence);

    private static Finding Error(FormattableString sentence) => Of(FindingSeverity.Error, sentence);

    private static Finding Of(FindingSeverity severity, FormattableString sentence) =>
        new(severity, sentence.ToString(CultureInfo.InvariantCulture));
}

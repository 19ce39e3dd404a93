namespace Trainer.Features.Data.Audit;

/// <summary>Models whose outcomes say little or nothing, and costs that are not known.</summary>
internal static class OutcomeFindings
{
    private const double MostlyMissing = 0.5;

    public static IEnumerable<Finding> Of(AuditedTable audited) =>
        [.. audited.Models.SelectMany(m => OfModel(audited, m)), .. OfAll(audited)];

    private static IEnumerable<Finding> OfModel(AuditedTable audited, int m)
    {
        var (table, model) = (audited.Table, audited.Summary.Models[m]);
        if (model.Observed == 0)
        {
            yield return Finding.Error($"{model.Model} was never run; remove it or add its outcomes.");
            yield break;
        }

        if (model.Missing > MostlyMissing * table.Count)
        {
            yield return Finding.Warning(
                $"{model.Model} was not run on {model.Missing} of {table.Count} queries; its numbers speak of the others only.");
        }

        if (model.Observed > 1 && IsConstant(table.Quality(m)))
        {
            yield return Finding.Warning(
                $"{model.Model} has quality {model.MeanQuality:0.####} on every query; nothing can be learned about it: " +
                $"check how it was scored.");
        }
    }

    private static IEnumerable<Finding> OfAll(AuditedTable audited)
    {
        var (table, summary) = (audited.Table, audited.Summary);
        if (table.Models.Count == 1)
        {
            yield return Finding.Error($"{table.Models[0]} is the only model; a router needs at least two to choose from.");
        }

        if (summary.CompleteRows == 0)
        {
            yield return Finding.Warning($"No query was answered by every model; models cannot be compared on the same queries.");
        }

        if (table.Models.Count > 1 && summary.CompleteRows > 0 && audited.Rows.All(row => OutcomesAreEqual(audited, row)))
        {
            yield return Finding.Error(
                $"All models have the same quality on every query; the cheapest is the best router and nothing is left to " +
                $"learn.");
        }

        if (summary.Models.All(m => m.CostsKnown == 0))
        {
            yield return Finding.Warning($"No costs are known; savings can only be counted in calls. Add a cost column or " +
                $"give prices.");
        }
        else if (summary.Models.Sum(m => Math.Max(0, m.Observed - m.CostsKnown)) is var unknown and > 0)
        {
            yield return Finding.Warning($"{unknown} outcomes have no cost; savings speak of the others only.");
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

    private static bool OutcomesAreEqual(AuditedTable audited, int row) => audited.Models
        .Where(m => audited.Table.WasRun(row, m))
        .Select(m => audited.Table.Quality(m)[row])
        .Distinct()
        .Count() <= 1;
}

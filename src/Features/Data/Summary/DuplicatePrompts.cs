namespace Trainer.Features.Data.Summary;

/// <summary>Queries whose prompt another query of the table has already.</summary>
/// <param name="Exact">Rows beyond the first with the same prompt, character for character.</param>
/// <param name="Normalized">Rows beyond the first with the same <see cref="NormalizedText"/>.</param>
/// <param name="Contradictory">Normalised texts that have different qualities of one model in different rows.</param>
public sealed record DuplicatePrompts(int Exact, int Normalized, int Contradictory)
{
    internal static DuplicatePrompts Of(RoutingTable table)
    {
        var byText = Enumerable.Range(0, table.Count)
            .GroupBy(row => NormalizedText.Key(table.Queries[row].Prompt), StringComparer.Ordinal)
            .Select(rows => rows.ToArray())
            .ToArray();
        return new DuplicatePrompts(
            table.Count - table.Queries.Select(q => q.Prompt).Distinct(StringComparer.Ordinal).Count(),
            table.Count - byText.Length,
            byText.Count(rows => rows.Length > 1 && Enumerable.Range(0, table.Models.Count).Any(m => Differ(table, rows, m))));
    }

    private static bool Differ(RoutingTable table, int[] rows, int model) =>
        rows.Where(row => table.WasRun(row, model)).Select(row => table.Quality(model)[row]).Distinct().Skip(1).Any();
}

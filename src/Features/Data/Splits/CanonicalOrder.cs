namespace Trainer.Features.Data.Splits;

/// <summary>
/// The order in which everything that learns visits rows: by id, ordinally. It does not depend on the order of the input. Formats
/// without ids number their rows, so there it can only be as stable as the file.
/// </summary>
public static class CanonicalOrder
{
    /// <summary>All rows of the table by the id of their query. O(n log n).</summary>
    public static int[] Of(RoutingTable table)
    {
        var rows = Enumerable.Range(0, table.Count).ToArray();
        Sort(table, rows);
        return rows;
    }

    internal static void Sort(RoutingTable table, int[] rows) =>
        Array.Sort(rows, (a, b) => string.CompareOrdinal(table.Queries[a].Id, table.Queries[b].Id));
}

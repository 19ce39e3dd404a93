namespace Trainer.Features.Data.Summary;

/// <summary>
/// The policies beside which every router stands. Only complete rows count, so that all are judged on the same queries.
/// </summary>
internal static class ReferencePolicies
{
    public static int[] CompleteRows(RoutingTable table) =>
        [.. Enumerable.Range(0, table.Count).Where(row => Enumerable.Range(0, table.Models.Count).All(m => table.WasRun(row, m)))];

    /// <summary>Always one model.</summary>
    public static ReferencePolicy Constant(RoutingTable table, int[] rows, int model) => Of(table, rows, table.Models[model], _ => model);

    /// <summary>
    /// The best model of each query; among equally good ones the cheapest, as RouterBench's oracle column has it.
    /// </summary>
    public static ReferencePolicy Oracle(RoutingTable table, int[] rows) => Of(table, rows, "oracle", row =>
    {
        var best = 0;
        for (var m = 1; m < table.Models.Count; m++)
        {
            var (quality, bestQuality) = (table.Quality(m)[row], table.Quality(best)[row]);
            if (quality > bestQuality || (quality == bestQuality && table.CostUsd(m)[row] < table.CostUsd(best)[row]))
            {
                best = m;
            }
        }

        return best;
    });

    private static ReferencePolicy Of(RoutingTable table, int[] rows, string name, Func<int, int> choose)
    {
        var (quality, cost) = (0.0, 0.0);
        foreach (var row in rows)
        {
            var model = choose(row);
            quality += table.Quality(model)[row];
            cost += table.CostUsd(model)[row];
        }

        return new ReferencePolicy(name, quality / rows.Length, double.IsNaN(cost) ? null : cost / rows.Length, rows.Length);
    }
}

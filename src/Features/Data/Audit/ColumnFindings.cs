namespace Trainer.Features.Data.Audit;

/// <summary>Columns of quality that look copied from another model, or upside down.</summary>
internal static class ColumnFindings
{
    // Below this many common queries, equal columns may be chance.
    private const int EnoughQueries = 30;

    // A third of the variance shared, in the wrong direction, and far beyond chance.
    private const double Opposite = -0.3;
    private const double FarBeyondChance = 5;

    public static IEnumerable<Finding> Of(AuditedTable audited) => [.. Copies(audited), .. UpsideDown(audited)];

    private static IEnumerable<Finding> Copies(AuditedTable audited)
    {
        var table = audited.Table;
        foreach (var (a, b) in audited.Models.SelectMany(a => audited.Models.Where(b => b > a).Select(b => (a, b))))
        {
            int[] common = [.. audited.Rows.Where(row => table.WasRun(row, a) && table.WasRun(row, b))];
            bool IsEqual(int row) => table.Quality(a)[row] == table.Quality(b)[row];
            if (common.Length >= EnoughQueries && table.Models.Count > 2 && common.All(IsEqual)
                && common.Select(row => table.Quality(a)[row]).Distinct().Skip(1).Any())
            {
                yield return Finding.Warning(
                    $"{table.Models[a]} and {table.Models[b]} have the same quality on all {common.Length} queries that both answered; one of the columns looks like a copy of the other: check where they come from.");
            }
        }
    }

    private static IEnumerable<Finding> UpsideDown(AuditedTable audited)
    {
        var table = audited.Table;
        if (table.Models.Count < 3)
        {
            yield break; // of two opposite columns nobody knows which is the wrong one, and preferences are opposite by nature
        }

        foreach (var m in audited.Models)
        {
            (double Own, double Others)[] both =
            [
                .. audited.Rows.Where(row => table.WasRun(row, m))
                    .Select(row => (table.Quality(m)[row], Mean(audited.Models
                        .Where(other => other != m && table.WasRun(row, other))
                        .Select(other => table.Quality(other)[row]))))
                    .Where(pair => !double.IsNaN(pair.Item2)),
            ];
            var correlation = Correlation(both);
            if (correlation <= Opposite && -correlation * Math.Sqrt(both.Length) >= FarBeyondChance)
            {
                yield return Finding.Warning(
                    $"{table.Models[m]} is good where the other models are bad (correlation {correlation:0.00} with their mean over {both.Length} queries); its quality looks swapped or upside down: check whether 1 means right.");
            }
        }
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();

    // Pearson's; NaN, which no comparison accepts, where one of the two does not vary.
    private static double Correlation((double X, double Y)[] pairs)
    {
        if (pairs.Length < EnoughQueries)
        {
            return double.NaN;
        }

        var (meanX, meanY) = (pairs.Average(pair => pair.X), pairs.Average(pair => pair.Y));
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        foreach (var (x, y) in pairs)
        {
            xy += (x - meanX) * (y - meanY);
            xx += (x - meanX) * (x - meanX);
            yy += (y - meanY) * (y - meanY);
        }

        return xy / Math.Sqrt(xx * yy);
    }
}

namespace Trainer.Features.Data.Audit;

/// <summary>Columns of quality that look copied from another model, or upside down.</summary>
internal static class ColumnFindings
{
    // Below this many common queries, equal columns may be chance.
    private const int EnoughQueries = 30;

    // Hard queries are hard for all models, so columns agree; comparative scores, which sum to a constant, do not and prove nothing.
    private const double Clear = 0.1;
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
                    $"{table.Models[a]} and {table.Models[b]} have the same quality on all {common.Length} queries that " +
                    $"both answered; one of the columns looks like a copy of the other: check where they come from.");
            }
        }
    }

    private static IEnumerable<Finding> UpsideDown(AuditedTable audited)
    {
        var (table, models) = (audited.Table, audited.Table.Models.Count);
        if (models < 3)
        {
            yield break; // of two opposite columns nobody knows which is the wrong one, and preferences are opposite by nature
        }

        var correlation = new double[models, models];
        foreach (var (a, b) in audited.Models.SelectMany(a => audited.Models.Where(b => b > a).Select(b => (a, b))))
        {
            correlation[a, b] = correlation[b, a] = Correlation(table.Quality(a), table.Quality(b));
        }

        foreach (var m in audited.Models)
        {
            int[] others = [.. audited.Models.Where(other => other != m)];
            var own = others.Average(other => correlation[m, other]);
            var rest = others.Average(one => others.Where(other => other != one).Average(other => correlation[one, other]));
            if (own <= -Clear && rest >= Clear && -own * Math.Sqrt(audited.Summary.Models[m].Observed) >= FarBeyondChance)
            {
                yield return Finding.Warning(
                    $"{table.Models[m]} is good where the other models are bad (mean correlation {own:0.00}, of the others " +
                    $"with each other {rest:0.00}); its quality looks swapped or upside down: check whether 1 means " +
                    $"right.");
            }
        }
    }

    // Pearson's over the queries that both answered; 0 where one of the two does not vary.
    private static double Correlation(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (count, x, y, xx, yy, xy) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var row = 0; row < a.Length; row++)
        {
            if (!double.IsNaN(a[row] + b[row]))
            {
                count++;
                x += a[row];
                y += b[row];
                xx += a[row] * a[row];
                yy += b[row] * b[row];
                xy += a[row] * b[row];
            }
        }

        var spread = Math.Sqrt(Math.Max(0, (count * xx) - (x * x)) * Math.Max(0, (count * yy) - (y * y)));
        return count < EnoughQueries || spread < 1e-9 ? 0 : ((count * xy) - (x * y)) / spread;
    }
}

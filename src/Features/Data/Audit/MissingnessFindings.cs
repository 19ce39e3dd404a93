namespace Trainer.Features.Data.Audit;

/// <summary>
/// Outcomes that are not missing at random: whether a model was run depends on the domain (chi-square test of the table domain × run,
/// with Cramér's V as strength), or on how another model did (difference of that model's mean quality between rows with and without the
/// outcome, Welch's z). Only what is strong and at least five standard deviations from chance is told (p below one in a million), so
/// that hundreds of tests on one table raise no false alarm.
/// </summary>
internal static class MissingnessFindings
{
    private const double FarBeyondChance = 5;
    private const double StrongAssociation = 0.3;
    private const double LargeDifference = 0.1;
    private const int EnoughQueries = 10;

    public static IEnumerable<Finding> Of(AuditedTable audited)
    {
        var table = audited.Table;
        foreach (var m in audited.Models)
        {
            var model = audited.Summary.Models[m];
            if (model.Missing < EnoughQueries || model.Observed < EnoughQueries)
            {
                continue;
            }

            var byDomain = ByDomain(audited, m);
            if (byDomain is not null)
            {
                yield return byDomain;
            }

            var byOutcome = audited.Models.Where(other => other != m)
                .Select(other => (Other: other, With: Split(table, m, other, true), Without: Split(table, m, other, false)))
                .Where(test => test.With.Count >= EnoughQueries && test.Without.Count >= EnoughQueries)
                .Select(test => (test.Other, test.With, test.Without, Difference: Math.Abs(test.With.Mean - test.Without.Mean)))
                .Where(test => test.Difference >= LargeDifference
                    && test.Difference >= FarBeyondChance * Math.Sqrt(test.With.Error + test.Without.Error))
                .OrderByDescending(test => test.Difference)
                .ThenBy(test => test.Other)
                .ToArray();
            if (byOutcome is [var strongest, ..])
            {
                yield return Finding.Warning(
                    $"{model.Model} is not missing at random: {table.Models[strongest.Other]} has mean quality " +
                    $"{strongest.Without.Mean:0.00} on the {strongest.Without.Count} queries without {model.Model} and " +
                    $"{strongest.With.Mean:0.00} on the {strongest.With.Count} with it; means over what was observed " +
                    $"flatter or slander it, so run it on the missing ones.",
                    Missing(audited, m, _ => true));
            }
        }
    }

    private static Finding? ByDomain(AuditedTable audited, int m)
    {
        var table = audited.Table;
        (string? Domain, int Run, int All)[] domains =
        [
            .. audited.Rows.GroupBy(row => table.Queries[row].Domain, StringComparer.Ordinal)
                .Select(domain => (domain.Key, domain.Count(row => table.WasRun(row, m)), domain.Count()))
                .Where(domain => domain.Item3 >= EnoughQueries)
                .OrderBy(domain => domain.Key, StringComparer.Ordinal),
        ];
        if (domains.Length < 2)
        {
            return null;
        }

        double rows = domains.Sum(domain => domain.All);
        var share = domains.Sum(domain => domain.Run) / rows;
        var chiSquare = domains.Sum(domain => Math.Pow(domain.Run - (share * domain.All), 2) / (share * (1 - share) * domain.All));
        if (!(chiSquare >= StrongAssociation * StrongAssociation * rows) || Deviations(chiSquare, domains.Length - 1) < FarBeyondChance)
        {
            return null;
        }

        var worst = domains.MinBy(domain => (double)domain.Run / domain.All);
        return Finding.Warning(
            $"{table.Models[m]} is not missing at random: it was run on {worst.Run} of {worst.All} queries of " +
            $"{worst.Domain ?? "no domain"} and on {share:P0} of all; compare models domain by domain, or run it on the " +
            $"missing ones.",
            Missing(audited, m, row => table.Queries[row].Domain == worst.Domain));
    }

    // Wilson and Hilferty 1931: the cube root of chi-square is nearly normal.
    private static double Deviations(double chiSquare, int freedom) =>
        (Math.Cbrt(chiSquare / freedom) - 1 + (2 / (9.0 * freedom))) / Math.Sqrt(2 / (9.0 * freedom));

    private static string[] Missing(AuditedTable audited, int m, Func<int, bool> isMeant) =>
        [.. audited.Rows.Where(row => !audited.Table.WasRun(row, m) && isMeant(row)).Select(audited.Id)];

    // The other model's mean quality on rows where the model was, or was not, run, and that mean's squared standard error.
    private static (int Count, double Mean, double Error) Split(RoutingTable table, int model, int other, bool wasRun)
    {
        var (count, sum, squares) = (0, 0.0, 0.0);
        for (var row = 0; row < table.Count; row++)
        {
            if (table.WasRun(row, model) == wasRun && table.WasRun(row, other))
            {
                var quality = table.Quality(other)[row];
                count++;
                sum += quality;
                squares += quality * quality;
            }
        }

        var mean = sum / count;
        return (count, mean, Math.Max(0, (squares / count) - (mean * mean)) / count);
    }
}

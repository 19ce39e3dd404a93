namespace Trainer.Features.Data.Audit;

/// <summary>Contamination between two tables, and ways in which the one does not speak of the other.</summary>
internal static class PairFindings
{
    private const double FarBeyondChance = 5;
    private const double LargeDifference = 0.1;
    private const int EnoughQueries = 30;

    public static IEnumerable<Finding> Of(AuditedPair audited) =>
        [.. Contamination(audited), .. Groups(audited), .. Domains(audited), .. Swapped(audited)];

    private static IEnumerable<Finding> Contamination(AuditedPair audited)
    {
        var equal = audited.Near.Equal(audited.TestRows, audited.TrainingRows);
        if (equal is [var first, ..])
        {
            yield return Finding.Error(
                $"{equal.Count} of {audited.Test.Count} test prompts stand in the training data too " +
                $"({audited.Id(first.First)} is {audited.Id(first.Second)}); whatever learned them by heart looks good: " +
                $"remove them from one of the two.",
                [.. equal.Select(pair => audited.Id(pair.First))]);
        }

        var near = audited.Near.Across(audited.TestRows, audited.TrainingRows);
        if (near is [var second, ..])
        {
            yield return Finding.Warning(
                $"{near.Count} of {audited.Test.Count} test prompts nearly repeat a training prompt " +
                $"({audited.Id(second.First)} and {audited.Id(second.Second)} share {second.Similarity:P0} of their " +
                $"shingles); the test is easier than new traffic: remove those from training.",
                [.. near.Select(pair => audited.Id(pair.First))]);
        }

        var templates = audited.Near.Templates.Select(template => template.Rows.ToHashSet())
            .Where(rows => audited.TrainingRows.Any(rows.Contains) && audited.TestRows.Any(rows.Contains)).ToArray();
        if (templates.Length > 0)
        {
            yield return Finding.Warning(
                $"{audited.TestRows.Count(row => templates.Any(rows => rows.Contains(row)))} of {audited.Test.Count} test " +
                $"prompts fill a template that training prompts fill too; the test says nothing of traffic of another " +
                $"kind.");
        }
    }

    private static IEnumerable<Finding> Groups(AuditedPair audited)
    {
        var known = audited.Training.Queries.Select(query => query.Group).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Query[] straddling = [.. audited.Test.Queries.Where(query => query.Group is { } group && known.Contains(group))];
        if (straddling.Length > 0)
        {
            yield return Finding.Error(
                $"{straddling.Select(query => query.Group).Distinct(StringComparer.Ordinal).Count()} groups stand on both " +
                $"sides, with {straddling.Length} of {audited.Test.Count} test queries ({straddling[0].Id} of group " +
                $"{straddling[0].Group}); the test is not independent of training: keep each group on one side.",
                [.. straddling.Select(query => query.Id)]);
        }
    }

    private static IEnumerable<Finding> Domains(AuditedPair audited)
    {
        static string[] Names(RoutingTable table) =>
        [
            .. table.Queries.Select(query => query.Domain)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

        var (training, test) = (Names(audited.Training), Names(audited.Test));
        string[] unseen = [.. test.Except(training, StringComparer.Ordinal)];
        if (unseen.Length > 0 && training.Length > 0)
        {
            var queries = audited.Test.Queries.Where(query => unseen.Contains(query.Domain)).Select(query => query.Id).ToArray();
            yield return Finding.Info(
                $"{unseen.Length} of {test.Length} domains of the test are not in training ({unseen[0]}), with " +
                $"{queries.Length} of {audited.Test.Count} test queries; on them the test measures what carries over to " +
                $"new domains.",
                queries);
        }

        string[] untested = [.. training.Except(test, StringComparer.Ordinal)];
        if (untested.Length > 0 && test.Length > 0)
        {
            yield return Finding.Info(
                $"{untested.Length} of {training.Length} domains of training are not in the test ({untested[0]}); nothing " +
                $"is measured about them.");
        }
    }

    // One model clearly better in training and clearly worse in the test.
    private static IEnumerable<Finding> Swapped(AuditedPair audited)
    {
        string[] common = [.. audited.Training.Models.Intersect(audited.Test.Models, StringComparer.Ordinal)];
        foreach (var (a, b) in common.SelectMany((a, i) => common.Skip(i + 1).Select(b => (a, b))))
        {
            var (training, test) = (Advantage(audited.Training, a, b), Advantage(audited.Test, a, b));
            if (IsClear(training) && IsClear(test) && training.Mean * test.Mean < 0)
            {
                yield return Finding.Warning(
                    $"{a} is better than {b} by {training.Mean:0.00} in training and by {test.Mean:0.00} in the test; their " +
                    $"columns look swapped on one side: check which column is which.");
            }
        }

        static bool IsClear((int Count, double Mean, double Error) advantage) =>
            advantage.Count >= EnoughQueries && Math.Abs(advantage.Mean) >= Math.Max(LargeDifference, FarBeyondChance * advantage.Error);
    }

    // Mean difference of quality over the queries that both answered, and its standard error.
    private static (int Count, double Mean, double Error) Advantage(RoutingTable table, string a, string b)
    {
        var (one, other) = (table.IndexOf(a), table.IndexOf(b));
        var (count, sum, squares) = (0, 0.0, 0.0);
        for (var row = 0; row < table.Count; row++)
        {
            var difference = table.Quality(one)[row] - table.Quality(other)[row];
            if (!double.IsNaN(difference))
            {
                count++;
                sum += difference;
                squares += difference * difference;
            }
        }

        var mean = sum / count;
        return (count, mean, Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean)) / count));
    }
}

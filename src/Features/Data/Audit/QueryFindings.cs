namespace Trainer.Features.Data.Audit;

/// <summary>Too few queries, empty ones, and prompts that say the same as others.</summary>
internal static class QueryFindings
{
    /// <summary>
    /// Below this many queries the interval of any share is wider than 14 percentage points, so no router can be proven useful.
    /// </summary>
    private const int FewQueries = 200;

    // Right against wrong; a smaller difference of graded answers to prompts that only nearly agree says little.
    private const double Contradiction = 0.5;

    public static IEnumerable<Finding> Of(AuditedTable audited)
    {
        var table = audited.Table;
        if (table.Count < FewQueries)
        {
            yield return Finding.Warning(
                $"{table.Count} queries are few; differences between routers will drown in noise below {FewQueries}.");
        }

        string[] empty = [.. table.Queries.Where(query => string.IsNullOrWhiteSpace(query.Prompt)).Select(query => query.Id)];
        if (empty.Length > 0)
        {
            yield return empty.Length == table.Count
                ? Finding.Error($"Every prompt is empty; a router has nothing to decide by.")
                : Finding.Warning($"{empty.Length} prompts are empty ({empty[0]}); remove their rows or fill them in.", empty);
        }

        foreach (var finding in Repeated(audited).Concat(NearlyRepeated(audited)))
        {
            yield return finding;
        }

        if (audited.Summary.Domains is [{ Domain: null }])
        {
            yield return Finding.Info($"No query has a domain; results cannot be told apart by domain.");
        }
    }

    private static IEnumerable<Finding> Repeated(AuditedTable audited)
    {
        var duplicates = audited.Summary.Duplicates;
        if (duplicates.Normalized == 0)
        {
            yield break;
        }

        int[][] texts = [.. audited.ByText.Select(text => text.ToArray()).Where(rows => rows.Length > 1)];
        int[][] contradictory = [.. texts.Where(rows => audited.Contradicted(rows, 0) >= 0)];
        if (contradictory.Length > 0)
        {
            yield return Finding.Warning(
                $"{contradictory.Length} texts stand in several rows with different qualities of one model " +
                $"({Rows(audited, contradictory[0])}); no router can be right about all of them: keep one row of each " +
                $"or their mean.",
                [.. contradictory[0].Select(audited.Id)]);
        }

        yield return Finding.Info(
            $"{duplicates.Normalized} queries repeat the text of another ({duplicates.Exact} exactly), " +
            $"as {Rows(audited, texts[0])} do; splits keep them on one side.",
            [.. texts[0].Select(audited.Id)]);
    }

    private static IEnumerable<Finding> NearlyRepeated(AuditedTable audited)
    {
        var near = audited.Near;
        if (near.Clusters.Count > 0)
        {
            NearDuplicatePair[] pairs = [.. near.Clusters.SelectMany(cluster => cluster.Pairs)];
            var pair = pairs.MaxBy(pair => pair.Similarity);
            yield return Finding.Info(
                $"{near.Clusters.Sum(cluster => cluster.Rows.Count)} of {audited.Table.Count} prompts are near-duplicates " +
                $"in {near.Clusters.Count} clusters, the largest of {near.Clusters[0].Rows.Count} " +
                $"({audited.Id(pair.First)} and {audited.Id(pair.Second)} share {pair.Similarity:P0} of their " +
                $"shingles); splits of a sweep keep each cluster on one side.",
                audited.Id(pair.First), audited.Id(pair.Second));
            NearDuplicatePair[] contradictory =
                [.. pairs.Where(pair => audited.Contradicted([pair.First, pair.Second], Contradiction) >= 0)];
            if (contradictory is [var first, ..])
            {
                var model = audited.Table.Models[audited.Contradicted([first.First, first.Second], Contradiction)];
                yield return Finding.Info(
                    $"In {contradictory.Length} of {pairs.Length} pairs of near-duplicates the outcomes of a model " +
                    $"contradict each other (of {model} on {audited.Id(first.First)} and {audited.Id(first.Second)}); " +
                    $"look whether the prompts ask different things or the scoring is noisy.",
                    [.. contradictory.SelectMany(pair => new[] { pair.First, pair.Second }).Select(audited.Id)]);
            }
        }

        foreach (var template in near.Templates)
        {
            var pair = template.Pairs[0];
            yield return Finding.Warning(
                $"{template.Rows.Count} of {audited.Table.Count} prompts are one template with different values " +
                $"({audited.Id(pair.First)} and {audited.Id(pair.Second)}), more than one side of a split can hold: " +
                $"only equal texts among them are kept together; give them a domain and read results by domain.",
                audited.Id(pair.First), audited.Id(pair.Second));
        }
    }

    private static string Rows(AuditedTable audited, int[] rows) =>
        $"{audited.Id(rows[0])} and {audited.Id(rows[1])}";
}

using Trainer.Features.Data.Splits;
using Trainer.Features.Data.Summary;

namespace Trainer.Features.Data.Audit;

/// <summary>
/// Finds what would make a router's numbers wrong (<see cref="FindingSeverity.Error"/>) or weak (<see cref="FindingSeverity.Warning"/>)
/// before anything is learned. Findings come the most serious first, and none depends on the order of the rows.
/// </summary>
public static class DataAudit
{
    /// <summary>The findings of one table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="similarity">From which two prompts are near-duplicates, as for <see cref="NearDuplicates.Find"/>.</param>
    public static IReadOnlyList<Finding> Of(RoutingTable table, double similarity = NearDuplicates.DefaultSimilarity) =>
        TableSummary.Of(table, similarity).Findings;

    /// <summary>What is wrong between a table to learn from and one to judge by.</summary>
    /// <param name="training">To learn from.</param>
    /// <param name="test">To judge by.</param>
    /// <param name="similarity">From which two prompts are near-duplicates, as for <see cref="NearDuplicates.Find"/>.</param>
    public static IReadOnlyList<Finding> Between(
        RoutingTable training, RoutingTable test, double similarity = NearDuplicates.DefaultSimilarity)
    {
        (training, test) = (training.Select(CanonicalOrder.Of(training)), test.Select(CanonicalOrder.Of(test)));
        var near = NearDuplicates.Find(training.Queries.Concat(test.Queries).Select(query => query.Prompt), similarity);
        return Sorted(PairFindings.Of(new AuditedPair(
            training, test, near, [.. Enumerable.Range(0, training.Count)], [.. Enumerable.Range(training.Count, test.Count)])));
    }

    /// <summary>What is wrong between the parts of a split of one table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="split">Its parts.</param>
    /// <param name="near">The near-duplicates among all prompts of the table.</param>
    public static IReadOnlyList<Finding> Between(RoutingTable table, TableSplit split, NearDuplicates near) =>
        Sorted(PairFindings.Of(new AuditedPair(table.Select(split.Train), table.Select(split.Test), near, split.Train, split.Test)));

    /// <summary>What vectors say of prompts that mean the same, inside one table or between two. O(rows · rows · columns).</summary>
    /// <param name="table">The table, or the one to learn from.</param>
    /// <param name="vectors">Its unit vectors, a row per query.</param>
    /// <param name="test">The table to judge by, or null to look inside the first.</param>
    /// <param name="testVectors">Its unit vectors.</param>
    /// <param name="cosine">Cosine from which two prompts mean the same.</param>
    /// <exception cref="ArgumentException">Vectors and queries differ in number, or there are more than can be compared.</exception>
    public static IReadOnlyList<Finding> ByMeaning(
        RoutingTable table,
        DenseMatrix vectors,
        RoutingTable? test = null,
        DenseMatrix? testVectors = null,
        double cosine = NearVectors.DefaultCosine)
    {
        if (vectors.RowCount != table.Count || (testVectors?.RowCount ?? 0) != (test?.Count ?? 0))
        {
            throw new ArgumentException(
                $"There are {vectors.RowCount} and {testVectors?.RowCount ?? 0} vectors for {table.Count} and {test?.Count ?? 0} queries; " +
                "every query needs one.", nameof(vectors));
        }

        (table, vectors) = Canonical(table, vectors);
        (test, testVectors) = test is null ? (null, null) : Canonical(test, testVectors!);
        var pairs = test is null ? NearVectors.Within(vectors, cosine) : NearVectors.Across(testVectors!, vectors, cosine);
        if (pairs is not [var pair, ..])
        {
            return [];
        }

        var first = test ?? table;
        string[] ids = [.. pairs.Take(10).Select(near => first.Queries[near.First].Id)];
        return
        [
            test is null
                ? Finding.Info(
                    $"{pairs.Count} of {table.Count} prompts lie within cosine {cosine:0.##} of another " +
                    $"({first.Queries[pair.First].Id} of {table.Queries[pair.Second].Id}); if they ask the same, they count double.",
                    ids)
                : Finding.Warning(
                    $"{pairs.Count} of {test.Count} test prompts lie within cosine {cosine:0.##} of a training prompt " +
                    $"({first.Queries[pair.First].Id} of {table.Queries[pair.Second].Id}); if they ask the same, the test is easier than " +
                    $"new traffic: remove them from training.",
                    ids),
        ];
    }

    private static (RoutingTable Table, DenseMatrix Vectors) Canonical(RoutingTable table, DenseMatrix vectors)
    {
        var order = CanonicalOrder.Of(table);
        return (table.Select(order), vectors.Select(order));
    }

    internal static IReadOnlyList<Finding> Of(RoutingTable table, TableSummary summary, double similarity)
    {
        table = table.Select(CanonicalOrder.Of(table));
        var near = NearDuplicates.Find(table.Queries.Select(query => query.Prompt), similarity);
        return Of(new AuditedTable(table, summary, near));
    }

    private static Finding[] Of(AuditedTable audited) => Sorted(
    [
        .. OutcomeFindings.Of(audited),
        .. ColumnFindings.Of(audited),
        .. QueryFindings.Of(audited),
        .. MissingnessFindings.Of(audited),
        .. LeakageFindings.Of(audited),
    ]);

    private static Finding[] Sorted(IEnumerable<Finding> findings) => [.. findings.OrderByDescending(finding => finding.Severity)];
}

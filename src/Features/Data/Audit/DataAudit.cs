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

    /// <summary>What is wrong between two tables of whose prompts there are vectors; and what <see cref="NearVectors"/> adds.</summary>
    /// <param name="training">To learn from.</param>
    /// <param name="trainingVectors">Unit vectors, a row per query.</param>
    /// <param name="test">To judge by.</param>
    /// <param name="testVectors">Unit vectors, a row per query.</param>
    /// <param name="similarity">Jaccard similarity from which two prompts are near-duplicates.</param>
    /// <param name="cosine">Cosine from which two prompts mean the same.</param>
    /// <exception cref="ArgumentException">Vectors and queries differ in number, or there are more than can be compared.</exception>
    public static IReadOnlyList<Finding> Between(
        RoutingTable training,
        DenseMatrix trainingVectors,
        RoutingTable test,
        DenseMatrix testVectors,
        double similarity = NearDuplicates.DefaultSimilarity,
        double cosine = NearVectors.DefaultCosine)
    {
        if (trainingVectors.RowCount != training.Count || testVectors.RowCount != test.Count)
        {
            throw new ArgumentException(
                $"There are {trainingVectors.RowCount} and {testVectors.RowCount} vectors for {training.Count} and " +
                $"{test.Count} queries; " +
                "every query needs one.", nameof(trainingVectors));
        }

        var pairs = NearVectors.Across(testVectors, trainingVectors, cosine);
        IReadOnlyList<Finding> findings = Between(training, test, similarity);
        return pairs is [var pair, ..]
            ? Sorted([.. findings, Finding.Warning(
                $"{pairs.Count} of {test.Count} test prompts lie within cosine {cosine:0.##} of a training prompt " +
                $"({test.Queries[pair.First].Id} of {training.Queries[pair.Second].Id}); if they ask the same, the test " +
                $"is easier than new traffic: remove them from training.",
                [.. pairs.Select(near => test.Queries[near.First].Id)])])
            : findings;
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

using Trainer.Features.Data.Audit;

namespace Trainer.Features.Data.Summary;

/// <summary>What a table holds and what is remarkable about it. Pure data. O(rows × models + bytes of text).</summary>
public sealed record TableSummary
{
    /// <summary>Number of queries.</summary>
    public required int Queries { get; init; }

    /// <summary>The models, in the table's order.</summary>
    public required IReadOnlyList<ModelSummary> Models { get; init; }

    /// <summary>The domains, the largest first.</summary>
    public required IReadOnlyList<DomainCount> Domains { get; init; }

    /// <summary>Number of distinct groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Queries that every model answered.</summary>
    public required int CompleteRows { get; init; }

    /// <summary>Repeated prompts.</summary>
    public required DuplicatePrompts Duplicates { get; init; }

    /// <summary>Lengths of the prompts.</summary>
    public required PromptLengths PromptLengths { get; init; }

    /// <summary>
    /// The model of highest mean quality (then lowest cost) on complete rows, always used; null without complete rows.
    /// </summary>
    public required ReferencePolicy? BestConstant { get; init; }

    /// <summary>The model of lowest mean cost on complete rows, always used; null without complete rows or costs.</summary>
    public required ReferencePolicy? Cheapest { get; init; }

    /// <summary>The best model of every complete row; null without complete rows.</summary>
    public required ReferencePolicy? Oracle { get; init; }

    /// <summary>
    /// The cheapest (without costs: the worst) model against the best constant; null if that is one model or cannot be told.
    /// </summary>
    public required PairBalance? Pair { get; init; }

    /// <summary>What the owner should know, the most serious first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Summarises a table and audits it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="similarity">From which two prompts are near-duplicates, as for <see cref="NearDuplicates.Find"/>.</param>
    public static TableSummary Of(RoutingTable table, double similarity = NearDuplicates.DefaultSimilarity)
    {
        var models = Enumerable.Range(0, table.Models.Count).Select(m => ModelSummary.Of(table, m)).ToArray();
        var complete = ReferencePolicies.CompleteRows(table);
        var constants = complete.Length == 0 ? [] : models.Select((_, m) => ReferencePolicies.Constant(table, complete, m)).ToArray();
        var best = constants.OrderByDescending(c => c.MeanQuality).ThenBy(c => c.MeanCostUsd ?? double.MaxValue).FirstOrDefault();
        var cheapest = constants.Where(c => c.MeanCostUsd is not null)
            .OrderBy(c => c.MeanCostUsd)
            .ThenByDescending(c => c.MeanQuality)
            .FirstOrDefault();
        var weak = cheapest ?? constants.MinBy(c => c.MeanQuality);
        var summary = new TableSummary
        {
            Queries = table.Count,
            Models = models,
            Domains =
            [
                .. table.Queries.GroupBy(q => q.Domain, StringComparer.Ordinal)
                    .Select(domain => new DomainCount(domain.Key, domain.Count()))
                    .OrderByDescending(d => d.Queries)
                    .ThenBy(d => d.Domain, StringComparer.Ordinal),
            ],
            Groups = table.Queries.Select(q => q.Group).OfType<string>().Distinct(StringComparer.Ordinal).Count(),
            CompleteRows = complete.Length,
            Duplicates = DuplicatePrompts.Of(table),
            PromptLengths = PromptLengths.Of(table),
            BestConstant = best,
            Cheapest = cheapest,
            Oracle = complete.Length == 0 ? null : ReferencePolicies.Oracle(table, complete),
            Pair = best is null || weak!.Name == best.Name
                ? null
                : PairBalance.Of(table, table.IndexOf(weak.Name), table.IndexOf(best.Name)),
            Findings = [],
        };
        return summary with { Findings = DataAudit.Of(table, summary, similarity) };
    }
}

using Trainer.Evaluation.Comparison;

namespace Trainer.Reporting.Tables;

/// <summary>Everything that is compared on the same queries, and which of them others dominate.</summary>
internal static class PoliciesTable
{
    public static Table Of(ComparisonReport report)
    {
        var first = report.Policies[0].Name;
        var costs = report.Policies[0].CostUsd is not null;
        return new(
            [
                new("Policy"),
                new("Quality", true),
                new("Against the first", true, $"Quality less that of {first}, paired on the same queries."),
                .. costs
                    ? [
                        new("Cost per 1,000", true, "In USD."),
                        new("Cost against the first", true, $"Cost of 1,000 queries less that of {first}, paired."),
                        new("On the front", true, "Share of resamples in which no router and no single model is both no dearer and no worse."),
                        new("Dominated by", Meaning: "Routers and single models that are no dearer and no worse here, and one of both strictly."),
                    ]
                    : Array.Empty<Column>(),
                new("n", true),
            ],
            [.. report.Policies.Select(policy => Row(policy, costs, Role(report, policy)))]);
    }

    private static Row Row(PolicyReport policy, bool costs, string role) => new(
        [
            new(policy.Name) { Detail = role },
            Cell.Of(policy.Quality, Numbers.Quality) with { Bar = policy.Quality },
            policy.QualityDifference is { } difference ? Cell.Of(difference, Numbers.Quality) : new(Numbers.Missing),
            .. costs
                ? [
                    Cell.Of(Numbers.PerThousand(policy.CostUsd!.Value), Numbers.Usd),
                    policy.CostDifferenceUsd is { } dearer ? Cell.Of(Numbers.PerThousand(dearer), Numbers.Usd) : new(Numbers.Missing),
                    policy.OnFront is { } front ? Cell.Of(front, Numbers.Share) : new(Numbers.Missing),
                    new(Dominators(policy)),
                ]
                : Array.Empty<Cell>(),
            Cell.Of(policy.Quality.N),
        ],
        policy.IsMain);

    private static string Role(ComparisonReport report, PolicyReport policy)
    {
        PolicyReport[] models = [.. report.Policies.Where(other => other.Kind == PolicyKind.Model)];
        var isBest = policy == models.MaxBy(model => model.Quality.Value);
        var isCheapest = models[0].CostUsd is not null && policy == models.MinBy(model => model.CostUsd!.Value.Value);
        return policy.IsMain ? "main" : isBest && isCheapest ? "best constant, cheapest" : isBest ? "best constant" : isCheapest ? "cheapest" : "";
    }

    private static string Dominators(PolicyReport policy) => policy.DominatedBy switch
    {
        { Count: > 2 } many => $"{many[0]}; {many[1]}; and {Numbers.Count(many.Count - 2)} more",
        { Count: > 0 } few => string.Join("; ", few),
        _ => Numbers.Missing,
    };
}

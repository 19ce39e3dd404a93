using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Reporting.Tables;

/// <summary>The main operating point, domain by domain. A pool's many models are reduced to the ones a reader compares with.</summary>
internal static class DomainsTable
{
    public static Table Of(IJudged report)
    {
        var names = report.Evaluation.Models.Select(model => model.Name).ToArray();
        var costs = report.Main.CostUsd is not null;
        Column[] columns =
        [
            new("Domain"),
            new("n", true, "Test queries of the domain."),
            new("Router", true, "Mean quality of the answers at the main operating point."),
            .. Compared(report).Select(m => new Column(names[m], true, $"Mean quality of {names[m]} alone.")),
            .. report.IsPair ? [] : new[] { new Column("Best alone", true, "The single model that is best in this domain.") },
            report.IsPair
                ? new("Strong share", true, $"Queries sent to {report.ReferenceModel}.")
                : new("Shares", false, $"Queries sent to {string.Join(", ", names)}, in this order.") { Parts = names },
            .. costs
                ? [new Column("Cost per 1,000", true, "What the chosen models charged for 1,000 queries, in USD.")]
                : Array.Empty<Column>(),
        ];
        return new(columns, [.. report.Evaluation.Domains.Select(domain => Row(report, domain, names, costs))]);
    }

    private static Row Row(IJudged report, DomainReport domain, string[] names, bool costs)
    {
        var best = Enumerable.Range(0, names.Length).MaxBy(m => domain.ModelQuality[m].Value);
        return new(
        [
            new(domain.Domain),
            Cell.Of(domain.Queries),
            Cell.Of(domain.Quality, Numbers.Quality) with { Bar = domain.Quality },
            .. Compared(report).Select(m => Cell.Of(domain.ModelQuality[m], Numbers.Quality) with { Bar = domain.ModelQuality[m] }),
            .. report.IsPair ? [] : new[] { BestAlone(names[best], domain.ModelQuality[best]) },
            report.IsPair
                ? Cell.Of(domain.Shares[1], Numbers.Share)
                : new(string.Join(" · ", domain.Shares.Select(share => Numbers.Share(share.Value))))
                {
                    Parts = [.. domain.Shares.Select(share => share.Value)],
                },
            .. !costs
                ? Array.Empty<Cell>()
                : [domain.CostUsd is { } usd ? Cell.Of(Numbers.PerThousand(usd), Numbers.Usd) : new(Numbers.Missing)],
        ]);
    }

    private static Cell BestAlone(string name, Estimate quality) =>
        Cell.Of(quality, Numbers.Quality) with { Detail = $"{Numbers.Interval(quality, Numbers.Quality)} {name}" };

    private static IEnumerable<int> Compared(IJudged report) => report.IsPair
        ? [0, 1]
        : Enumerable.Range(0, report.Evaluation.Models.Count).Where(m => report.Evaluation.Models[m].Name == report.ReferenceModel);
}

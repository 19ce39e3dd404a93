namespace Trainer.Evaluation.Comparison;

/// <summary>One query, one router, one operating point.</summary>
/// <param name="Id">The query's id.</param>
/// <param name="Domain">Its domain, or null.</param>
/// <param name="Router">The router's name.</param>
/// <param name="Point">The operating point's.</param>
/// <param name="Scores">What the router scored.</param>
/// <param name="Chosen">The model that it chose.</param>
/// <param name="Quality">That model's quality.</param>
/// <param name="CostUsd">What was paid; null where prices are unknown.</param>
/// <param name="Best">The router's model of the largest quality - trade-off × cost, then the cheapest.</param>
/// <param name="Regret">Objective of that one less that of the chosen one.</param>
internal sealed record AuditRow(
    string Id,
    string? Domain,
    string Router,
    string Point,
    float[] Scores,
    string Chosen,
    double Quality,
    double? CostUsd,
    string Best,
    double Regret)
{
    /// <summary>By query, then by router and operating point, as given.</summary>
    public static IEnumerable<AuditRow> Of(IReadOnlyList<ScoredRouter> routers, IReadOnlyList<IReadOnlyList<RoutedPoint>> routed)
    {
        for (var row = 0; row < routers[0].Table.Count; row++)
        {
            for (var r = 0; r < routers.Count; r++)
            {
                var (router, query) = (routers[r], routers[r].Table.Queries[row]);
                var scores = router.Scores.AsSpan(row * router.PerQuery, router.PerQuery).ToArray();
                foreach (var (point, decisions) in routed[r])
                {
                    yield return new(
                        query.Id,
                        query.Domain,
                        router.Name,
                        point.Name,
                        scores,
                        router.Table.Models[decisions.Choice[row]],
                        decisions.Quality[row],
                        decisions.CostUsd?[row],
                        router.Table.Models[decisions.Best[row]],
                        decisions.Regret[row]);
                }
            }
        }
    }
}

using Trainer.Features.Data;

namespace Trainer.Regression;

/// <summary>Two routers on the same queries, row by row.</summary>
/// <param name="Queries">The queries; their ids are stable names.</param>
/// <param name="Models">Names of the models that the choices index.</param>
/// <param name="Baseline">The router in use.</param>
/// <param name="Candidate">The router that would replace it.</param>
/// <param name="Cluster">Queries of one number are resampled together; null: each alone.</param>
internal sealed record RegressionInput(
    IReadOnlyList<Query> Queries, IReadOnlyList<string> Models, RoutedOutcomes Baseline, RoutedOutcomes Candidate, int[]? Cluster = null)
{
    public int[] Clusters => Cluster ?? [.. Enumerable.Range(0, Queries.Count)];

    public void Validate()
    {
        foreach (var (name, length) in new[] { (Router: "baseline", Of: Baseline), (Router: "candidate", Of: Candidate) }
            .SelectMany(side => new[]
            {
                ($"{side.Router} choices", side.Of.Choice.Length),
                ($"{side.Router} qualities", side.Of.Quality.Length),
                ($"{side.Router} costs", side.Of.CostUsd?.Length ?? Queries.Count),
                ($"{side.Router} latencies", side.Of.LatencySeconds?.Length ?? Queries.Count),
                ($"{side.Router} regrets", side.Of.Regret?.Length ?? Queries.Count),
                ($"{side.Router} scores", side.Of.Scored?.Outcomes.Rows ?? Queries.Count),
            })
            .Append(("cluster numbers", Cluster?.Length ?? Queries.Count)))
        {
            if (length != Queries.Count)
            {
                throw new ArgumentException(
                    $"{length} {name} for {Queries.Count} queries; both routers must be given on the same queries.");
            }
        }
    }

    public RegressionInput Select(int[] rows) => new(
        Array.ConvertAll(rows, row => Queries[row]),
        Models,
        Baseline.Select(rows),
        Candidate.Select(rows),
        Cluster is null ? null : Array.ConvertAll(rows, row => Cluster[row]));
}

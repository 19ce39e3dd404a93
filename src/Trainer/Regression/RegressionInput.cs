namespace Trainer.Regression;

/// <summary>Two routers on the same queries, row by row.</summary>
/// <param name="QueryIds">Stable names of the queries.</param>
/// <param name="Models">Names of the models that the choices index.</param>
/// <param name="Baseline">The router in use.</param>
/// <param name="Candidate">The router that would replace it.</param>
/// <param name="Cluster">Queries of one number are resampled together; null: each alone.</param>
internal sealed record RegressionInput(
    IReadOnlyList<string> QueryIds, IReadOnlyList<string> Models, RoutedOutcomes Baseline, RoutedOutcomes Candidate, int[]? Cluster = null)
{
    public void Validate()
    {
        foreach (var (name, length) in new[]
        {
            ("baseline choices", Baseline.Choice.Length),
            ("candidate choices", Candidate.Choice.Length),
            ("baseline qualities", Baseline.Quality.Length),
            ("candidate qualities", Candidate.Quality.Length),
            ("baseline costs", Baseline.CostUsd?.Length ?? QueryIds.Count),
            ("candidate costs", Candidate.CostUsd?.Length ?? QueryIds.Count),
            ("cluster numbers", Cluster?.Length ?? QueryIds.Count),
        })
        {
            if (length != QueryIds.Count)
            {
                throw new ArgumentException(
                    $"{length} {name} for {QueryIds.Count} queries; both routers must be given on the same queries.");
            }
        }
    }
}

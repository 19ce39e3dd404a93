namespace Trainer.Features.Data.Summary;

/// <summary>One model's column. A mean over nothing is null.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Observed">Queries on which it was run.</param>
/// <param name="Missing">Queries on which it was not run.</param>
/// <param name="MeanQuality">Mean quality over the observed queries.</param>
/// <param name="IsGraded">Whether any quality lies strictly between 0 and 1.</param>
/// <param name="CostsKnown">Queries with a known cost.</param>
/// <param name="MinCostUsd">Lowest cost of a query in USD.</param>
/// <param name="MeanCostUsd">Mean cost of a query in USD.</param>
/// <param name="MaxCostUsd">Highest cost of a query in USD.</param>
/// <param name="MeanLatencySeconds">Mean latency of a query in seconds.</param>
/// <param name="MeanJudgeScore">Mean of what a judge gave the answers, on its own scale.</param>
public sealed record ModelSummary(
    string Model,
    int Observed,
    int Missing,
    double? MeanQuality,
    bool IsGraded,
    int CostsKnown,
    double? MinCostUsd,
    double? MeanCostUsd,
    double? MaxCostUsd,
    double? MeanLatencySeconds,
    double? MeanJudgeScore = null)
{
    internal static ModelSummary Of(RoutingTable table, int model)
    {
        var quality = Known(table.Quality(model));
        var cost = Known(table.CostUsd(model));
        var latency = Known(table.LatencySeconds(model));
        return new ModelSummary(
            table.Models[model],
            quality.Length,
            table.Count - quality.Length,
            Mean(quality),
            quality.Any(q => q is > 0 and < 1),
            cost.Length,
            cost.Length > 0 ? cost.Min() : null,
            Mean(cost),
            cost.Length > 0 ? cost.Max() : null,
            Mean(latency),
            Mean(Known(table.JudgeScore(model))));
    }

    private static double[] Known(ReadOnlySpan<double> column) => Array.FindAll(column.ToArray(), value => !double.IsNaN(value));

    private static double? Mean(double[] values) => values.Length > 0 ? values.Average() : null;
}

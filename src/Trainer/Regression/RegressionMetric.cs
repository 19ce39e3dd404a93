using Trainer.Evaluation;

namespace Trainer.Regression;

/// <summary>One quantity in which two routers are compared: a mean of a column, or a statistic that is computed anew on each
/// resample.</summary>
internal sealed record RegressionMetric(string Name, string Group, string Unit, Func<MetricGates, MetricGate?> Gate)
{
    public const string QualityName = "quality";
    public const string AucName = "AUC";
    public const string P95Name = "p95 latency";

    /// <summary>1 where more is better, -1 where less is.</summary>
    public int Better { get; private init; } = 1;

    /// <summary>The column that is averaged; null for other statistics.</summary>
    public Func<RoutedOutcomes, double[]?>? Column { get; private init; }

    /// <summary>Any other statistic.</summary>
    public Func<RegressionInput, ComparedStatistic>? Statistic { get; private init; }

    /// <summary>Everything that is compared, in the order of reports.</summary>
    public static IReadOnlyList<RegressionMetric> All { get; } =
    [
        new(QualityName, "quality", "quality", gates => gates.Quality) { Column = outcomes => outcomes.Quality },
        new("regret", "quality", "quality", gates => gates.Regret) { Better = -1, Column = outcomes => outcomes.Regret },
        new("cost", "cost", "USD per query", gates => gates.Cost) { Better = -1, Column = outcomes => outcomes.CostUsd },
        new("mean latency", "latency", "seconds", gates => gates.MeanLatency)
        {
            Better = -1,
            Column = outcomes => outcomes.LatencySeconds,
        },
        new("median latency", "latency", "seconds", gates => gates.MedianLatency)
        {
            Better = -1,
            Statistic = input => LatencyQuantile(input, 0.5),
        },
        new(P95Name, "latency", "seconds", gates => gates.P95Latency) { Better = -1, Statistic = input => LatencyQuantile(input, 0.95) },
        new("APGR", "ranking", "share of the gap", gates => gates.Apgr) { Statistic = ScoreStatistics.Apgr },
        new("area over the hull", "ranking", "quality", gates => gates.AreaOverHull) { Statistic = ScoreStatistics.AreaOverHull },
        new(AucName, "ranking", "probability", gates => gates.Auc) { Statistic = ScoreStatistics.Auc },
        new("calibration error", "calibration", "probability", gates => gates.CalibrationError)
        {
            Better = -1,
            Statistic = ScoreStatistics.CalibrationError,
        },
    ];

    private static ComparedStatistic LatencyQuantile(RegressionInput input, double probability)
    {
        if (input.Baseline.LatencySeconds is not { } baseline || input.Candidate.LatencySeconds is not { } candidate)
        {
            return ComparedStatistic.Inapplicable("the data have no latencies of the chosen models");
        }

        var missing = baseline.Zip(candidate, (b, c) => double.IsFinite(b) && double.IsFinite(c)).Count(known => !known);
        if (missing > 0)
        {
            return new() { Missing = $"the latency is missing on {missing} of {baseline.Length} queries" };
        }

        var (old, now) = (new ScoreOrder(baseline), new ScoreOrder(candidate));
        return new()
        {
            Compute = (weights, _) => (
                Weighted(old, baseline, weights, probability), Weighted(now, candidate, weights, probability)),
        };
    }

    // Quantile.Of on values that are repeated as often as their weights say. The order is by falling value.
    private static double Weighted(ScoreOrder order, double[] values, ReadOnlySpan<int> weights, double probability)
    {
        long count = 0;
        foreach (var weight in weights)
        {
            count += weight;
        }

        var position = probability * (count - 1);
        var low = (long)position;
        double lower = double.NaN;
        long seen = 0;
        for (var i = order.Rows.Length - 1; i >= 0; i--)
        {
            var row = order.Rows[i];
            seen += weights[row];
            lower = double.IsNaN(lower) && seen > low ? values[row] : lower;
            if (seen > Math.Min(low + 1, count - 1))
            {
                return lower + ((position - low) * (values[row] - lower));
            }
        }

        return double.NaN;
    }
}

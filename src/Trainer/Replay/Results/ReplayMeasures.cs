using Trainer.Evaluation;
using Trainer.Export;

namespace Trainer.Replay.Results;

/// <summary>
/// Measures of a replay's log. Intervals are 95 % of a block bootstrap whose blocks are windows: neighbours in time share their drift and
/// their waiting, so they are drawn together. Means have BCa intervals, quantiles
/// percentile ones; the share of windows over the budget has Wilson's, which has a width even where all windows are alike.
/// </summary>
internal sealed class ReplayMeasures(ReplayLog log, ReplayOptions options)
{
    /// <summary>A contender's measures over some queries, given in the order of the stream.</summary>
    public PolicyMetrics Of(Contender contender, int index, string part, string? domain, int[] queries)
    {
        var outcomes = Array.ConvertAll(queries, query => log.Outcome(index, query));
        var windows = Array.ConvertAll(queries, log.Window);
        var known = Enumerable.Range(0, queries.Length).Where(i => !double.IsNaN(outcomes[i].LatencySeconds)).ToArray();
        var latencies = Array.ConvertAll(known, i => outcomes[i].LatencySeconds);
        var latencyWindows = Array.ConvertAll(known, i => windows[i]);
        var (p95, p99) = Quantiles(latencies, latencyWindows);
        var cost = Mean(Array.ConvertAll(outcomes, outcome => outcome.CostUsd), windows);
        return new PolicyMetrics
        {
            Policy = contender.Name,
            IsBound = contender.IsBound,
            Part = part,
            Domain = domain,
            N = queries.Length,
            Quality = Mean(Array.ConvertAll(outcomes, outcome => outcome.Quality), windows),
            CostUsd = cost,
            LatencySeconds = Mean(latencies, latencyWindows),
            LatencyP95 = p95,
            LatencyP99 = p99,
            LateShare = options.MaxLatency is { } limit
                ? Mean(Array.ConvertAll(latencies, seconds => seconds > limit ? 1.0 : 0), latencyWindows)
                : Undefined(latencies.Length),
            UnknownLatencies = queries.Length - known.Length,
            WindowsOverBudget = OverBudget(outcomes, windows),
            IsOverBudget = options.Budget is { } budget && !double.IsNaN(cost.Value) ? cost.Value > budget : null,
        };
    }

    /// <summary>A contender's windows, in the order of time.</summary>
    public IEnumerable<WindowMetrics> Windows(Contender contender, int index)
    {
        for (var start = 0; start < log.Count;)
        {
            var (window, end) = (log.Window(start), start + 1);
            while (end < log.Count && log.Window(end) == window)
            {
                end++;
            }

            var outcomes = Enumerable.Range(start, end - start).Select(query => log.Outcome(index, query)).ToArray();
            var latencies = outcomes.Select(outcome => outcome.LatencySeconds).Where(seconds => !double.IsNaN(seconds)).Order().ToArray();
            var cost = outcomes.Average(outcome => outcome.CostUsd);
            yield return new WindowMetrics(
                contender.Name,
                window,
                window * log.WindowSeconds,
                outcomes.Length,
                outcomes.Average(outcome => outcome.Quality),
                cost,
                latencies.Length == 0 ? double.NaN : Quantile.Of(latencies, 0.95),
                latencies.Length == 0 ? double.NaN : Quantile.Of(latencies, 0.99),
                options.MaxLatency is { } limit && latencies.Length > 0 ? latencies.Average(seconds => seconds > limit ? 1.0 : 0) : double.NaN,
                options.Budget is { } budget && !double.IsNaN(cost) ? cost > budget : null);
            start = end;
        }
    }

    /// <summary>Type 7 quantile where each value counts as often as its weight says; values ascending. O(values).</summary>
    internal static double Weighted(ReadOnlySpan<double> sorted, ReadOnlySpan<int> weights, double probability)
    {
        long total = 0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        if (total == 0)
        {
            return double.NaN;
        }

        var position = probability * (total - 1);
        var whole = (long)position;
        var (low, high, passed) = (double.NaN, double.NaN, 0L);
        for (var i = 0; i < sorted.Length; i++)
        {
            if (weights[i] == 0)
            {
                continue;
            }

            passed += weights[i];
            low = double.IsNaN(low) && passed > whole ? sorted[i] : low;
            if (passed > Math.Min(whole + 1, total - 1))
            {
                high = sorted[i];
                break;
            }
        }

        return Quantile.Of([low, high], position - whole);
    }

    private Estimate Mean(double[] values, int[] windows) => values.Length == 0 || Array.Exists(values, double.IsNaN)
        ? Undefined(values.Length)
        : new ClusterBootstrap(windows, options.Seed).Means([values], options.Resamples).Estimate(0);

    private (Estimate P95, Estimate P99) Quantiles(double[] latencies, int[] windows)
    {
        if (latencies.Length == 0)
        {
            return (Undefined(0), Undefined(0));
        }

        var order = Enumerable.Range(0, latencies.Length).OrderBy(i => latencies[i]).ToArray();
        var sorted = Array.ConvertAll(order, i => latencies[i]);
        var replicates = new ClusterBootstrap(Array.ConvertAll(order, i => windows[i]), options.Seed).Percentile(
            2,
            (weights, values) => (values[0], values[1]) = (Weighted(sorted, weights, 0.95), Weighted(sorted, weights, 0.99)),
            options.Resamples);
        return (replicates[0].ToEstimate(latencies.Length), replicates[1].ToEstimate(latencies.Length));
    }

    private Estimate OverBudget(Outcome[] outcomes, int[] windows)
    {
        if (options.Budget is not { } budget || outcomes.Length == 0 || Array.Exists(outcomes, outcome => double.IsNaN(outcome.CostUsd)))
        {
            return Undefined(0);
        }

        var over = windows.Zip(outcomes)
            .GroupBy(item => item.First, item => item.Second.CostUsd)
            .Select(window => window.Average() > budget ? 1.0 : 0)
            .ToArray();
        return WilsonInterval.Of(over.Average(), over.Length);
    }

    private static Estimate Undefined(int n) => new(double.NaN, double.NaN, double.NaN, n);
}

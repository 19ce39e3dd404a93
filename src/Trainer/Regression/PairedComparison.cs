using Trainer.Evaluation;
using Trainer.Export;

namespace Trainer.Regression;

/// <summary>
/// The evidence of several metrics on the same queries, or those of a slice: means by the paired cluster bootstrap with BCa bounds and
/// by random signs, AUC by DeLong where queries are independent, other statistics by recomputing them on resamples. All metrics see the
/// same resamples. O(resamples × clusters × means + curve resamples × the statistics' own work).
/// </summary>
internal sealed class PairedComparison(RegressionInput input, RegressionOptions options, string? slice = null)
{
    private const int ColumnsPerMean = 4;

    private readonly int[] _cluster = input.Clusters;
    private readonly ClusterBootstrap _bootstrap = new(input.Clusters, options.Seed);

    /// <param name="asked">Each metric with what the gate asks of it, or null where it only informs.</param>
    public Draft[] Measure(IReadOnlyList<(RegressionMetric Metric, MetricGate? Gate)> asked)
    {
        var drafts = new Draft?[asked.Count];
        var means = new List<int>();
        var statistics = new List<(int Place, ComparedStatistic.Pair Compute)>();
        for (var i = 0; i < asked.Count; i++)
        {
            var (metric, gate) = asked[i];
            var statistic = metric.Statistic?.Invoke(input);
            drafts[i] = Refused(metric, gate, statistic);
            if (drafts[i] is not null)
            {
                continue;
            }

            if (statistic is null)
            {
                means.Add(i);
            }
            else
            {
                statistics.Add((i, statistic.Compute!));
            }
        }

        MeasureMeans(asked, means, drafts);
        MeasureStatistics(asked, statistics, drafts);
        return drafts!;
    }

    private void MeasureMeans(IReadOnlyList<(RegressionMetric Metric, MetricGate? Gate)> asked, List<int> places, Draft?[] drafts)
    {
        if (places.Count == 0)
        {
            return;
        }

        var columns = new List<double[]>();
        foreach (var (metric, gate) in places.Select(place => asked[place]))
        {
            var (old, now) = (metric.Column!(input.Baseline)!, metric.Column(input.Candidate)!);
            double[] improvement = [.. now.Zip(old, (c, b) => metric.Better * (c - b))];
            columns.AddRange([old, now, improvement, [.. improvement.Zip(old, (d, b) => d + Margin(gate, b))]]);
        }

        var means = _bootstrap.Means(columns, options.Resamples);
        for (var i = 0; i < places.Count; i++)
        {
            var (metric, gate) = asked[places[i]];
            var at = i * ColumnsPerMean;
            var flips = SignFlipTest.Of(columns[at + 2], _cluster, options.Resamples, options.Seed);
            var improvement = means.Mean(at + 2);
            var check = Evidence(
                metric,
                gate,
                means.Estimate(at),
                means.Estimate(at + 1),
                improvement,
                NonInferiority.MinimumDetectableEffect(means.StandardError(gate?.Unit == MarginUnit.Share ? at + 3 : at + 2))) with
            {
                McNemar = metric.Name == RegressionMetric.QualityName ? McNemarTest.Of(columns[at], columns[at + 1]) : null,
                SignFlip = flips,
                Ratio = metric.Group == "latency" && means.Value(at) > 0
                    ? means.Estimate(values => values[at + 1] / values[at])
                    : null,
            };

            // The bootstrap errs on the side of finding where few queries differ; random signs do not, and both must agree.
            drafts[places[i]] = new(
                check,
                Math.Max(improvement.Level(0), flips.Above),
                Math.Max(1 - improvement.Level(0), flips.Below),
                means.Mean(at + 3));
        }
    }

    private void MeasureStatistics(
        IReadOnlyList<(RegressionMetric Metric, MetricGate? Gate)> asked,
        List<(int Place, ComparedStatistic.Pair Compute)> statistics,
        Draft?[] drafts)
    {
        if (statistics.Count == 0)
        {
            return;
        }

        const int Each = 5;
        var isResample = false;
        var replicates = _bootstrap.Percentile(
            statistics.Count * Each,
            (weights, values) =>
            {
                for (var i = 0; i < statistics.Count; i++)
                {
                    var (metric, gate) = asked[statistics[i].Place];
                    var (b, c) = statistics[i].Compute(weights, isResample);
                    var improvement = metric.Better * (c - b);
                    (values[i * Each], values[(i * Each) + 1], values[(i * Each) + 2]) = (b, c, improvement);
                    (values[(i * Each) + 3], values[(i * Each) + 4]) = (improvement + Margin(gate, b), c / b);
                }

                isResample = true; // the first call is on every row once
            },
            options.CurveResamples);
        for (var i = 0; i < statistics.Count; i++)
        {
            var place = statistics[i].Place;
            drafts[place] = Judgeable(asked[place].Metric, asked[place].Gate, replicates.AsSpan(i * Each, Each));
        }
    }

    private Draft Judgeable(RegressionMetric metric, MetricGate? gate, ReadOnlySpan<Replicates> replicates)
    {
        var n = _bootstrap.Rows;
        var (old, now) = (replicates[0].ToEstimate(n), replicates[1].ToEstimate(n));
        IConfidenceDistribution improvement = replicates[2], within = replicates[3];
        if (metric.Name == RegressionMetric.AucName && _bootstrap.Clusters == n)
        {
            var (first, second) = (input.Baseline.Scored!, input.Candidate.Scored!);
            var areas = DeLong.Of(first.Scores[0], second.Scores[0], first.Pair().NeedsStrong());
            if (double.IsFinite(areas.Difference.StandardError))
            {
                improvement = areas.Difference;
                within = areas.Difference with { Value = areas.Difference.Value + Margin(gate, areas.First) };
            }
        }
        else if (metric.Name == RegressionMetric.P95Name)
        {
            // Each router's own p95; the difference has no such interval and stays the bootstrap's.
            (old, now) = (Quantile95(input.Baseline.LatencySeconds!), Quantile95(input.Candidate.LatencySeconds!));
        }

        var check = Evidence(metric, gate, old, now, improvement, NonInferiority.MinimumDetectableEffect(within.StandardError)) with
        {
            Ratio = metric.Group == "latency" ? replicates[4].ToEstimate(n) : null,
        };
        return new(check, improvement.Level(0), 1 - improvement.Level(0), within);
    }

    private static Estimate Quantile95(double[] seconds) => OrderStatisticInterval.Of([.. seconds.Order()], 0.95);

    private RegressionCheck Evidence(
        RegressionMetric metric, MetricGate? gate, Estimate old, Estimate now, IConfidenceDistribution improvement, double detectable)
    {
        var d = improvement.ToEstimate(_bootstrap.Rows);
        var margin = gate is null ? double.NaN : Margin(gate, old.Value);

        // The standard error shrinks with the root of n.
        var needed = margin > 0 ? _bootstrap.Rows * Math.Pow(detectable / margin, 2) : double.PositiveInfinity;
        return Blank(metric, gate, CheckVerdict.Inconclusive, "") with
        {
            Baseline = old,
            Candidate = now,
            Difference = metric.Better > 0 ? d : new(0 - d.Value, 0 - d.High, 0 - d.Low, d.N),
            Margin = margin,
            MinimumDetectableEffect = detectable,
            QueriesNeeded = needed <= int.MaxValue ? (int)Math.Ceiling(needed) : null,
        };
    }

    private Draft? Refused(RegressionMetric metric, MetricGate? gate, ComparedStatistic? statistic)
    {
        var (absent, missing) = statistic is null ? WhyNoMean(metric) : (statistic.NotApplicable, statistic.Missing);
        missing ??= absent is null && _bootstrap.Clusters < 2
            ? $"there are {_bootstrap.Clusters} independent groups of queries, and at least 2 are needed"
            : null;

        // Values that a gate relies on and that are not there fail it; what no value could answer does not.
        if (absent is not null && gate is { Optional: false } && (statistic is null || metric.Group == "latency"))
        {
            (absent, missing) = (null, $"{absent}, and the gate asks for it; give the values, or say 'optional: true'");
        }

        return absent is not null ? new(Blank(metric, gate, CheckVerdict.NotApplicable, $"Not applicable: {absent}."))
            : missing is not null ? new(Blank(metric, gate, CheckVerdict.NotComputed, $"Could not compute {metric.Name}: {missing}."))
            : null;
    }

    private (string? Absent, string? Missing) WhyNoMean(RegressionMetric metric)
    {
        switch (metric.Column!(input.Baseline), metric.Column(input.Candidate))
        {
            case (null, null):
                return ($"the data have no {metric.Name} of the chosen models", null);
            case ({ } old, { } now):
                var missing = old.Zip(now, (b, c) => double.IsFinite(b) && double.IsFinite(c)).Count(known => !known);
                return (null, missing > 0
                    ? $"the value is missing on {missing} of {old.Length} queries; compare on queries where both choices were run"
                    : null);
            case (var old, _):
                return (null, $"the {(old is null ? "baseline" : "candidate")} router has no values; give them for both");
        }
    }

    private RegressionCheck Blank(RegressionMetric metric, MetricGate? gate, CheckVerdict verdict, string explanation) => new()
    {
        Name = metric.Name,
        Group = metric.Group,
        Slice = slice,
        Unit = metric.Unit,
        Require = gate?.Require,
        Verdict = verdict,
        Passed = gate is null || verdict != CheckVerdict.NotComputed,
        Explanation = explanation,
    };

    private static double Margin(MetricGate? gate, double baseline) =>
        gate is null ? 0 : gate.Unit == MarginUnit.Share ? gate.Margin * Math.Abs(baseline) : gate.Margin;
}

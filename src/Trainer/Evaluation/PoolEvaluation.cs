using Trainer.Evaluation.Conventions;
using Trainer.Evaluation.Report;

namespace Trainer.Evaluation;

/// <summary>Judges the predictions of a pool's router.</summary>
internal static class PoolEvaluation
{
    public static EvaluationReport Run(
        PoolOutcomes outcomes, PoolScores scores, IReadOnlyList<NamedSetting> points, EvaluationOptions? options = null, double[][]? uncalibrated = null)
    {
        options ??= new();
        var curve = new PoolCurve(outcomes, scores);
        var display = Enumerable.Range(0, curve.Points).Select(point => curve[point]).ToArray();
        RoutedPoint[] routed = [.. points.Select(point =>
            new RoutedPoint(point, new Decisions(outcomes, scores.Choose(point.Setting), point.Setting)))];
        var singles = outcomes.With(options.OtherModels);
        var hullCost = singles.CostUsd ?? [.. singles.Quality.Select(column => new double[column.Length])];
        var tables = new EvaluationTables(singles, hullCost, Baselines.BestConstant(singles), routed, options);
        var metrics = Measure(singles, curve, tables.Bootstrap, options, out var area, out var bands);
        double[] predicted = [.. scores.PredictedQuality.SelectMany(column => column)];
        double[] target = [.. outcomes.Quality.SelectMany(column => column)];
        var probabilities = CalibrationReport.AreProbabilities(predicted.Concat(target));
        var findings = EvaluationFindings.Common(singles, tables.Bootstrap, routed);
        if (!probabilities)
        {
            findings.Add(EvaluationFindings.PredictionsAreNoProbabilities);
        }

        return new()
        {
            Queries = outcomes.Rows,
            QueriesLeftOut = outcomes.RowsLeftOut,
            Clusters = tables.Bootstrap.Clusters,
            Verdict = DeploymentRule.Decide(
            [
                .. routed.Select((point, i) => ($"the advantage at {point.Point.Name}", tables.AdvantageOverHull(i), 0.0)),
                .. area is null ? Array.Empty<(string, Replicates, double)>() : [("the mean advantage over the curve", area, 0.0)],
            ]),
            Findings = findings,
            Models = tables.ReportModels(),
            Baselines = tables.ReportBaselines(),
            OperatingPoints = tables.ReportOperatingPoints(),
            Pool = metrics,
            Curve = display,
            Bands = bands,
            Calibration = probabilities ? Calibration(predicted) : null,
            Uncalibrated = probabilities && uncalibrated is not null ? Calibration([.. uncalibrated.SelectMany(column => column)]) : null,
            Domains = tables.ReportDomains(),
        };

        CalibrationReport Calibration(double[] all) => CalibrationReport.Of(
            all,
            target,
            [.. Enumerable.Repeat(outcomes.Cluster, outcomes.Models).SelectMany(cluster => cluster)],
            [.. Enumerable.Repeat(options.Domains, outcomes.Models).SelectMany(domains => domains)],
            outcomes.Rows,
            options);
    }

    private static PoolMetrics? Measure(
        PoolOutcomes singles, PoolCurve curve, ClusterBootstrap bootstrap, EvaluationOptions options, out Replicates? area, out IReadOnlyList<CurveBand> bands)
    {
        (area, bands) = (null, []);
        if (singles.CostUsd is null)
        {
            return null;
        }

        var (dearest, cheapest) = (curve[0].CostUsd!.Value, curve[curve.Points - 1].CostUsd!.Value);
        var costs = CurveBand.Grid(Math.Min(cheapest, dearest), Math.Max(cheapest, dearest));
        var replicates = bootstrap.Percentile(
            5 + costs.Length,
            () =>
            {
                var (own, overHull) = (curve.Copy(), new AreaOverHull(singles));
                return (weights, values) =>
                {
                    own.Weigh(weights);
                    var plane = own.Plane();
                    var aiq = RouterBenchAiq.Of(plane, overHull.Hull(weights).ToArray());
                    (values[0], values[1]) = (aiq[0].AsCoded, aiq[0].AsPublished);
                    (values[2], values[3]) = (aiq[1].AsCoded, aiq[1].AsPublished);
                    values[4] = overHull.Value(plane, weights);
                    CurveReading.AtCosts(plane, costs, values[5..]);
                };
            },
            options.CurveResamples);
        bands = [CurveBand.Of(CurveAxis.CostUsd, costs, replicates.Skip(5))];
        area = replicates[4];
        var n = singles.Rows;
        return new()
        {
            AiqAsCoded = replicates[0].ToEstimate(n),
            AiqAsPublished = replicates[1].ToEstimate(n),
            ZeroRouterAiqAsCoded = replicates[2].ToEstimate(n),
            ZeroRouterAiqAsPublished = replicates[3].ToEstimate(n),
            AreaOverHull = area.ToEstimate(n),
        };
    }
}

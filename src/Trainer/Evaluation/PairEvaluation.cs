using Trainer.Evaluation.Conventions;
using Trainer.Evaluation.Report;

namespace Trainer.Evaluation;

/// <summary>Judges the scores of a pair's router.</summary>
internal static class PairEvaluation
{
    public static EvaluationReport Run(
        PairOutcomes outcomes, double[] scores, IReadOnlyList<NamedSetting> points, EvaluationOptions? options = null, double[]? uncalibrated = null)
    {
        options ??= new();
        var order = new ScoreOrder(scores);
        var curve = new CostQualityCurve(outcomes, order);
        var display = CurvePoint.Spread(curve.Points, EvaluationReport.CurvePoints).Select(point => curve[point]).ToArray();
        RoutedPoint[] routed = [.. points.Select(point => new RoutedPoint(point, Decisions.AtThreshold(outcomes, scores, point.Setting)))];
        var singles = outcomes.Pool.With(options.OtherModels);
        var tables = new EvaluationTables(singles, HullCost(singles), options.Base.Strong, routed, options);
        var metrics = Measure(outcomes, singles, scores, order, curve, tables.Bootstrap, options, out var wholeCurve);
        var probabilities = CalibrationReport.AreProbabilities(scores);
        var findings = EvaluationFindings.Common(singles, tables.Bootstrap, routed);
        findings.AddRange(EvaluationFindings.OfPair(metrics, order, probabilities));
        return new()
        {
            Queries = outcomes.Rows,
            QueriesLeftOut = outcomes.Pool.RowsLeftOut,
            Clusters = tables.Bootstrap.Clusters,
            Verdict = DeploymentRule.Decide(
            [
                .. routed.Select((point, i) => ($"the advantage at {point.Point.Name}", tables.AdvantageOverHull(i), 0.0)),
                wholeCurve,
            ]),
            Findings = findings,
            Models = tables.ReportModels(),
            Baselines = tables.ReportBaselines(),
            OperatingPoints = tables.ReportOperatingPoints(isPair: true),
            Pair = metrics,
            Curve = display,
            Calibration = probabilities ? Calibration(scores) : null,
            Uncalibrated = uncalibrated is null ? null : Calibration(uncalibrated),
            Domains = tables.ReportDomains(),
        };

        CalibrationReport Calibration(double[] predicted) => CalibrationReport.Of(
            predicted, outcomes.WinRates(), outcomes.Pool.Cluster, options.Domains, outcomes.Rows, options);
    }

    private static PairMetrics Measure(
        PairOutcomes outcomes,
        PoolOutcomes singles,
        double[] scores,
        ScoreOrder order,
        CostQualityCurve curve,
        ClusterBootstrap bootstrap,
        EvaluationOptions options,
        out (string Place, Replicates Statistic, double Coin) wholeCurve)
    {
        var n = outcomes.Rows;
        var gap = bootstrap.Means([[.. outcomes.StrongQuality.Zip(outcomes.WeakQuality, (s, w) => s - w)]], options.MeanResamples)
            .Estimate(0);
        var auc = new RankAuc(order, outcomes.NeedsStrong());
        var overHull = singles.CostUsd is null ? null : new AreaOverHull(singles);
        var plane = new CostQuality[curve.Points];
        var replicates = bootstrap.Percentile(
            7,
            (weights, values) =>
            {
                curve.Weigh(weights);
                (values[0], values[1]) = (curve.Apgr(), curve.PaperApgr());
                (values[2], values[3], values[4]) = (curve.Cpt(0.2), curve.Cpt(0.5), curve.Cpt(0.8));
                values[5] = auc.Value(weights);
                if (overHull is not null)
                {
                    curve.Plane(plane);
                    values[6] = overHull.Value(plane, weights);
                }
            },
            options.CurveResamples);

        // Dividing by a gap that may be 0 gives numbers without meaning, however narrow their interval looks.
        for (var i = 0; i < 5 && !(gap.Low > 0); i++)
        {
            replicates[i] = new(double.NaN, []);
        }

        // Without prices the random line over the strong share is the hull, and APGR is the height over it.
        wholeCurve = overHull is null ? ("APGR", replicates[0], 0.5) : ("the mean advantage over the curve", replicates[6], 0);
        var optimal = new OptimalCurve(outcomes);
        return new()
        {
            Gap = gap,
            Apgr = replicates[0].ToEstimate(n),
            PaperApgr = replicates[1].ToEstimate(n),
            Cpt20 = replicates[2].ToEstimate(n),
            Cpt50 = replicates[3].ToEstimate(n),
            Cpt80 = replicates[4].ToEstimate(n),
            AreaOverHull = overHull is null ? null : replicates[6].ToEstimate(n),
            RankAuc = replicates[5].ToEstimate(n),
            OptimalCpt = [optimal.Cpt(0.2), optimal.Cpt(0.5), optimal.Cpt(0.8)],
            RouteLlm = RouteLlmConvention.Of(outcomes, scores),
            Wandb = WandbConvention.Of(outcomes, scores),
        };
    }

    // Without prices a strong call costs 1 and a weak one nothing: the hull becomes the random line over the strong share.
    private static double[][] HullCost(PoolOutcomes singles)
    {
        if (singles.CostUsd is { } costUsd)
        {
            return costUsd;
        }

        var ones = new double[singles.Rows];
        Array.Fill(ones, 1);
        return [new double[singles.Rows], ones];
    }
}

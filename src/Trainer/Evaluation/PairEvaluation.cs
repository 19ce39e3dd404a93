using Trainer.Evaluation.Conventions;
using Trainer.Evaluation.Report;
using Trainer.Features;

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
        var metrics = Measure(outcomes, singles, scores, order, curve, tables.Bootstrap, options, out var wholeCurve, out var bands);
        var probabilities = CalibrationReport.AreProbabilities(scores);

        // Whether there is a gap comes before all else.
        List<Finding> findings =
        [
            .. EvaluationFindings.OfPair(metrics, order, probabilities), .. EvaluationFindings.Common(singles, tables.Bootstrap, routed),
        ];
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
            Bands = bands,
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
        out (string Place, Replicates Statistic, double Coin) wholeCurve,
        out IReadOnlyList<CurveBand> bands)
    {
        var n = outcomes.Rows;
        var gap = bootstrap.Means([[.. outcomes.StrongQuality.Zip(outcomes.WeakQuality, (s, w) => s - w)]], options.MeanResamples)
            .Estimate(0);
        var auc = new RankAuc(order, outcomes.NeedsStrong());
        var hasCosts = singles.CostUsd is not null;
        var shares = CurveBand.Grid(0, 1);
        double[] costs = hasCosts ? CurveBand.Grid(curve[0].CostUsd!.Value, curve[curve.Points - 1].CostUsd!.Value) : [];
        const int FirstShare = 7, FirstCost = FirstShare + CurveBand.Places;
        var replicates = bootstrap.Percentile(
            FirstCost + costs.Length,
            () =>
            {
                var own = new CostQualityCurve(outcomes, order);
                var overHull = hasCosts ? new AreaOverHull(singles) : null;
                var plane = new CostQuality[own.Points];
                return (weights, values) =>
                {
                    own.Weigh(weights);
                    (values[0], values[1]) = (own.Apgr(), own.PaperApgr());
                    (values[2], values[3], values[4]) = (own.Cpt(0.2), own.Cpt(0.5), own.Cpt(0.8));
                    values[5] = auc.Value(weights);
                    own.AtShares(shares, values.Slice(FirstShare, shares.Length));
                    if (overHull is not null)
                    {
                        own.Plane(plane);
                        values[6] = overHull.Value(plane, weights);
                        CurveReading.AtCosts(plane, costs, values[FirstCost..]);
                    }
                };
            },
            options.CurveResamples);
        bands =
        [
            CurveBand.Of(CurveAxis.StrongShare, shares, replicates.Skip(FirstShare)),
            .. hasCosts ? [CurveBand.Of(CurveAxis.CostUsd, costs, replicates.Skip(FirstCost))] : Array.Empty<CurveBand>(),
        ];

        // Dividing by a gap that may be 0 gives numbers without meaning, however narrow their interval looks.
        var hasGap = gap.Low > 0;
        for (var i = 0; i < 5 && !hasGap; i++)
        {
            replicates[i] = new(double.NaN, []);
        }

        // Without prices the random line over the strong share is the hull, and APGR is the height over it.
        wholeCurve = !hasCosts ? ("APGR", replicates[0], 0.5) : ("the mean advantage over the curve", replicates[6], 0);
        var optimal = new OptimalCurve(outcomes);
        var coded = RouteLlmConvention.Of(outcomes, scores);
        return new()
        {
            Gap = gap,
            Apgr = replicates[0].ToEstimate(n),
            PaperApgr = replicates[1].ToEstimate(n),
            Cpt20 = replicates[2].ToEstimate(n),
            Cpt50 = replicates[3].ToEstimate(n),
            Cpt80 = replicates[4].ToEstimate(n),
            AreaOverHull = !hasCosts ? null : replicates[6].ToEstimate(n),
            RankAuc = replicates[5].ToEstimate(n),
            DeLongAuc = DeLong.Of(scores, scores, outcomes.NeedsStrong()).ToEstimate(n),
            OptimalCpt = hasGap ? [optimal.Cpt(0.2), optimal.Cpt(0.5), optimal.Cpt(0.8)] : [double.NaN, double.NaN, double.NaN],
            RouteLlm = hasGap ? coded : coded with { Cpt20 = double.NaN, Cpt50 = double.NaN, Cpt80 = double.NaN, Apgr = double.NaN },
            Wandb = hasGap ? WandbConvention.Of(outcomes, scores) : new(double.NaN, double.NaN),
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

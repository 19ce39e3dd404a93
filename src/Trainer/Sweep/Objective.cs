using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features.Data.Splits;
using Trainer.Learners;

namespace Trainer.Sweep;

/// <summary>
/// What the search maximises, from out-of-fold scores: for a pair the exact APGR; for a pool the mean of quality − tradeoff · cost of the
/// chosen models. Only queries on which every candidate was run count.
/// </summary>
internal sealed class Objective
{
    private readonly RoutingProblem _problem;
    private readonly double[] _expectedCostUsd;
    private readonly int[][] _foldRows;

    public Objective(RoutingProblem training, IReadOnlyList<TableSplit> folds, ObjectiveOptions options)
    {
        _problem = training;
        _expectedCostUsd = training.MeanCostUsd();
        var dearest = _expectedCostUsd.Where(cost => !double.IsNaN(cost)).DefaultIfEmpty(0).Max();
        UsdTradeoff = !training.IsPair && dearest > 0 ? options.CostWeight / dearest : 0;
        _foldRows = [.. folds.Select(fold => Array.FindAll(
            fold.Test, row => Enumerable.Range(0, training.Table.Models.Count).All(m => training.Table.WasRun(row, m))))];
    }

    /// <summary>Quality that one USD is worth; 0 for a pair and where no costs are known.</summary>
    public double UsdTradeoff { get; }

    /// <summary>Name for tables and reports.</summary>
    public string Name => _problem.IsPair ? "APGR" : "quality − cost";

    /// <summary>The objective on every fold; NaN where it is undefined.</summary>
    public double[] PerFold(ILearner learner, float[] rawScores)
    {
        if (_problem.IsPair)
        {
            return Array.ConvertAll(_foldRows, rows => Apgr(rows, rawScores));
        }

        var calibrated = Calibrated(learner, rawScores);
        return Array.ConvertAll(_foldRows, rows => rows.Length == 0 ? double.NaN : rows.Average(row => Realised(row, calibrated)));
    }

    /// <summary>
    /// How much more one learner achieves than another on the same queries, from both learners' raw scores; the interval is of a paired
    /// bootstrap over clusters of queries.
    /// </summary>
    /// <param name="one">The one learner and its scores.</param>
    /// <param name="other">The other.</param>
    /// <param name="clusters">The cluster of every query, or -1 for one of its own.</param>
    /// <param name="seed">For the resamples.</param>
    public Estimate Difference((ILearner, float[]) one, (ILearner, float[]) other, IReadOnlyList<int> clusters, ulong seed)
    {
        var bootstrap = Bootstrap(clusters, seed);
        var (first, second) = (OfWeights(one), OfWeights(other));
        return bootstrap.Percentile(1, (weights, values) => values[0] = first(weights) - second(weights))[0].ToEstimate(bootstrap.Rows);
    }

    /// <summary>The queries that count, fold after fold: weights are given in this order.</summary>
    public int[] Rows => [.. _foldRows.SelectMany(rows => rows)];

    /// <summary>Resamples of <see cref="Rows"/>, clusters of queries as one.</summary>
    /// <param name="clusters">The cluster of every training query, or -1 for one of its own.</param>
    /// <param name="seed">For the resamples.</param>
    public ClusterBootstrap Bootstrap(IReadOnlyList<int> clusters, ulong seed) =>
        new(Array.ConvertAll(Rows, row => clusters[row] < 0 ? -1 - row : clusters[row]), seed);

    /// <summary>
    /// The mean over the folds as a function of the weights of <see cref="Rows"/>: O(n log n) once, then O(n) for each call. Not for several
    /// threads at once.
    /// </summary>
    public Func<ReadOnlySpan<int>, double> OfWeights((ILearner Learner, float[] RawScores) router) =>
        OfWeights(router, (curve, _) => curve.Apgr());

    /// <summary>
    /// The same for resamples: APGR is a ratio A/G, whose denominator may come near 0 in a resample of few queries, so it is replaced by its
    /// first-order expansion at all queries, f + (A − f·G) / G(all). Equal to the exact one where every weight is 1, and for a pool everywhere.
    /// </summary>
    public Func<ReadOnlySpan<int>, double> Linearised((ILearner Learner, float[] RawScores) router)
    {
        static double Gap(CostQualityCurve curve) => curve.StrongQuality - curve.WeakQuality;
        return OfWeights(router, (curve, whole) => whole.Apgr + ((curve.GainArea() - (whole.Apgr * Gap(curve))) / whole.Gap));
    }

    private Func<ReadOnlySpan<int>, double> OfWeights(
        (ILearner Learner, float[] RawScores) router, Func<CostQualityCurve, (double Apgr, double Gap), double> value)
    {
        if (!_problem.IsPair)
        {
            var calibrated = Calibrated(router.Learner, router.RawScores);
            return MeanOverFolds(row => Realised(row, calibrated));
        }

        var folds = _foldRows.Where(rows => rows.Length > 0).ToArray();
        var curves = Array.ConvertAll(folds, rows => Curve(rows, router.RawScores));
        var whole = Array.ConvertAll(curves, curve => (Apgr: curve.Apgr(), Gap: curve.StrongQuality - curve.WeakQuality));
        return weights =>
        {
            var (sum, from) = (0.0, 0);
            for (var fold = 0; fold < folds.Length; fold++)
            {
                curves[fold].Weigh(weights.Slice(from, folds[fold].Length));
                from += folds[fold].Length;
                sum += value(curves[fold], whole[fold]);
            }

            return sum / folds.Length;
        };
    }

    /// <summary>The same of asking one model whatever the query is; for a pair that is a point of the coin's curve, whose APGR is 1/2.</summary>
    public Func<ReadOnlySpan<int>, double> OfModel(int model) => _problem.IsPair ? _ => 0.5 : MeanOverFolds(row => Realised(row, model));

    /// <summary>The mean over the folds, all but one, of scores that are calibrated already; of a pair only their order counts.</summary>
    /// <param name="calibrated">Scores of all training queries, row by row.</param>
    /// <param name="without">A fold that does not count; -1 for none.</param>
    public double Mean(float[] calibrated, int without = -1) => _foldRows
        .Where((rows, fold) => fold != without && rows.Length > 0)
        .Average(rows => _problem.IsPair ? Apgr(rows, calibrated) : rows.Average(row => Realised(row, calibrated)));

    private Func<ReadOnlySpan<int>, double> MeanOverFolds(Converter<int, double> value)
    {
        var folds = _foldRows.Where(rows => rows.Length > 0).Select(rows => Array.ConvertAll(rows, value)).ToArray();
        return weights =>
        {
            var (sum, from) = (0.0, 0);
            foreach (var values in folds)
            {
                var part = weights.Slice(from, values.Length);
                from += part.Length;
                double total = 0;
                long count = 0;
                for (var i = 0; i < part.Length; i++)
                {
                    total += part[i] * values[i];
                    count += part[i];
                }

                sum += total / count;
            }

            return sum / folds.Length;
        };
    }

    private float[] Calibrated(ILearner learner, float[] rawScores)
    {
        var calibration = learner.IsPolicy ? ScoreCalibration.None(_problem) : ScoreCalibration.Fit(_problem, rawScores);
        return ScoreCalibration.Apply(calibration, rawScores, rawScores.Length / _problem.Table.Count);
    }

    private double Apgr(int[] rows, float[] rawScores) => rows.Length == 0 ? double.NaN : Curve(rows, rawScores).Apgr();

    private CostQualityCurve Curve(int[] rows, float[] rawScores)
    {
        double[] Column(int model) => Array.ConvertAll(rows, row => _problem.Table.Quality(model)[row]);
        var outcomes = new PairOutcomes(Column(0), Column(1));
        return new CostQualityCurve(outcomes, Array.ConvertAll(rows, row => (double)rawScores[row]));
    }

    private double Realised(int row, float[] calibrated)
    {
        var perQuery = calibrated.Length / _problem.Table.Count;
        return Realised(row, DecisionRule.Pool(calibrated.AsSpan(row * perQuery, perQuery), _expectedCostUsd, UsdTradeoff));
    }

    private double Realised(int row, int chosen)
    {
        var cost = _problem.Table.CostUsd(chosen)[row];
        return _problem.Table.Quality(chosen)[row] - (UsdTradeoff * (double.IsNaN(cost) ? 0 : cost));
    }
}

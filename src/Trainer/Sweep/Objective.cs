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

        var calibration = learner.IsPolicy ? ScoreCalibration.None(_problem) : ScoreCalibration.Fit(_problem, rawScores);
        var calibrated = ScoreCalibration.Apply(calibration, rawScores, rawScores.Length / _problem.Table.Count);
        return Array.ConvertAll(_foldRows, rows => rows.Length == 0 ? double.NaN : rows.Average(row => Realised(row, calibrated)));
    }

    private double Apgr(int[] rows, float[] rawScores)
    {
        if (rows.Length == 0)
        {
            return double.NaN;
        }

        double[] Column(int model) => Array.ConvertAll(rows, row => _problem.Table.Quality(model)[row]);
        var outcomes = new PairOutcomes(Column(0), Column(1));
        return new CostQualityCurve(outcomes, Array.ConvertAll(rows, row => (double)rawScores[row])).Apgr();
    }

    private double Realised(int row, float[] calibrated)
    {
        var perQuery = calibrated.Length / _problem.Table.Count;
        var chosen = DecisionRule.Pool(calibrated.AsSpan(row * perQuery, perQuery), _expectedCostUsd, UsdTradeoff);
        var cost = _problem.Table.CostUsd(chosen)[row];
        return _problem.Table.Quality(chosen)[row] - (UsdTradeoff * (double.IsNaN(cost) ? 0 : cost));
    }
}

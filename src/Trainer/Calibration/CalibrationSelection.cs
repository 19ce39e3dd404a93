using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features.Data.Splits;
using Trainer.Sweep;

namespace Trainer.Calibration;

/// <summary>
/// Which calibration suits a router: each method is fitted on the other folds' out-of-fold scores and judged on this fold's by log loss. Platt
/// scaling stays unless another method is better by more than one standard error of the difference, so that noise chooses nothing. It costs next to
/// nothing beside the learner, so it is done for the very router that is shipped, and is no dimension of the search.
/// </summary>
/// <param name="problem">The training queries.</param>
/// <param name="folds">The folds that the scores are of.</param>
/// <param name="clusters">The cluster of every training query, negative for one of its own.</param>
/// <param name="seed">For the resamples behind the intervals.</param>
internal sealed class CalibrationSelection(RoutingProblem problem, IReadOnlyList<TableSplit> folds, IReadOnlyList<int> clusters, ulong seed)
{
    private const int Resamples = 1000;

    /// <summary>Chooses, or takes what is asked for, and fits on all out-of-fold scores. O(methods × folds × scores · log rows).</summary>
    /// <param name="raw">Out-of-fold raw scores of the training queries, row by row.</param>
    /// <param name="options">What is asked for.</param>
    public (FittedCalibration Fitted, CalibrationChoice Choice) Choose(float[] raw, CalibrationOptions options)
    {
        var losses = CalibrationMethod.All.ToDictionary(method => method.Name, method => Losses(raw, method, byDomain: false));
        int[] judged = [.. Enumerable.Range(0, problem.Table.Count).Where(row => !double.IsNaN(losses[CalibrationMethod.Platt.Name][row]))];
        var trials = judged.Length == 0 ? [] : CalibrationMethod.All.Select(method => Judge(method.Name, losses[method.Name])).ToList();
        var method = CalibrationMethod.Of(options.Method == CalibrationMethod.Auto ? Best(trials) : options.Method);
        if (options.ByDomain && judged.Length > 0)
        {
            trials.Add(Judge($"{method.Name} by domain", Losses(raw, method, byDomain: true)));
        }

        return (
            FittedCalibration.Fit(method, problem, raw, options.ByDomain),
            new CalibrationChoice(options.Method, method.Name, options.ByDomain, trials));

        CalibrationTrial Judge(string name, double[] own)
        {
            var platt = losses[CalibrationMethod.Platt.Name];
            var bootstrap = new ClusterBootstrap(Array.ConvertAll(judged, row => clusters[row] < 0 ? -1 - row : clusters[row]), seed);
            var means = bootstrap.Means(
                [Array.ConvertAll(judged, row => own[row]), Array.ConvertAll(judged, row => own[row] - platt[row])], Resamples);
            return new CalibrationTrial(name, means.Estimate(0), means.Estimate(1), means.StandardError(1));
        }
    }

    private static string Best(List<CalibrationTrial> trials) => trials
        .Where(trial => CalibrationMethod.Of(trial.Method).KeepsOrder && trial.OverPlatt.Value < -trial.StandardError)
        .MinBy(trial => trial.LogLoss.Value)?.Method ?? CalibrationMethod.Platt.Name;

    // Mean cross-entropy over a query's scores; NaN for a query without outcomes.
    private double[] Losses(float[] raw, CalibrationMethod method, bool byDomain)
    {
        var perQuery = raw.Length / Math.Max(1, problem.Table.Count);
        var losses = new double[problem.Table.Count];
        Array.Fill(losses, double.NaN);
        foreach (var fold in folds)
        {
            var own = fold.Test.ToHashSet();
            int[] others = [.. Enumerable.Range(0, problem.Table.Count).Where(row => !own.Contains(row))];
            var fitted = FittedCalibration.Fit(method, problem, raw, byDomain, others);
            foreach (var row in fold.Test)
            {
                var (sum, count) = (0.0, 0);
                for (var m = 0; m < fitted.Maps.Count; m++)
                {
                    var (score, target) = (raw[(row * perQuery) + m], ScoreCalibration.Target(problem, row, m));
                    if (!double.IsNaN(target) && !float.IsNaN(score))
                    {
                        sum += LogisticFit.CrossEntropy(target, fitted.LogOdds(m, score, problem.Domains[row]));
                        count++;
                    }
                }

                losses[row] = count == 0 ? double.NaN : sum / count;
            }
        }

        return losses;
    }
}

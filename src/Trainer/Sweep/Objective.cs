using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features.Data.Splits;
using Trainer.Learners;
using Trainer.Sweep.Goals;

namespace Trainer.Sweep;

/// <summary>
/// What the search is after, from out-of-fold scores: one goal or several, the first of which chooses the router, and limits that a
/// router must keep. Only queries on which every candidate was run count.
/// </summary>
internal sealed class Objective
{
    private readonly RoutingProblem _problem;
    private readonly double[] _expectedCostUsd;
    private readonly double _usdTradeoff;
    private readonly int[][] _foldRows;
    private readonly PoolOutcomes?[] _foldOutcomes;

    /// <exception cref="UsageException">A goal means nothing for these data.</exception>
    public Objective(RoutingProblem training, IReadOnlyList<TableSplit> folds, ObjectiveOptions options)
    {
        _problem = training;
        _expectedCostUsd = training.MeanCostUsd();
        var dearest = _expectedCostUsd.Where(cost => !double.IsNaN(cost)).DefaultIfEmpty(0).Max();
        _usdTradeoff = dearest > 0 ? options.CostWeight / dearest : 0;
        int[] models = [.. Enumerable.Range(0, training.Table.Models.Count)];
        _foldRows = [.. folds.Select(fold => Array.FindAll(fold.Test, row => models.All(m => training.Table.WasRun(row, m))))];
        _foldOutcomes = Array.ConvertAll(_foldRows, rows => rows.Length == 0 ? null : Outcomes(rows));
        string[] names = options.Goals is ["auto"] ? [training.IsPair ? "apgr" : "utility"] : [.. options.Goals];
        Goals = [.. names.Select(name => Goal.Parse(name, options))];
        Limits = [.. options.Limits.Select(limit => (Goal.Parse(limit.Key, options), limit.Value))];
        if (Goals[0] is not RoutingGoal main)
        {
            throw new UsageException(
                $"the first of 'objective.goals' is '{Goals[0].Name}', which is the same for every router of its kind; put a goal about " +
                "quality or cost first");
        }

        Main = main;
        foreach (var goal in Goals.Concat(Limits.Select(limit => limit.Goal)).OfType<RoutingGoal>())
        {
            Require(!goal.ForPairsOnly || training.IsPair, goal, $"is for two models, and there are {models.Length}");
            Require(
                !goal.NeedsCosts || _foldOutcomes.All(outcomes => outcomes is null || outcomes.CostUsd is not null),
                goal,
                "needs the cost of every answer; give 'data.prices'");
        }
    }

    /// <summary>What is looked for; the first chooses.</summary>
    public IReadOnlyList<Goal> Goals { get; }

    /// <summary>The first goal.</summary>
    public RoutingGoal Main { get; }

    /// <summary>Bounds: at least for what is maximised, at most for what is minimised.</summary>
    public IReadOnlyList<(Goal Goal, double Bound)> Limits { get; }

    /// <summary>Whether a goal or a limit asks for what a router takes to be kept or run.</summary>
    public bool NeedsResources => Goals.Concat(Limits.Select(limit => limit.Goal)).Any(goal => goal is ResourceGoal);

    /// <summary>Quality that one USD is worth to a pool's router; 0 for a pair, which has thresholds instead, and where no costs are known.</summary>
    public double UsdTradeoff => _problem.IsPair ? 0 : _usdTradeoff;

    /// <summary>Name of the first goal for tables and reports.</summary>
    public string Name => Main.Name switch { "apgr" => "APGR", "utility" => "quality − cost", var name => name };

    /// <summary>The first goal on every fold with the sign that makes more better; NaN where it is undefined.</summary>
    public double[] PerFold(ILearner learner, float[] rawScores) =>
        Array.ConvertAll(Folds(learner, rawScores), fold => Main.Sign * Main.Of(fold));

    /// <summary>The folds with a router's scores; those that were not scored have no rows.</summary>
    /// <param name="learner">What made the scores.</param>
    /// <param name="rawScores">Out-of-fold scores of all training queries, row by row; NaN on folds that were not scored.</param>
    public ScoredFold[] Folds(ILearner learner, float[] rawScores)
    {
        var calibrated = new Lazy<float[]>(() => Calibrated(learner, rawScores));
        return Folds(rawScores, () => calibrated.Value, learner.IsPolicy);
    }

    /// <summary>The queries that count, fold after fold: weights are given in this order.</summary>
    public int[] Rows => [.. _foldRows.SelectMany(rows => rows)];

    /// <summary>Resamples of <see cref="Rows"/>, clusters of queries as one.</summary>
    /// <param name="clusters">The cluster of every training query, or -1 for one of its own.</param>
    /// <param name="seed">For the resamples.</param>
    public ClusterBootstrap Bootstrap(IReadOnlyList<int> clusters, ulong seed) =>
        new(Array.ConvertAll(Rows, row => clusters[row] < 0 ? -1 - row : clusters[row]), seed);

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

    /// <summary>
    /// The first goal's mean over the folds, with the sign that makes more better, as a function of the weights of <see cref="Rows"/>: what is
    /// sorted is sorted once. Not for several threads at once.
    /// </summary>
    public Func<ReadOnlySpan<int>, double> OfWeights((ILearner Learner, float[] RawScores) router) =>
        MeanOverFolds(Folds(router.Learner, router.RawScores), Main.On);

    /// <summary>The same for resamples, which a ratio of two sums would make jump: see <see cref="RoutingGoal.OnResamples"/>.</summary>
    public Func<ReadOnlySpan<int>, double> Linearised((ILearner Learner, float[] RawScores) router) =>
        MeanOverFolds(Folds(router.Learner, router.RawScores), Main.OnResamples);

    /// <summary>
    /// The same of asking one model whatever the query is, or, for a goal that is about a whole curve, of a router that knows nothing of the
    /// query.
    /// </summary>
    public Func<ReadOnlySpan<int>, double> OfModel(int model)
    {
        const float Surely = 1e6f;
        var models = _expectedCostUsd.Length;
        float[] perQuery = (Main is DecisionGoal, _problem.IsPair) switch
        {
            (true, true) => [model == 1 ? Surely : -Surely],
            (true, false) => [.. Enumerable.Range(0, models).Select(m => m == model ? Surely : 0)],
            (false, true) => [0.5f],
            _ => [.. Enumerable.Range(0, models).Select(m => (float)_problem.Table.Quality(m).ToArray().Where(double.IsFinite).Average())],
        };
        float[] scores = [.. Enumerable.Repeat(perQuery, _problem.Table.Count).SelectMany(row => row)];
        return MeanOverFolds(Folds(scores, () => scores), Main.OnResamples);
    }

    /// <summary>The first goal's mean over the folds, all but one, of scores that are calibrated already; more is better.</summary>
    /// <param name="calibrated">Scores of all training queries, row by row.</param>
    /// <param name="without">A fold that does not count; -1 for none.</param>
    public double Mean(float[] calibrated, int without = -1) => Folds(calibrated, () => calibrated)
        .Where((fold, place) => place != without && fold.Rows.Length > 0)
        .Average(fold => Main.Sign * Main.Of(fold));

    private ScoredFold[] Folds(float[] rawScores, Func<float[]> calibrated, bool isPolicy = false)
    {
        var perQuery = rawScores.Length / _problem.Table.Count;
        return [.. _foldRows.Select((rows, fold) =>
        {
            var scored = rows.Length > 0 && !float.IsNaN(rawScores[rows[0] * perQuery]) ? rows : [];
            return new ScoredFold(
                _foldOutcomes[fold],
                scored,
                _problem.IsPair,
                _expectedCostUsd,
                _usdTradeoff,
                isPolicy,
                () => Array.ConvertAll(scored, row => (double)rawScores[row * perQuery]),
                () =>
                {
                    var (all, own) = (calibrated(), new float[scored.Length * perQuery]);
                    for (var i = 0; i < scored.Length; i++)
                    {
                        all.AsSpan(scored[i] * perQuery, perQuery).CopyTo(own.AsSpan(i * perQuery));
                    }

                    return own;
                });
        })];
    }

    private Func<ReadOnlySpan<int>, double> MeanOverFolds(ScoredFold[] all, Converter<ScoredFold, Func<ReadOnlySpan<int>, double>> on)
    {
        var folds = Array.FindAll(all, fold => fold.Rows.Length > 0);
        var values = Array.ConvertAll(folds, on);
        return weights =>
        {
            var (sum, from) = (0.0, 0);
            for (var fold = 0; fold < folds.Length; fold++)
            {
                sum += Main.Sign * values[fold](weights.Slice(from, folds[fold].Rows.Length));
                from += folds[fold].Rows.Length;
            }

            return sum / folds.Length;
        };
    }

    // An answer whose cost is not known costs what the model's answers cost on average.
    private PoolOutcomes Outcomes(int[] rows)
    {
        double[][] Columns(Func<int, int, double> of) =>
            [.. Enumerable.Range(0, _expectedCostUsd.Length).Select(m => Array.ConvertAll(rows, row => of(m, row)))];
        return new PoolOutcomes(
            Columns((m, row) => _problem.Table.Quality(m)[row]),
            _expectedCostUsd.Any(double.IsNaN)
                ? null
                : Columns((m, row) => _problem.Table.CostUsd(m)[row] is var usd && double.IsNaN(usd) ? _expectedCostUsd[m] : usd));
    }

    private float[] Calibrated(ILearner learner, float[] rawScores)
    {
        var calibration = learner.IsPolicy ? ScoreCalibration.None(_problem) : ScoreCalibration.Fit(_problem, rawScores);
        return ScoreCalibration.Apply(calibration, rawScores, rawScores.Length / _problem.Table.Count);
    }

    private static void Require(bool holds, Goal goal, string why)
    {
        if (!holds)
        {
            throw new UsageException($"the goal '{goal.Name}' {why}");
        }
    }
}

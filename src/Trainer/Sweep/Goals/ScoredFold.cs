using Trainer.Evaluation;
using Trainer.Export;

namespace Trainer.Sweep.Goals;

/// <summary>
/// The complete rows of one fold, their outcomes and a router's out-of-fold scores of them, in the forms that goals ask for; each is made
/// when it is first asked for.
/// </summary>
internal sealed class ScoredFold
{
    private readonly bool _isPair;
    private readonly double[] _expectedCostUsd;
    private readonly double _usdTradeoff;
    private readonly bool _isPolicy;
    private readonly Func<double[]> _raw;
    private readonly Func<float[]> _calibrated;
    private readonly Lazy<CostQualityCurve> _pair;
    private readonly Lazy<PoolCurve> _pool;
    private readonly Lazy<int[]> _chosen;

    /// <param name="outcomes">What the models achieved, in the order of the rows.</param>
    /// <param name="rows">Which training queries the rows are.</param>
    /// <param name="isPair">Whether the task is a pair.</param>
    /// <param name="expectedCostUsd">What the decision rule believes that each model costs.</param>
    /// <param name="usdTradeoff">Quality that one USD is worth.</param>
    /// <param name="isPolicy">Whether the scores are decisions already, which no trade-off may overturn.</param>
    /// <param name="raw">Gives the raw scores of a pair's rows.</param>
    /// <param name="calibrated">Gives the calibrated scores, row by row.</param>
    public ScoredFold(
        PoolOutcomes? outcomes,
        int[] rows,
        bool isPair,
        double[] expectedCostUsd,
        double usdTradeoff,
        bool isPolicy,
        Func<double[]> raw,
        Func<float[]> calibrated)
    {
        (Outcomes, Rows, _isPair, _expectedCostUsd, _usdTradeoff) = (outcomes!, rows, isPair, expectedCostUsd, usdTradeoff);
        (_isPolicy, _raw, _calibrated) = (isPolicy, raw, calibrated);
        _pair = new(() => new CostQualityCurve(
            new PairOutcomes(Outcomes.Quality[0], Outcomes.Quality[1], Outcomes.CostUsd?[0], Outcomes.CostUsd?[1]), _raw()));
        _pool = new(() => new PoolCurve(Outcomes, PoolScores()));
        _chosen = new(Choose);
    }

    /// <summary>Which training queries the rows are.</summary>
    public int[] Rows { get; }

    /// <summary>What the models achieved, in the order of the rows; not there if there are no rows.</summary>
    public PoolOutcomes Outcomes { get; }

    /// <summary>A pair's curve over all thresholds.</summary>
    public CostQualityCurve Curve => _pair.Value;

    /// <summary>The model that each row goes to at the objective's trade-off.</summary>
    public int[] Chosen => _chosen.Value;

    /// <summary>Points of the cost-quality plane under row weights, from dear to cheap.</summary>
    public CostQuality[] Plane(ReadOnlySpan<int> rowWeights)
    {
        if (!_isPair)
        {
            _pool.Value.Weigh(rowWeights);
            return _pool.Value.Plane();
        }

        Curve.Weigh(rowWeights);
        var plane = new CostQuality[Curve.Points];
        Curve.Plane(plane);
        return plane;
    }

    /// <summary>What a model's answer to a row is worth.</summary>
    public double Utility(int model, int row) =>
        Outcomes.Quality[model][row] - (_usdTradeoff * (Outcomes.CostUsd?[model][row] ?? 0));

    /// <summary>What the choice made of a row is worth less than the best one.</summary>
    public double Regret(int row) =>
        Enumerable.Range(0, Outcomes.Models).Max(model => Utility(model, row)) - Utility(Chosen[row], row);

    // A pair's calibrated score is (1 + expected gain) / 2.
    private int[] Choose()
    {
        var scores = _calibrated();
        var perQuery = scores.Length / Math.Max(1, Rows.Length);
        var tradeoff = _isPolicy ? 0 : _usdTradeoff;
        var (weak, strong) = _isPair ? (Known(_expectedCostUsd[0]), Known(_expectedCostUsd[1])) : (0, 0);
        return _isPair
            ? Array.ConvertAll(scores, score => (2 * score) - 1 >= tradeoff * (strong - weak) ? 1 : 0)
            : [.. Enumerable.Range(0, Rows.Length)
                .Select(i => DecisionRule.Pool(scores.AsSpan(i * perQuery, perQuery), _expectedCostUsd, tradeoff))];
    }

    private PoolScores PoolScores()
    {
        var scores = _calibrated();
        var models = Outcomes.Models;
        var perQuery = scores.Length / Rows.Length;
        double[] Column(Func<int, double> of) => [.. Enumerable.Range(0, Rows.Length).Select(of)];
        return new PoolScores(
            [.. Enumerable.Range(0, models).Select(m => Column(i => scores[(i * perQuery) + m]))],
            [.. Enumerable.Range(0, models).Select(m => Column(
                i => Known(_expectedCostUsd[m]) * (perQuery > models ? scores[(i * perQuery) + models + m] : 1)))]);
    }

    private static double Known(double usd) => double.IsNaN(usd) ? 0 : usd;
}

using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features.Data;

namespace Trainer.Evaluation.Comparison;

/// <summary>What a router scored on queries whose outcomes are known.</summary>
/// <param name="Name">Unique among those compared.</param>
/// <param name="IsPair">One score per query, else one per model and then the cost ratios if there are any.</param>
/// <param name="Table">The router's own models in score order, at the costs that it pays; every one was run on every row.</param>
/// <param name="Scores">Row by row.</param>
/// <param name="ExpectedCostUsd">What the decision rule believes each model costs; NaN where unknown.</param>
/// <param name="Points">Operating points, the main one first.</param>
/// <param name="Cascade">Of a cascade, whose models can be had alone for less.</param>
internal sealed record ScoredRouter(
    string Name,
    bool IsPair,
    RoutingTable Table,
    float[] Scores,
    double[] ExpectedCostUsd,
    IReadOnlyList<NamedSetting> Points,
    CascadeLabel? Cascade = null)
{
    private readonly Lazy<PoolOutcomes> _outcomes = new(() => PoolOutcomes.From(Table, [.. Enumerable.Range(0, Table.Models.Count)]));

    /// <summary>Models of other routers that stand in the same comparison: what can be had, this router has to beat. None where costs are unknown.</summary>
    public IReadOnlyList<SingleModel> Others { get; init; } = [];

    /// <summary>Scores per query.</summary>
    public int PerQuery => Scores.Length / Table.Count;

    public PoolOutcomes Outcomes => _outcomes.Value;

    public EvaluationReport Evaluate(ulong seed, int resamples) =>
        RouterEvaluation.Run(Table, Scores, ExpectedCostUsd, Points, IsPair, seed, resamples, Cascade, others: Others);

    /// <summary>What was decided at each operating point.</summary>
    public IReadOnlyList<RoutedPoint> Route()
    {
        if (IsPair)
        {
            var (pair, scores) = (Pair(), PairScores());
            return [.. Points.Select(point => new RoutedPoint(point, Decisions.AtThreshold(pair, scores, point.Setting)))];
        }

        var pool = PoolScores();
        return [.. Points.Select(point => new RoutedPoint(
            point, new Decisions(Outcomes, pool.Choose(point.Setting), Outcomes.CostUsd is null ? 0 : point.Setting)))];
    }

    /// <summary>The whole curve, to be read again and again under other weights of the rows.</summary>
    public RouterCurve Curve() => IsPair
        ? new RouterCurve(Pair(), new ScoreOrder(PairScores()))
        : new RouterCurve(new PoolCurve(Outcomes, PoolScores()));

    private PairOutcomes Pair() => PairOutcomes.From(Table, 0, 1);

    private double[] PairScores() => Array.ConvertAll(Scores, score => (double)score);

    private PoolScores PoolScores() => Evaluation.PoolScores.Of(Scores, [.. Enumerable.Range(0, Table.Count)], Table.Count, ExpectedCostUsd);
}

using Trainer.Evaluation;

namespace Trainer.Regression;

/// <summary>What a router scored, for metrics of the score rather than of one operating point.</summary>
/// <param name="Models">Its own models, in score order; for a pair the weak one, then the strong one.</param>
/// <param name="IsPair">One score for each query, else one for each model.</param>
/// <param name="Outcomes">What these models achieved, at the costs that this router pays.</param>
/// <param name="Scores">[scores per query][rows].</param>
/// <param name="ExpectedCostUsd">What the router believes, [models][rows]; null for a pair.</param>
internal sealed record ScoredQueries(
    IReadOnlyList<string> Models, bool IsPair, PoolOutcomes Outcomes, double[][] Scores, double[][]? ExpectedCostUsd = null)
{
    /// <summary>Whether single models could be had at the outcomes' costs, which a cascade's cannot.</summary>
    public bool IsCascade { get; init; }

    public PairOutcomes Pair() =>
        new(Outcomes.Quality[0], Outcomes.Quality[1], Outcomes.CostUsd?[0], Outcomes.CostUsd?[1], Outcomes.Cluster);

    public ScoredQueries Select(int[] rows)
    {
        double[][] Pick(double[][] columns) => Array.ConvertAll(columns, column => Array.ConvertAll(rows, row => column[row]));
        return this with
        {
            Outcomes = new(
                Pick(Outcomes.Quality),
                Outcomes.CostUsd is { } cost ? Pick(cost) : null,
                Array.ConvertAll(rows, row => Outcomes.Cluster[row])),
            Scores = Pick(Scores),
            ExpectedCostUsd = ExpectedCostUsd is { } expected ? Pick(expected) : null,
        };
    }
}

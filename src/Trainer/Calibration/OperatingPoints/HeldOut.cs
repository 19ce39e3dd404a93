using Trainer.Evaluation;
using Trainer.Features.Data;

namespace Trainer.Calibration.OperatingPoints;

/// <summary>A router's calibrated scores and every model's outcomes on queries that it was not fitted on.</summary>
/// <param name="IsPair">A threshold, or a trade-off.</param>
/// <param name="Outcomes">Rows on which every model was run.</param>
/// <param name="Choose">The chosen model of each row at a setting.</param>
/// <param name="Path">Every way of deciding on these rows.</param>
/// <param name="LatencySeconds">[models][rows], or null where one is unknown.</param>
/// <param name="Models">Their names.</param>
internal sealed record HeldOut(
    bool IsPair, PoolOutcomes Outcomes, Func<double, int[]> Choose, SettingPath Path, double[][]? LatencySeconds, IReadOnlyList<string> Models)
{
    /// <param name="table">The bundle's models in score order.</param>
    /// <param name="scores">Calibrated scores of all rows.</param>
    /// <param name="expectedCostUsd">What the decision rule believes each model costs; NaN where unknown.</param>
    /// <param name="isPair">One score per row.</param>
    public static HeldOut Of(RoutingTable table, float[] scores, double[] expectedCostUsd, bool isPair)
    {
        var models = Enumerable.Range(0, table.Models.Count).ToArray();
        var rows = PoolOutcomes.CompleteRows(table, models);
        var outcomes = PoolOutcomes.From(table, models);
        double[][] latency = [.. models.Select(m => Pick(table.LatencySeconds(m), rows))];
        var known = latency.Any(column => column.Any(double.IsNaN)) ? null : latency;
        if (isPair)
        {
            var own = Array.ConvertAll(rows, row => scores[row]);
            return new(
                isPair,
                outcomes,
                threshold => Array.ConvertAll(own, score => Export.DecisionRule.Pair(score, threshold)),
                SettingPath.OfPair(own),
                known,
                table.Models);
        }

        var pool = PoolScores.Of(scores, rows, table.Count, expectedCostUsd);
        if (outcomes.CostUsd is null && expectedCostUsd.All(double.IsFinite))
        {
            // What an answer cost that nobody noted counts as expected, as in every budget of a pool.
            double[][] costs = [.. models.Select(m => Array.ConvertAll(
                Pick(table.CostUsd(m), rows), cost => double.IsNaN(cost) ? expectedCostUsd[m] : cost))];
            outcomes = new(outcomes.Quality, costs, outcomes.Cluster, outcomes.RowsLeftOut);
        }

        return new(isPair, outcomes, pool.Choose, SettingPath.OfPool(pool), known, table.Models);
    }

    private static double[] Pick(ReadOnlySpan<double> column, int[] rows)
    {
        var picked = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = column[rows[i]];
        }

        return picked;
    }
}

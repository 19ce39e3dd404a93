using Trainer.Export;
using Trainer.Features.Data;

namespace Trainer.Calibration;

/// <summary>
/// What a pool's choices really cost, and the trade-off that keeps a budget. Routing picks queries, and dear queries are not spread evenly:
/// counting each choice at its model's mean cost would miss budgets by as much as the chosen queries are longer than the others.
/// </summary>
/// <param name="scores">Row by row, one score per model and the cost ratios if there are any, of queries that the learner was not fitted on.</param>
/// <param name="expectedCostUsd">What the decision rule believes each model costs.</param>
/// <param name="costUsd">What each answer cost, [models][rows]; NaN where unknown, which counts as expected.</param>
internal sealed class PoolBudget(float[] scores, double[] expectedCostUsd, double[][] costUsd)
{
    private const int GridPoints = 240;
    private const double GridDecades = 6;

    /// <summary>From a table whose models are in score order.</summary>
    public static PoolBudget Of(RoutingTable table, float[] scores, double[] expectedCostUsd) =>
        new(scores, expectedCostUsd, [.. Enumerable.Range(0, table.Models.Count).Select(m => table.CostUsd(m).ToArray())]);

    /// <summary>Mean cost of a query at a trade-off (quality per USD), in USD. O(rows × models).</summary>
    public double MeanCostUsd(double tradeoff)
    {
        var rows = costUsd[0].Length;
        var perQuery = scores.Length / rows;
        double sum = 0;
        for (var row = 0; row < rows; row++)
        {
            var chosen = DecisionRule.Pool(scores.AsSpan(row * perQuery, perQuery), expectedCostUsd, tradeoff);
            var cost = costUsd[chosen][row];
            sum += double.IsNaN(cost) ? expectedCostUsd[chosen] : cost;
        }

        return sum / rows;
    }

    /// <summary>
    /// The smallest trade-off that keeps the budget and from which on no larger one breaks it; null if even the cheapest choices cost more.
    /// The real cost need not fall everywhere as the trade-off rises, so a grid is read from its dear end and the last step bisected.
    /// </summary>
    public double? Tradeoff(double budgetUsd)
    {
        var grid = Grid(expectedCostUsd);
        if (grid.Length == 1)
        {
            return MeanCostUsd(0) <= budgetUsd ? 0 : null;
        }

        var first = grid.Length;
        while (first > 0 && MeanCostUsd(grid[first - 1]) <= budgetUsd)
        {
            first--;
        }

        if (first == 0 || first == grid.Length)
        {
            return first == 0 ? 0 : null;
        }

        var (low, high) = (grid[first - 1], grid[first]);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = MeanCostUsd(middle) <= budgetUsd ? (low, middle) : (middle, high);
        }

        // A hair above the turn, so that rounding in another runtime does not undo the choice.
        var settled = Rounding.ToSignificant(high * 1.000001, 7);
        return MeanCostUsd(settled) <= budgetUsd ? settled : high;
    }

    /// <summary>
    /// Trade-offs from 0 up that reach from hardly any to full weight of costs, by what the models cost alone; only 0 where all cost the same.
    /// </summary>
    public static double[] Grid(double[] expectedCostUsd)
    {
        // At twice this trade-off a quality difference of 1 is outweighed by the smallest difference in cost.
        var sorted = expectedCostUsd.Order().ToArray();
        var smallest = sorted.Zip(sorted.Skip(1), (a, b) => b - a).Where(gap => gap > 0).DefaultIfEmpty(0).Min();
        return smallest <= 0
            ? [0]
            : [.. Enumerable.Range(1, GridPoints).Select(i => 2 / smallest * Math.Pow(10, GridDecades * (i - GridPoints) / GridPoints)).Prepend(0)];
    }
}

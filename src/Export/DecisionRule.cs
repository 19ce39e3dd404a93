using System.Numerics.Tensors;

namespace Trainer.Export;

/// <summary>From scores to a model. The one place where decisions are made: training, evaluation and serving all call it.</summary>
public static class DecisionRule
{
    /// <summary>The model that an operating point chooses: a pair's has a threshold, a pool's a trade-off.</summary>
    public static int Choose(ReadOnlySpan<float> scores, Labels labels, OperatingPoint at) => at.Threshold is { } threshold
        ? Pair(scores[0], threshold)
        : Pool(scores, [.. labels.Models.Select(model => model.ExpectedCostUsd)], at.UsdTradeoff!.Value);

    /// <summary>Strong (1) if and only if the score reaches the threshold, else weak (0).</summary>
    public static int Pair(float score, double threshold) => score >= threshold ? 1 : 0;

    /// <summary>
    /// The model with the largest score − tradeoff · cost; ties go to the cheaper one, then to the lower index. O(models).
    /// Unknown costs (NaN) count as 0. Where there are twice as many scores as models, the second half are cost ratios: what this query
    /// costs as a multiple of the model's expected cost.
    /// </summary>
    public static int Pool(ReadOnlySpan<double> scores, ReadOnlySpan<double> expectedCostUsd, double usdTradeoff)
    {
        var best = 0;
        var bestValue = double.NegativeInfinity;
        var bestCost = double.PositiveInfinity;
        var models = expectedCostUsd.Length;
        for (var m = 0; m < models; m++)
        {
            var cost = Cost(expectedCostUsd[m]) * (scores.Length > models ? scores[models + m] : 1);
            var value = scores[m] - (usdTradeoff * cost);
            if (value > bestValue || (value == bestValue && cost < bestCost))
            {
                (best, bestValue, bestCost) = (m, value, cost);
            }
        }

        return best;
    }

    /// <summary>The same for scores as the graph gives them.</summary>
    public static int Pool(ReadOnlySpan<float> scores, ReadOnlySpan<double> expectedCostUsd, double usdTradeoff)
    {
        Span<double> wide = scores.Length <= 256 ? stackalloc double[scores.Length] : new double[scores.Length];
        TensorPrimitives.ConvertChecked(scores, wide);
        return Pool(wide, expectedCostUsd, usdTradeoff);
    }

    private static double Cost(double usd) => double.IsNaN(usd) ? 0 : usd;
}

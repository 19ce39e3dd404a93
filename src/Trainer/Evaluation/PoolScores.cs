using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// What a pool router believes before the call: the quality and the cost of each model on each row, both [models][rows]. It
/// chooses argmax of predicted quality - trade-off × expected cost; ties go to the cheaper model, then to the lower index.
/// </summary>
internal sealed class PoolScores
{
    public PoolScores(double[][] predictedQuality, double[][] expectedCostUsd)
    {
        if (predictedQuality.Length == 0 || predictedQuality.Length != expectedCostUsd.Length)
        {
            throw new ArgumentException(
                $"Predicted qualities of {predictedQuality.Length} models, costs of {expectedCostUsd.Length}; give both for each model.",
                nameof(expectedCostUsd));
        }

        Models = predictedQuality.Length;
        Rows = predictedQuality[0].Length;
        foreach (var column in predictedQuality.Concat(expectedCostUsd))
        {
            if (column.Length != Rows || !column.All(double.IsFinite))
            {
                throw new ArgumentException("Every model needs one finite predicted quality and one finite expected cost for each row.");
            }
        }

        (PredictedQuality, ExpectedCostUsd) = (predictedQuality, expectedCostUsd);
    }

    public int Models { get; }

    public int Rows { get; }

    public double[][] PredictedQuality { get; }

    public double[][] ExpectedCostUsd { get; }

    /// <summary>Scores with one expected cost for each model, whatever the query.</summary>
    public static PoolScores WithFixedCosts(double[][] predictedQuality, IReadOnlyList<double> costUsd) =>
        new(predictedQuality, [.. predictedQuality.Select((column, m) =>
        {
            var costs = new double[column.Length];
            Array.Fill(costs, costUsd[m]);
            return costs;
        })]);

    /// <summary>Some rows of calibrated scores, behind which cost ratios may stand; an unknown cost counts as 0.</summary>
    /// <param name="scores">Row by row, one per model, and then the cost ratios if there are any.</param>
    /// <param name="rows">The rows to take.</param>
    /// <param name="count">All rows.</param>
    /// <param name="expectedCostUsd">What the decision rule believes each model costs.</param>
    public static PoolScores Of(float[] scores, int[] rows, int count, double[] expectedCostUsd)
    {
        var (perQuery, models) = (scores.Length / count, expectedCostUsd.Length);
        double[] Column(int column) => Array.ConvertAll(rows, row => (double)scores[(row * perQuery) + column]);
        return new(
            [.. Enumerable.Range(0, models).Select(Column)],
            [.. expectedCostUsd.Select((usd, m) => Array.ConvertAll(
                perQuery > models ? Column(models + m) : Array.ConvertAll(rows, _ => 1.0), ratio => double.IsNaN(usd) ? 0 : ratio * usd))]);
    }

    public int Choose(int row, double tradeoff)
    {
        Span<double> quality = Models <= 256 ? stackalloc double[Models] : new double[Models];
        Span<double> costUsd = Models <= 256 ? stackalloc double[Models] : new double[Models];
        for (var m = 0; m < Models; m++)
        {
            (quality[m], costUsd[m]) = (PredictedQuality[m][row], ExpectedCostUsd[m][row]);
        }

        return DecisionRule.Pool(quality, costUsd, tradeoff);
    }

    public int[] Choose(double tradeoff) => [.. Enumerable.Range(0, Rows).Select(row => Choose(row, tradeoff))];
}

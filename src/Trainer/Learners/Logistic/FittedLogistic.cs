using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Logistic;

/// <summary>Fitted regressions side by side; raw scores are log-odds, or for a pair's difference the difference of two probabilities.</summary>
internal sealed class FittedLogistic(LinearModel[] models, int columnCount, bool isDifference) : IFittedLearner
{
    public float[] Score(SparseMatrix features, IReadOnlyList<string> texts)
    {
        var scores = new float[features.RowCount * (isDifference ? 1 : models.Length)];
        for (var row = 0; row < features.RowCount; row++)
        {
            if (isDifference)
            {
                scores[row] = Probability(LogOdds(features, row, models[1])) - Probability(LogOdds(features, row, models[0]));
                continue;
            }

            for (var m = 0; m < models.Length; m++)
            {
                scores[(row * models.Length) + m] = LogOdds(features, row, models[m]);
            }
        }

        return scores;
    }

    public string Emit(GraphBuilder graph, string features, string text)
    {
        var intercepts = graph.Constant("intercepts", Array.ConvertAll(models, model => model.Intercept), models.Length);
        var weights = new float[columnCount * models.Length];
        for (var m = 0; m < models.Length; m++)
        {
            for (var column = 0; column < columnCount; column++)
            {
                weights[(column * models.Length) + m] = models[m].Weights[column];
            }
        }

        var logOdds = graph.Add("Add", [graph.Add("MatMul", [features, graph.Constant("weights", weights, columnCount, models.Length)]), intercepts]);
        if (!isDifference)
        {
            return logOdds;
        }

        var probabilities = graph.Add("Sigmoid", [logOdds]);
        return graph.Add("MatMul", [probabilities, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]);
    }

    private static float LogOdds(SparseMatrix features, int row, LinearModel model)
    {
        double sum = model.Intercept;
        var columns = features.Columns(row);
        var values = features.Values(row);
        for (var i = 0; i < columns.Length; i++)
        {
            sum += (double)values[i] * model.Weights[columns[i]];
        }

        return (float)sum;
    }

    private static float Probability(float logOdds) => 1 / (1 + MathF.Exp(-logOdds));
}

using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Logistic;

/// <summary>Fitted regressions side by side; raw scores are log-odds, or for a pair's difference the difference of two probabilities.</summary>
internal sealed class FittedLogistic(LinearModel[] models, int sparseColumns, bool isDifference) : IFittedLearner
{
    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
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

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var intercepts = graph.Constant("intercepts", Array.ConvertAll(models, model => model.Intercept), models.Length);
        var logOdds = intercepts;
        if (features.Sparse is { } sparse)
        {
            logOdds = graph.Add("Add", [Product(graph, sparse, 0, sparseColumns), logOdds]);
        }

        if (features.Dense is { } dense)
        {
            logOdds = graph.Add("Add", [Product(graph, dense, sparseColumns, models[0].Weights.Length), logOdds]);
        }

        if (!isDifference)
        {
            return logOdds;
        }

        var probabilities = graph.Add("Sigmoid", [logOdds]);
        return graph.Add("MatMul", [probabilities, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]);
    }

    private static float LogOdds(FeatureMatrix features, int row, LinearModel model)
    {
        double sum = model.Intercept;
        var columns = features.Sparse.Columns(row);
        var values = features.Sparse.Values(row);
        for (var i = 0; i < columns.Length; i++)
        {
            sum += (double)values[i] * model.Weights[columns[i]];
        }

        sum += TensorPrimitives.Dot(features.Dense.Row(row), model.Weights.AsSpan(features.Sparse.ColumnCount));
        return (float)sum;
    }

    private string Product(GraphBuilder graph, string features, int from, int to)
    {
        var weights = new float[(to - from) * models.Length];
        for (var m = 0; m < models.Length; m++)
        {
            for (var column = from; column < to; column++)
            {
                weights[((column - from) * models.Length) + m] = models[m].Weights[column];
            }
        }

        return graph.Add("MatMul", [features, graph.Constant("weights", weights, to - from, models.Length)]);
    }

    private static float Probability(float logOdds) => 1 / (1 + MathF.Exp(-logOdds));
}

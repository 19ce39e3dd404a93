using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Mlp;

/// <summary>
/// A trained network. It scores by the very nodes that it ships, but for the product with sparse columns. Raw scores are log-odds, or for a
/// pair's difference the difference of two probabilities.
/// </summary>
internal sealed class FittedMlp(MlpNetwork network, ParameterSet parameters) : IFittedLearner
{
    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts) =>
        QueryBatch.Score(features, parameters, MlpNetwork.SparseWeights, network.ScoresPerQuery, Scores);

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var product = features.Sparse is { } sparse && network.SparseColumns > 0
            ? graph.Add("MatMul", [sparse, ParameterNodes.Constants(graph, parameters)[MlpNetwork.SparseWeights]])
            : null;
        return Scores(graph, product, network.DenseColumns > 0 ? features.Dense : null);
    }

    private string Scores(GraphBuilder graph, string? sparse, string? dense) => network.EmitScores(
        graph, network.Emit(graph, ParameterNodes.Constants(graph, parameters), sparse, dense, []));
}

using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Factorisation;

/// <summary>A trained bilinear model. Raw scores are log-odds, or for a pair the difference of two probabilities.</summary>
internal sealed class FittedBilinear(BilinearModel model, bool isPair) : IFittedLearner
{
    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts) => QueryBatch.Score(
        features,
        model.Parameters,
        FeatureWeights.Sparse,
        isPair ? 1 : model.Models,
        (graph, sparse, dense) => Scores(graph, ParameterNodes.Constants(graph, model.Parameters), sparse, dense));

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var parameters = ParameterNodes.Constants(inputs.Graph, model.Parameters);
        var product = features.Sparse is { } sparse
            ? inputs.Graph.Add("MatMul", [sparse, parameters[FeatureWeights.Sparse]])
            : null;
        return Scores(inputs.Graph, parameters, product, features.Dense);
    }

    private string Scores(GraphBuilder graph, ParameterNodes parameters, string? sparse, string? dense) => BilinearModel.EmitScores(
        graph, model.Emit(graph, parameters, FeatureWeights.EmitProduct(graph, parameters, sparse, dense)), isPair);
}

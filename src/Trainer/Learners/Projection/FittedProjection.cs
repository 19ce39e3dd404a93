using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Projection;

/// <summary>
/// A fitted learner that is a projection of the query and a head behind it. It scores by the very nodes that it ships, but for the product
/// with sparse columns.
/// </summary>
/// <param name="projection">The projection.</param>
/// <param name="parameters">Its fitted parameters, and those of the head.</param>
/// <param name="scoresPerQuery">Scores that the head gives.</param>
/// <param name="head">Writes the raw scores, float [N, scores per query], of h, float [N, width].</param>
internal sealed class FittedProjection(
    QueryProjection projection,
    ParameterSet parameters,
    int scoresPerQuery,
    Func<GraphBuilder, ParameterNodes, string, string> head) : IFittedLearner
{
    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts) => QueryBatch.Score(
        features,
        parameters,
        QueryProjection.SparseWeights,
        scoresPerQuery,
        (graph, sparse, dense) =>
        {
            var nodes = ParameterNodes.Constants(graph, parameters);
            return head(graph, nodes, projection.Emit(graph, nodes, sparse, dense));
        });

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var nodes = ParameterNodes.Constants(inputs.Graph, parameters);
        var product = features.Sparse is { } sparse && projection.SparseColumns > 0
            ? inputs.Graph.Add("MatMul", [sparse, nodes[QueryProjection.SparseWeights]])
            : null;
        var dense = projection.DenseColumns > 0 ? features.Dense : null;
        return head(inputs.Graph, nodes, projection.Emit(inputs.Graph, nodes, product, dense));
    }
}

using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

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
    private const int BatchRows = 256;

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var graph = new GraphBuilder("scores");
        var nodes = ParameterNodes.Constants(graph, parameters);
        var batch = new QueryBatch(projection, features, parameters, BatchRows);
        var output = head(graph, nodes, batch.Emit(graph, nodes));
        graph.Output(GraphSession.ScoresName, output, DataType.Float, GraphBuilder.Batch, scoresPerQuery);
        using var bound = new BoundGraph(graph, []);

        int[] rows = [.. Enumerable.Range(0, features.RowCount)];
        var some = GC.AllocateArray<float>(BatchRows * scoresPerQuery, pinned: true);
        var scores = new float[rows.Length * scoresPerQuery];
        for (var from = 0; from < rows.Length; from += BatchRows)
        {
            batch.Fill(bound, rows.AsSpan(from, Math.Min(BatchRows, rows.Length - from)));
            bound.Bind(GraphSession.ScoresName, some, batch.Count, scoresPerQuery);
            bound.Run();
            some.AsSpan(0, batch.Count * scoresPerQuery).CopyTo(scores.AsSpan(from * scoresPerQuery));
        }

        return scores;
    }

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

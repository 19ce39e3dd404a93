using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Mlp;

/// <summary>
/// A trained network. It scores by the very nodes that it ships, but for the product with sparse columns. Raw scores are log-odds, or for a
/// pair's difference the difference of two probabilities.
/// </summary>
internal sealed class FittedMlp(MlpNetwork network, ParameterSet parameters) : IFittedLearner
{
    private const int BatchRows = 256;
    private const string SparseName = "sparse_product";
    private const string DenseName = "dense";

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var graph = new GraphBuilder(MlpLearner.Name);
        var sparse = network.SparseColumns > 0 ? graph.Input(SparseName, DataType.Float, GraphBuilder.Batch, network.First) : null;
        var dense = network.DenseColumns > 0 ? graph.Input(DenseName, DataType.Float, GraphBuilder.Batch, network.DenseColumns) : null;
        graph.Output(GraphSession.ScoresName, Scores(graph, sparse, dense), DataType.Float, GraphBuilder.Batch, network.ScoresPerQuery);
        using var bound = new BoundGraph(graph, []);

        var products = new float[BatchRows * network.First];
        var rows = new float[BatchRows * network.DenseColumns];
        var batch = new float[BatchRows * network.ScoresPerQuery];
        var scores = new float[features.RowCount * network.ScoresPerQuery];
        for (var from = 0; from < features.RowCount; from += BatchRows)
        {
            var count = Math.Min(BatchRows, features.RowCount - from);
            for (var i = 0; i < count; i++)
            {
                features.Dense.Row(from + i).CopyTo(rows.AsSpan(i * network.DenseColumns));
                if (sparse is not null)
                {
                    network.Multiply(
                        features.Sparse.Columns(from + i),
                        features.Sparse.Values(from + i),
                        parameters[MlpNetwork.SparseWeights].Values,
                        products.AsSpan(i * network.First, network.First));
                }
            }

            if (sparse is not null)
            {
                bound.Bind(SparseName, products, count, network.First);
            }

            if (dense is not null)
            {
                bound.Bind(DenseName, rows, count, network.DenseColumns);
            }

            bound.Bind(GraphSession.ScoresName, batch, count, network.ScoresPerQuery);
            bound.Run();
            batch.AsSpan(0, count * network.ScoresPerQuery).CopyTo(scores.AsSpan(from * network.ScoresPerQuery));
        }

        return scores;
    }

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

using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Factorisation;

/// <summary>A trained bilinear model. Raw scores are log-odds, or for a pair the difference of two probabilities.</summary>
internal sealed class FittedBilinear(BilinearModel model, bool isPair) : IFittedLearner
{
    private const int BatchRows = 256;

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var graph = new GraphBuilder(BilinearLearner.Name);
        var parameters = ParameterNodes.Constants(graph, model.Parameters);
        var rows = new QueryBatch(features, model.ProductWidth, BatchRows);
        var logits = model.Emit(graph, parameters, rows.Declare(graph, parameters));
        var width = isPair ? 1 : model.Models;
        graph.Output(GraphSession.ScoresName, BilinearModel.EmitScores(graph, logits, isPair), DataType.Float, GraphBuilder.Batch, width);
        using var bound = new BoundGraph(graph, []);

        var batch = new float[BatchRows * width];
        var scores = new float[features.RowCount * width];
        for (var from = 0; from < features.RowCount; from += BatchRows)
        {
            var count = Math.Min(BatchRows, features.RowCount - from);
            rows.Fill(bound, model.Parameters, [.. Enumerable.Range(from, count)]);
            bound.Bind(GraphSession.ScoresName, batch, count, width);
            bound.Run();
            batch.AsSpan(0, count * width).CopyTo(scores.AsSpan(from * width));
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var parameters = ParameterNodes.Constants(inputs.Graph, model.Parameters);
        var logits = model.Emit(inputs.Graph, parameters, QueryBatch.Product(inputs.Graph, parameters, features));
        return BilinearModel.EmitScores(inputs.Graph, logits, isPair);
    }
}

using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Export.Tests;

/// <summary>The smallest graph of a router: 0.5 for everything.</summary>
internal static class ConstantGraph
{
    public static byte[] Build(int scoresPerQuery, IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new GraphBuilder("router");
        var text = graph.Input("text", DataType.String, GraphBuilder.Batch);
        var rows = graph.Add("Shape", [text]);
        var shape = scoresPerQuery == 1
            ? rows
            : graph.Add("Concat", [rows, graph.Constant("scores_per_query", [(long)scoresPerQuery], 1)], Attr.Int("axis", 0));
        var scores = graph.Add("Expand", [graph.Scalar(0.5f), shape]);
        graph.Output("scores", scores, DataType.Float, scoresPerQuery == 1 ? [GraphBuilder.Batch] : [GraphBuilder.Batch, scoresPerQuery]);
        return graph.Build(metadata);
    }
}

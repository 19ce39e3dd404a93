using Trainer.Features;
using Trainer.Learners.FineTuning;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Learners;

/// <summary>What a fine-tuned router of pairs ships.</summary>
internal static class TunedGraph
{
    public static byte[] Bytes(TunedEncoder fitted)
    {
        var graph = new GraphBuilder("router");
        graph.Output(
            GraphSession.ScoresName, fitted.Emit(new QueryInputs(graph), new FeatureNodes(null, null)), DataType.Float, GraphBuilder.Batch, 1);
        return graph.Build(new Dictionary<string, string>());
    }
}

using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features;

/// <summary>The inputs of a router's graph, declared when they are first asked for, so that a graph asks for nothing it does not use.</summary>
public sealed class QueryInputs(GraphBuilder graph)
{
    private string? _text;
    private string? _scores;

    /// <summary>The graph under construction.</summary>
    public GraphBuilder Graph => graph;

    /// <summary>The raw texts, string [N].</summary>
    public string Text => _text ??= graph.Input(GraphSession.TextName, DataType.String, GraphBuilder.Batch);

    /// <summary>Scores from outside, float [N, <paramref name="count"/>]; the same count each time.</summary>
    public string ExternalScores(int count) =>
        _scores ??= graph.Input(GraphSession.ExternalScoresName, DataType.Float, GraphBuilder.Batch, count);
}

using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Encoders;

/// <summary>The network of an encoder of one's own, with pooling and normalisation after it.</summary>
internal sealed class OnnxEncoderGraph : IEncoderGraph
{
    private const string Ids = "input_ids";
    private const string Attention = "attention_mask";
    private const string Types = "token_type_ids";
    private const int ProbeLength = 8;

    private readonly ImportedGraph _model;
    private readonly EncoderSettings _settings;
    private readonly string _output;

    /// <exception cref="InvalidDataException">The model cannot be used; the message says why.</exception>
    public OnnxEncoderGraph(byte[] model, EncoderSettings settings)
    {
        (_model, _settings) = (new ImportedGraph(model), settings);
        var strange = _model.Inputs.Where(input =>
            input.Name is not (Ids or Attention or Types) || input.Type is not (DataType.Int64 or DataType.Int32)).ToArray();
        if (strange.Length > 0 || !_model.Inputs.Any(input => input.Name == Ids) || !_model.Inputs.Any(input => input.Name == Attention))
        {
            // Without the mask a network would take padding for text.
            throw new InvalidDataException(
                $"its inputs are {string.Join(", ", _model.Inputs.Select(input => $"{input.Name} ({input.Type})"))}; it must take {Ids} and " +
                $"{Attention} and may take {Types}, of int64 or int32");
        }

        _output = Output();
        var shape = GraphProbe.OutputShape(model, _model.Inputs, ProbeLength, _output);
        var isPerText = settings.Pooling == Pooling.None;
        if (isPerText ? shape is not [1, > 0] : shape is not [1, ProbeLength, > 0])
        {
            throw new InvalidDataException(
                $"its output {_output} has the shape [{string.Join(", ", shape)}] for one text of {ProbeLength} pieces; with pooling " +
                (isPerText ? "none it must be [1, dimension]" : $"it must be [1, {ProbeLength}, dimension]"));
        }

        Dimension = (int)shape[^1];
    }

    public int Dimension { get; }

    // Nobody knows how the network of another mixes its rows.
    public int BatchRows => 1;

    public string Emit(GraphBuilder graph, string ids, string attention)
    {
        var inputs = _model.Inputs.ToDictionary(input => input.Name, input => As(graph, input.Type, input.Name switch
        {
            Ids => ids,
            Attention => attention,
            _ => graph.Add("Sub", [ids, ids]), // all pieces are of the first and only text
        }));
        var vectors = Pooled(graph, _model.Emit(graph, inputs, _output), attention);
        return _settings.Normalize ? graph.Add("LpNormalization", [vectors], Attr.Int("axis", 1), Attr.Int("p", 2)) : vectors;
    }

    private static string As(GraphBuilder graph, DataType type, string value) =>
        type == DataType.Int64 ? value : graph.Add("Cast", [value], Attr.Int("to", (long)type));

    // Of several outputs the usual name; else the first of the right rank.
    private string Output()
    {
        var rank = _settings.Pooling == Pooling.None ? 2 : 3;
        string[] usual = rank == 2 ? ["sentence_embedding", "embedding"] : ["last_hidden_state", "token_embeddings"];
        var fitting = _model.Outputs.Where(output => output.Rank == rank || output.Rank < 0).Select(output => output.Name).ToArray();
        return usual.FirstOrDefault(fitting.Contains) ?? fitting.FirstOrDefault() ?? throw new InvalidDataException(
            $"its outputs are {string.Join(", ", _model.Outputs.Select(output => $"{output.Name} of rank {output.Rank}"))}; with pooling " +
            $"{_settings.Pooling} one of rank {rank} is needed");
    }

    private string Pooled(GraphBuilder graph, string pieces, string attention)
    {
        if (_settings.Pooling == Pooling.None)
        {
            return pieces;
        }

        if (_settings.Pooling == Pooling.FirstToken)
        {
            return graph.Add("Gather", [pieces, graph.Scalar(0L)], Attr.Int("axis", 1));
        }

        var axis = graph.Constant("axes", [1L], 1);
        var count = graph.Add("ReduceSum", [attention, axis], Attr.Int("keepdims", 1));
        string Float(string value) => graph.Add("Cast", [value], Attr.Int("to", (long)DataType.Float));
        var weights = _settings.Pooling == Pooling.Mean
            ? graph.Add("Div", [Float(attention), graph.Add("Max", [Float(count), graph.Scalar(1f)])])
            : graph.Add("Mul", [
                Float(attention), Float(graph.Add("Equal", [graph.Add("CumSum", [attention, graph.Scalar(1L)]), count]))]);
        var mean = graph.Add("MatMul", [graph.Add("Unsqueeze", [weights, axis]), pieces]);
        return graph.Add("Squeeze", [mean, axis]);
    }
}

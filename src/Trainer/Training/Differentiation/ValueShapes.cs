using System.Collections.Frozen;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Trainer.Onnx;
using Trainer.Onnx.Schema;

namespace Trainer.Training.Differentiation;

/// <summary>Element types and shapes of all values of a graph, as ONNX Runtime infers them when it loads it.</summary>
internal static class ValueShapes
{
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the graph.</exception>
    public static FrozenDictionary<string, ValueShape> Of(GraphBuilder graph)
    {
        // Everything as an output, so that the session says what it knows of it.
        var model = ModelProto.Parser.ParseFrom(graph.Build(new Dictionary<string, string>()));
        model.Graph.Output.Clear();
        model.Graph.Output.Add(model.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0)
            .Select(name => new ValueInfoProto { Name = name }));
        try
        {
            using var options = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
                IntraOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            using var session = new InferenceSession(model.ToByteArray(), options);
            return session.InputMetadata.Concat(session.OutputMetadata)
                .Where(pair => pair.Value.IsTensor)
                .Select(pair => (pair.Key, Shape: Inferred(pair.Value)))
                .Concat(model.Graph.Initializer.Select(tensor => (Key: tensor.Name, Shape: new ValueShape(
                    (TensorProto.Types.DataType)tensor.DataType,
                    [.. tensor.Dims.Select(size => (int)size)],
                    [.. tensor.Dims.Select(_ => "")]))))
                .DistinctBy(pair => pair.Key, StringComparer.Ordinal)
                .ToFrozenDictionary(pair => pair.Key, pair => pair.Shape, StringComparer.Ordinal);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"ONNX Runtime refuses the graph to be trained: {e.Message}", e);
        }
    }

    // The session says the same of a scalar and of a value of unknown rank; taking both for unknown costs a few nodes and is never wrong.
    private static ValueShape Inferred(NodeMetadata value) => new(
        (TensorProto.Types.DataType)(value.ElementDataType == TensorElementType.DataTypeMax ? 0 : (int)value.ElementDataType),
        value.Dimensions.Length == 0 ? null : value.Dimensions,
        value.SymbolicDimensions);
}

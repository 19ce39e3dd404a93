using System.Collections.Frozen;
using System.Globalization;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Trainer.Onnx;
using Trainer.Onnx.Schema;

namespace Trainer.Training.Differentiation;

/// <summary>
/// Element types and shapes of all values of a graph, as ONNX Runtime infers them when it loads it. It forgets a dimension where two names
/// meet, as where positions are added to pieces. Such a dimension gets a name of its own and the inference is repeated: what follows is then
/// known to be of one shape, and its gradients need no sums that only the run would find to be empty.
/// </summary>
internal static class ValueShapes
{
    // A dimension that is nameless still costs a few nodes and is never wrong.
    private const int MostPasses = 8;

    /// <exception cref="InvalidDataException">ONNX Runtime refuses the graph.</exception>
    public static FrozenDictionary<string, ValueShape> Of(GraphBuilder graph)
    {
        // Everything as an output, so that the session says what it knows of it.
        var model = ModelProto.Parser.ParseFrom(graph.Build(new Dictionary<string, string>()));
        model.Graph.Output.Clear();
        model.Graph.Output.Add(model.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0)
            .Select(name => new ValueInfoProto { Name = name }));
        var shapes = Inferred(model);
        for (var pass = 1; pass < MostPasses && NameDimensions(model, shapes); pass++)
        {
            shapes = Inferred(model);
        }

        return shapes;
    }

    // Where the first of a row of nodes has a nameless dimension; those behind it may inherit the name.
    private static bool NameDimensions(ModelProto model, FrozenDictionary<string, ValueShape> shapes)
    {
        bool IsNameless(string value) => shapes.TryGetValue(value, out var shape) && shape is { IsFloat: true, Dimensions: not null }
            && shape.Dimensions.Zip(shape.Symbols).Any(dimension => dimension.First < 0 && dimension.Second.Length == 0);
        var named = model.Graph.Node.Where(node => !node.Input.Any(IsNameless)).SelectMany(node => node.Output).Where(IsNameless)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var output in model.Graph.Output.Where(output => named.Contains(output.Name)))
        {
            var shape = shapes[output.Name];
            output.Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)shape.Type, Shape = new TensorShapeProto() },
            };
            for (var i = 0; i < shape.Symbols.Length; i++)
            {
                output.Type.TensorType.Shape.Dim.Add(shape.Dimensions![i] >= 0
                    ? new TensorShapeProto.Types.Dimension { DimValue = shape.Dimensions[i] }
                    : new TensorShapeProto.Types.Dimension
                    {
                        DimParam = shape.Symbols[i].Length > 0
                            ? shape.Symbols[i]
                            : string.Create(CultureInfo.InvariantCulture, $"dimension {i} of {output.Name}"),
                    });
            }
        }

        return named.Count > 0;
    }

    private static FrozenDictionary<string, ValueShape> Inferred(ModelProto model)
    {
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

using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Trainer.Onnx.Schema;

namespace Trainer.Onnx;

/// <summary>
/// A graph from elsewhere that becomes part of one under construction. Operators of an opset between 11 and 18 are rewritten to mean the same
/// in <see cref="GraphBuilder.Opset"/>; what cannot be rewritten exactly is refused by name.
/// </summary>
public sealed class ImportedGraph
{
    private const int OldestOpset = 11;
    private const int NewestOpset = 18;

    // Of the operators that changed what they do between opset 11 and 18, those that are not rewritten below.
    private static readonly HashSet<string> Changed = new(StringComparer.Ordinal)
    {
        "BatchNormalization", "Resize", "Hardmax", "LogSoftmax", "Dropout", "CenterCropPad", "Mish", "Col2Im", "GroupNormalization",
    };

    // From opset 18 on these take their axes as an input; before they had them as an attribute.
    private static readonly HashSet<string> Reductions = new(StringComparer.Ordinal)
    {
        "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare",
    };

    private readonly ModelProto _model;
    private readonly long _opset;

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">It is no model, keeps data in other files, or has parts that cannot be taken over.</exception>
    public ImportedGraph(byte[] model)
    {
        try
        {
            _model = ModelProto.Parser.ParseFrom(model);
        }
        catch (Google.Protobuf.InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"it is no ONNX model: {e.Message}", e);
        }

        if (_model.Graph is null || _model.Graph.Node.Count == 0)
        {
            throw new InvalidDataException("it is no ONNX model, or one without a graph");
        }

        if (ExternalData.IsReferencedIn(model))
        {
            throw new InvalidDataException("it keeps weights in another file; save it with all its weights inside");
        }

        if (_model.Functions.Count > 0 || _model.Graph.SparseInitializer.Count > 0)
        {
            throw new InvalidDataException("it has local functions or sparse weights, which are not taken over; export it without them");
        }

        _opset = _model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 0;
        if (_opset is < OldestOpset or > NewestOpset)
        {
            throw new InvalidDataException(
                $"it is of opset {_opset}; opsets {OldestOpset} to {NewestOpset} are taken over: export it with opset {GraphBuilder.Opset}");
        }

        var other = _model.OpsetImport.FirstOrDefault(set => set.Domain is not ("" or "ai.onnx" or GraphBuilder.MicrosoftDomain)
            && _model.Graph.Node.Any(node => node.Domain == set.Domain));
        if (other is not null)
        {
            throw new InvalidDataException($"it uses operators of the domain {other.Domain}; ai.onnx and com.microsoft are taken over");
        }
    }

    /// <summary>The inputs that have to be given, in its own order, with their element types.</summary>
    public IReadOnlyList<(string Name, TensorProto.Types.DataType Type)> Inputs =>
    [
        .. _model.Graph.Input.ExceptBy(_model.Graph.Initializer.Select(weights => weights.Name), input => input.Name)
            .Select(input => (input.Name, (TensorProto.Types.DataType)(input.Type?.TensorType?.ElemType ?? 0))),
    ];

    /// <summary>The outputs with their ranks; -1 where the model does not say.</summary>
    public IReadOnlyList<(string Name, int Rank)> Outputs =>
        [.. _model.Graph.Output.Select(output => (output.Name, output.Type?.TensorType?.Shape?.Dim.Count ?? -1))];

    /// <summary>Writes the graph's nodes and weights into another graph under names of their own, and returns an output's name there.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="inputs">For each of <see cref="Inputs"/> a value of that graph.</param>
    /// <param name="output">One of <see cref="Outputs"/>.</param>
    /// <exception cref="InvalidDataException">An operator cannot be rewritten.</exception>
    public string Emit(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs, string output)
    {
        var names = new Dictionary<string, string>(inputs, StringComparer.Ordinal) { [""] = "" };
        foreach (var weights in _model.Graph.Initializer)
        {
            names[weights.Name] = graph.Add(weights.Clone());
        }

        foreach (var node in _model.Graph.Node)
        {
            var copy = Rewritten(graph, node);
            for (var i = 0; i < copy.Input.Count && i < node.Input.Count; i++)
            {
                copy.Input[i] = Known(names, node.Input[i], node); // what a rewrite added has its name in the new graph already
            }

            var results = graph.Add(copy);
            for (var i = 0; i < node.Output.Count; i++)
            {
                names[node.Output[i]] = results[i];
            }
        }

        return names.GetValueOrDefault(output) ?? throw new InvalidDataException($"it has no value named {output}");
    }

    private static string Known(Dictionary<string, string> names, string name, NodeProto node) =>
        names.GetValueOrDefault(name) ?? throw new InvalidDataException($"its node {node.Name} ({node.OpType}) reads {name}, which nothing gives");

    private NodeProto Rewritten(GraphBuilder graph, NodeProto node)
    {
        var copy = node.Clone();
        if (node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0))
        {
            throw new InvalidDataException($"its node {node.Name} ({node.OpType}) has a graph inside, which is not taken over");
        }

        if (node.Domain is not ("" or "ai.onnx") || _opset == GraphBuilder.Opset)
        {
            return copy;
        }

        if (Changed.Contains(node.OpType))
        {
            throw new InvalidDataException(
                $"its node {node.Name} is {node.OpType} of opset {_opset}, which another opset defines otherwise; export it with opset " +
                $"{GraphBuilder.Opset}");
        }

        if (_opset > GraphBuilder.Opset)
        {
            if (Reductions.Contains(node.OpType))
            {
                MoveToAttribute(copy, "axes");
            }
            else if (node.OpType == "Split" && Attribute(copy.Attribute, "num_outputs") is { } count)
            {
                copy.Attribute.Remove(count); // equal parts are what opset 17 makes of it when nothing is said
            }
            else if (node.OpType == "Pad" && node.Input.Count > 3)
            {
                throw new InvalidDataException(
                    $"its node {node.Name} is a Pad over some axes, which is of opset {_opset}; export it with opset {GraphBuilder.Opset}");
            }
        }

        if (_opset < 13)
        {
            switch (node.OpType)
            {
                case "Squeeze" or "Unsqueeze" or "ReduceSum":
                    MoveToInput(graph, copy, "axes");
                    break;
                case "Split":
                    MoveToInput(graph, copy, "split");
                    break;
                case "Softmax" when Attribute(copy.Attribute, "axis")?.I is not -1:
                    throw new InvalidDataException(
                        $"its node {node.Name} is a Softmax of opset {_opset} over several axes; export it with opset {GraphBuilder.Opset}");
            }
        }

        return copy;
    }

    private static AttributeProto? Attribute(RepeatedField<AttributeProto> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.Name == name);

    private void MoveToAttribute(NodeProto node, string name)
    {
        if (node.Input.Count < 2 || node.Input[1].Length == 0)
        {
            return;
        }

        var tensor = _model.Graph.Initializer.FirstOrDefault(weights => weights.Name == node.Input[1])
            ?? _model.Graph.Node.FirstOrDefault(other => other.OpType == "Constant" && other.Output[0] == node.Input[1])
                ?.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T
            ?? throw new InvalidDataException(
                $"its node {node.Name} ({node.OpType}) computes its axes, which is of opset {_opset}; export it with opset {GraphBuilder.Opset}");
        long[] axes = tensor.RawData.Length > 0 ? MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray() : [.. tensor.Int64Data];
        node.Input.RemoveAt(1);
        node.Attribute.Add(Attr.Ints(name, axes));
    }

    private static void MoveToInput(GraphBuilder graph, NodeProto node, string name)
    {
        if (Attribute(node.Attribute, name) is { } attribute)
        {
            node.Attribute.Remove(attribute);
            node.Input.Add(graph.Constant(name, [.. attribute.Ints], attribute.Ints.Count));
        }
    }
}

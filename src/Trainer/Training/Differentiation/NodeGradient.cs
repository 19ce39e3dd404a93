using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Trainer.Onnx;
using Trainer.Onnx.Schema;

namespace Trainer.Training.Differentiation;

/// <summary>
/// One node on the way back from the loss, as a rule sees it: the gradients of its outputs are known, and the rule gives those of its
/// inputs.
/// </summary>
internal sealed class NodeGradient(
    GraphBuilder graph,
    NodeProto node,
    FrozenDictionary<string, ValueShape> shapes,
    Func<string, string?> upstream,
    Func<string, bool> needs,
    Action<string, string> give)
{
    public GraphBuilder Graph => graph;

    public NodeProto Node => node;

    /// <summary>The gradient of the first output; most operators have no other.</summary>
    public string Upstream => UpstreamOf(0) ?? throw new InvalidDataException(
        $"node {node.Name} ({node.OpType}) reaches the loss by another output than its first, which its gradient rule does not cover");

    /// <summary>The gradient of an output, or null if the loss does not depend on it.</summary>
    public string? UpstreamOf(int output) => upstream(node.Output[output]);

    public string Input(int index) => node.Input[index];

    /// <summary>Whether the node has that input; an optional one may be missing or nameless.</summary>
    public bool Has(int index) => index < node.Input.Count && node.Input[index].Length > 0;

    /// <summary>Whether a gradient is wanted for that input.</summary>
    public bool Needs(int index) => Has(index) && needs(node.Input[index]);

    /// <summary>Adds to the gradient of an input; it must be of the input's shape.</summary>
    public void Give(int index, string gradient) => give(node.Input[index], gradient);

    /// <summary>Adds to the gradient of an input that was repeated along axes of the first output: sums over those axes first.</summary>
    public void GiveSummed(int index, string gradient) => GiveSummed(index, gradient, Shape(node.Output[0]));

    /// <summary>The same for a gradient of another shape than the first output's.</summary>
    public void GiveSummed(int index, string gradient, ValueShape? shape)
    {
        var own = Shape(Input(index));
        var axes = own is null || shape is null ? null : own.AxesRepeatedIn(shape);
        if (axes is null)
        {
            Give(index, SummedWhenRun(Input(index), gradient));
        }
        else if (axes.Length == 0)
        {
            Give(index, gradient);
        }
        else
        {
            var added = shape!.Rank!.Value - own!.Rank!.Value;
            string Axes(IEnumerable<int> numbers) => Longs([.. numbers.Select(axis => (long)axis)]);
            var isKept = axes.Length > added;
            var sum = Op("ReduceSum", [gradient, Axes(axes)], Attr.Int("keepdims", isKept ? 1 : 0));
            Give(index, isKept && added > 0 ? Op("Squeeze", sum, Axes(Enumerable.Range(0, added))) : sum);
        }
    }

    /// <summary>What is known of a value of the forward graph.</summary>
    public ValueShape? Shape(string value) => shapes.GetValueOrDefault(value);

    public string Op(string op, params string[] inputs) => graph.Add(op, inputs);

    public string Op(string op, string[] inputs, params AttributeProto[] attributes) => graph.Add(op, inputs, attributes);

    public string Scalar(float value) => graph.Scalar(value);

    /// <summary>An int64 vector.</summary>
    public string Longs(params long[] values) => graph.Constant("numbers", values, values.Length);

    /// <summary>The shape of a value as a value of the running graph.</summary>
    public string ShapeOf(string value) => Op("Shape", value);

    /// <summary>A tensor of zeros shaped like a value.</summary>
    public string ZerosLike(string value) => Op("ConstantOfShape", ShapeOf(value));

    /// <summary>A value with the elements of another shape, in the same order.</summary>
    public string Reshaped(string value, string like) => Op("Reshape", value, ShapeOf(like));

    /// <summary>1 where a condition holds, else 0.</summary>
    public string Mask(string condition) => Op("Cast", [condition], Attr.Int("to", (long)TensorProto.Types.DataType.Float));

    /// <summary>A value with its last two axes swapped.</summary>
    public string Transposed(string value, int? rank) => rank is { } known
        ? Op("Transpose", [value], Attr.Ints("perm", [.. Enumerable.Range(0, known - 2).Select(axis => (long)axis), known - 1, known - 2]))
        : Op("Einsum", [value], Attr.String("equation", "...ij->...ji"));

    public long Int(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    public float Float(string name, float otherwise) => Attribute(name)?.F ?? otherwise;

    public long[]? Ints(string name) => Attribute(name) is { } attribute ? [.. attribute.Ints] : null;

    /// <summary>The single number of a float constant, or null.</summary>
    public float? Number(string value)
    {
        var tensor = graph.Graph.Initializer.FirstOrDefault(tensor => tensor.Name == value)
            ?? graph.Graph.Node.FirstOrDefault(other => other.OpType == "Constant" && other.Output[0] == value)
                ?.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T;
        return tensor is not { DataType: (int)TensorProto.Types.DataType.Float } || tensor.Dims.Any(size => size != 1) ? null
            : tensor.RawData.Length > 0 ? MemoryMarshal.Read<float>(tensor.RawData.Span) : tensor.FloatData[0];
    }

    private AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    // Axes on which the input has size 1, or that it lacks, are summed over; where the gradient has size 1 too that changes nothing.
    private string SummedWhenRun(string input, string gradient)
    {
        var shape = ShapeOf(input);
        var missing = Op("Sub", ShapeOf(ShapeOf(gradient)), ShapeOf(shape));
        var ones = Op("Expand", Longs(1), missing);
        var aligned = Op("Concat", [ones, shape], Attr.Int("axis", 0));
        var axes = Op("Squeeze", Op("NonZero", Op("Equal", aligned, Longs(1))), Longs(0));
        var sum = Op("ReduceSum", [gradient, axes], Attr.Int("keepdims", 1), Attr.Int("noop_with_empty_axes", 1));
        return Op("Reshape", sum, shape);
    }
}

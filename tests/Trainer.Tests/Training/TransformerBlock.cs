using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Tests.Training;

/// <summary>
/// Two small transformer layers with GELU over embedded pieces, masked mean, unit length, a linear head: what encoders are made of.
/// </summary>
internal static class TransformerBlock
{
    public const int Pieces = 7;
    private const int Width = 8;
    private const int Heads = 2;
    private const int Classes = 3;

    public static ParameterSet Parameters(ulong seed)
    {
        var random = new SeededRandom(seed);
        var set = new ParameterSet();
        void Add(string name, double spread, double around, params long[] shape)
        {
            var size = (int)shape.Aggregate(1L, (product, dimension) => product * dimension);
            set.Add(new Parameter(
                name, shape, [.. Enumerable.Range(0, size).Select(_ => (float)(around + (spread * random.NextGaussian())))]));
        }

        Add("pieces", 1, 0, Pieces, Width);
        for (var layer = 0; layer < 2; layer++)
        {
            Add($"{layer}/gain", 0.2, 1, Width);
            Add($"{layer}/offset", 0.2, 0, Width);
            Add($"{layer}/qkv", 0.4, 0, Width, 3 * Width);
            Add($"{layer}/output", 0.4, 0, Width, Width);
            Add($"{layer}/inner", 0.15, 0, Width, 2 * Width);
            Add($"{layer}/bias", 0.2, 0, 2 * Width);
            Add($"{layer}/outer", 0.4, 0, 2 * Width, Width);
        }

        Add("head", 0.5, 0, Width, Classes);
        return set;
    }

    /// <summary>The loss for inputs ids [N, L] int64, mask [N, L] and targets [N, 3].</summary>
    public static string Loss(GraphBuilder graph, ParameterNodes parameters, string ids, string mask, string targets) =>
        Trainer.Training.Loss.SoftmaxCrossEntropy(graph, Logits(graph, parameters, ids, mask), targets);

    private static string Logits(GraphBuilder graph, ParameterNodes parameters, string ids, string mask)
    {
        string Axes(params long[] axes) => graph.Constant("axes", axes, axes.Length);
        var x = graph.Add("Gather", [parameters["pieces"], ids]);
        var missing = graph.Add("Unsqueeze", [graph.Add("Sub", [graph.Scalar(1f), mask]), Axes(1, 2)]);
        var bias = graph.Add("Mul", [missing, graph.Scalar(-1e4f)]);
        for (var layer = 0; layer < 2; layer++)
        {
            string P(string name) => parameters[$"{layer}/{name}"];
            var normal = graph.Add("LayerNormalization", [x, P("gain"), P("offset")]);
            var parts = graph.Add("Split", "", 3, [graph.Add("MatMul", [normal, P("qkv")])], Attr.Int("axis", -1));
            string ByHead(string part, params long[] order) =>
                graph.Add("Transpose", [graph.Add("Reshape", [part, Axes(0, 0, Heads, Width / Heads)])], Attr.Ints("perm", order));
            var likeness = graph.Add("Div", [
                graph.Add("MatMul", [ByHead(parts[0], 0, 2, 1, 3), ByHead(parts[1], 0, 2, 3, 1)]),
                graph.Scalar(MathF.Sqrt(Width / Heads))]);
            var weights = graph.Add("Softmax", [graph.Add("Add", [likeness, bias])]);
            var mixed = graph.Add("MatMul", [weights, ByHead(parts[2], 0, 2, 1, 3)]);
            mixed = graph.Add("Transpose", [mixed], Attr.Ints("perm", [0, 2, 1, 3]));
            x = graph.Add("Add", [x, graph.Add("MatMul", [graph.Add("Reshape", [mixed, Axes(0, 0, Width)]), P("output")])]);

            var inner = graph.Add("Add", [graph.Add("MatMul", [x, P("inner")]), P("bias")]);
            var erf = graph.Add("Erf", [graph.Add("Div", [inner, graph.Scalar(MathF.Sqrt(2))])]);
            inner = graph.Add("Mul", [graph.Add("Mul", [inner, graph.Add("Add", [erf, graph.Scalar(1f)])]), graph.Scalar(0.5f)]);
            x = graph.Add("Add", [x, graph.Add("MatMul", [inner, P("outer")])]);
        }

        var read = graph.Add("Mul", [x, graph.Add("Unsqueeze", [mask, Axes(2)])]);
        var sum = graph.Add("ReduceSum", [read, Axes(1)], Attr.Int("keepdims", 0));
        var mean = graph.Add("Div", [sum, graph.Add("ReduceSum", [mask, Axes(1)], Attr.Int("keepdims", 1))]);
        return graph.Add("MatMul", [graph.Add("LpNormalization", [mean], Attr.Int("axis", -1), Attr.Int("p", 2)), parameters["head"]]);
    }
}

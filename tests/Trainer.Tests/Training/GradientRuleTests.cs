using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training.Differentiation;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Training;

/// <summary>Every rule against central differences on a double-precision copy, whatever is known of the shapes beforehand.</summary>
[TestClass]
public sealed class GradientRuleTests
{
    private static readonly Dictionary<string, Case> Cases = new Case[]
    {
        new("Add", (g, p) => g.Add("Add", [p[0], p[1]]), [[2, 3], [2, 3]]),
        new("Add a row", (g, p) => g.Add("Add", [p[0], p[1]]), [[4, 2, 3], [3]]),
        new("Add a column", (g, p) => g.Add("Add", [p[0], p[1]]), [[2, 3], [2, 1]]),
        new("Add to both sides", (g, p) => g.Add("Add", [p[0], p[1]]), [[4, 1, 3], [2, 1]]),
        new("Add a number", (g, p) => g.Add("Add", [p[0], p[1]]), [[2, 3], []]),
        new("Sub", (g, p) => g.Add("Sub", [p[0], p[1]]), [[3], [2, 3]]),
        new("Mul", (g, p) => g.Add("Mul", [p[0], p[1]]), [[2, 1, 3], [2, 1]]),
        new("Mul by itself", (g, p) => g.Add("Mul", [p[0], p[0]]), [[2, 3]]),
        new("Div", (g, p) => g.Add("Div", [p[0], p[1]]), [[2, 3], [3]], Low: 0.5),
        new("Div by a column", (g, p) => g.Add("Div", [p[0], p[1]]), [[2, 3], [2, 1]], Low: 0.5),
        new("Pow", (g, p) => g.Add("Pow", [p[0], p[1]]), [[2, 3], [3]], Low: 0.5),
        new("Pow 2", (g, p) => g.Add("Pow", [p[0], g.Scalar(2f)]), [[2, 3]]),
        new("Pow 3 as an integer", (g, p) => g.Add("Pow", [p[0], g.Scalar(3L)]), [[2, 3]]),
        new("Max", (g, p) => g.Add("Max", [p[0], p[1]]), [[2, 3], [3]]),
        new("Max of three", (g, p) => g.Add("Max", [p[0], p[1], g.Scalar(0.1f)]), [[2, 3], [2, 1]]),
        new("Min", (g, p) => g.Add("Min", [p[0], p[1]]), [[2, 3], [2, 3]]),
        new("Sum", (g, p) => g.Add("Sum", [p[0], p[1], p[1]]), [[2, 3], [3]]),
        new("Where", (g, p) => g.Add("Where", [g.Add("Greater", [p[0], g.Scalar(0f)]), p[0], p[1]]), [[2, 3], [3]]),

        new("Identity", (g, p) => g.Add("Identity", [p[0]]), [[2, 3]]),
        new("Neg", (g, p) => g.Add("Neg", [p[0]]), [[2, 3]]),
        new("Abs", (g, p) => g.Add("Abs", [p[0]]), [[2, 3]]),
        new("Exp", (g, p) => g.Add("Exp", [p[0]]), [[2, 3]]),
        new("Log", (g, p) => g.Add("Log", [p[0]]), [[2, 3]], Low: 0.5),
        new("Sqrt", (g, p) => g.Add("Sqrt", [p[0]]), [[2, 3]], Low: 0.5),
        new("Reciprocal", (g, p) => g.Add("Reciprocal", [p[0]]), [[2, 3]], Low: 0.5),
        new("Sin", (g, p) => g.Add("Sin", [p[0]]), [[2, 3]]),
        new("Cos", (g, p) => g.Add("Cos", [p[0]]), [[2, 3]]),
        new("Tanh", (g, p) => g.Add("Tanh", [p[0]]), [[2, 3]]),
        new("Sigmoid", (g, p) => g.Add("Sigmoid", [p[0]]), [[2, 3]]),
        new("Softplus", (g, p) => g.Add("Softplus", [p[0]]), [[2, 3]]),
        new("Erf", (g, p) => g.Add("Erf", [p[0]]), [[2, 3]]),
        new("Relu", (g, p) => g.Add("Relu", [p[0]]), [[2, 3]]),
        new("LeakyRelu", (g, p) => g.Add("LeakyRelu", [p[0]], Attr.Float("alpha", 0.2f)), [[2, 3]]),
        new("Clip", (g, p) => g.Add("Clip", [p[0], g.Scalar(-0.3f), g.Scalar(0.4f)]), [[4, 3]]),
        new("Cast", (g, p) => g.Add("Cast", [p[0]], Attr.Int("to", 1)), [[2, 3]]),
        new("Dropout of a finished model", (g, p) => g.Add("Dropout", [p[0]]), [[2, 3]]),
        new("Gelu", Gelu, [[2, 3]]),

        new("MatMul", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[2, 3], [3, 4]]),
        new("MatMul of rows", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[2, 5, 3], [3, 4]]),
        new("MatMul of a batch", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[2, 2, 5, 3], [2, 2, 3, 4]]),
        new("MatMul of a repeated batch", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[2, 1, 5, 3], [4, 3, 2]]),
        new("MatMul of a matrix and a batch", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[2, 3], [4, 3, 2]]),
        new("MatMul with a vector on the right", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[2, 3], [3]], NeedsRank: true),
        new("MatMul of a batch with a vector on the right", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[2, 4, 3], [3]], NeedsRank: true),
        new("MatMul with a vector on the left", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[3], [2, 3, 4]], NeedsRank: true),
        new("MatMul of vectors", (g, p) => g.Add("MatMul", [p[0], p[1]]), [[3], [3]], NeedsRank: true),
        new("Gemm", (g, p) => g.Add("Gemm", [p[0], p[1], p[2]]), [[2, 3], [3, 4], [4]]),
        new("Gemm Aᵀ", (g, p) => g.Add("Gemm", [p[0], p[1], p[2]], Attr.Int("transA", 1), Attr.Float("alpha", 0.5f)),
            [[3, 2], [3, 4], [2, 1]]),
        new("Gemm Bᵀ", (g, p) => g.Add("Gemm", [p[0], p[1]], Attr.Int("transB", 1), Attr.Float("alpha", 1.5f)), [[2, 3], [4, 3]]),
        new("Gemm AᵀBᵀ", (g, p) => g.Add("Gemm", [p[0], p[1], p[2]], Attr.Int("transA", 1), Attr.Int("transB", 1), Attr.Float("beta", 2)),
            [[3, 2], [4, 3], [2, 4]]),

        new("ReduceSum", (g, p) => g.Add("ReduceSum", [p[0], Axes(g, 1)], Attr.Int("keepdims", 0)), [[2, 3, 2]]),
        new("ReduceSum kept", (g, p) => g.Add("ReduceSum", [p[0], Axes(g, 0, -1)]), [[2, 3, 2]]),
        new("ReduceSum of all", (g, p) => g.Add("ReduceSum", [p[0]], Attr.Int("keepdims", 0)), [[2, 3]]),
        new("ReduceSum of nothing", (g, p) => g.Add("ReduceSum", [p[0]], Attr.Int("noop_with_empty_axes", 1)), [[2, 3]]),
        new("ReduceMean", (g, p) => g.Add("ReduceMean", [p[0]], Attr.Ints("axes", [-1]), Attr.Int("keepdims", 0)), [[2, 3, 4]]),
        new("ReduceMean kept", (g, p) => g.Add("ReduceMean", [p[0]], Attr.Ints("axes", [0, 2])), [[2, 3, 4]]),
        new("ReduceMean of all", (g, p) => g.Add("ReduceMean", [p[0]], Attr.Int("keepdims", 0)), [[2, 3]]),
        new("ReduceMax", (g, p) => g.Add("ReduceMax", [p[0]], Attr.Ints("axes", [1]), Attr.Int("keepdims", 0)), [[2, 5]]),
        new("ReduceMax of all", (g, p) => g.Add("ReduceMax", [p[0]], Attr.Int("keepdims", 0)), [[2, 5]]),
        new("ReduceMin", (g, p) => g.Add("ReduceMin", [p[0]], Attr.Ints("axes", [0])), [[4, 2]]),
        new("ReduceSumSquare", (g, p) => g.Add("ReduceSumSquare", [p[0]], Attr.Ints("axes", [1]), Attr.Int("keepdims", 0)), [[2, 5]]),
        new("ReduceL1", (g, p) => g.Add("ReduceL1", [p[0]], Attr.Ints("axes", [1])), [[2, 5]]),
        new("ReduceL2", (g, p) => g.Add("ReduceL2", [p[0]], Attr.Ints("axes", [1])), [[2, 5]]),
        new("ReduceLogSumExp", (g, p) => g.Add("ReduceLogSumExp", [p[0]], Attr.Ints("axes", [1]), Attr.Int("keepdims", 0)), [[2, 5]]),
        new("CumSum", (g, p) => g.Add("CumSum", [p[0], g.Scalar(1L)], Attr.Int("exclusive", 1)), [[2, 5]]),
        new("CumSum reversed", (g, p) => g.Add("CumSum", [p[0], g.Scalar(0L)], Attr.Int("reverse", 1)), [[3, 2]]),

        new("Softmax", (g, p) => g.Add("Softmax", [p[0]]), [[2, 3, 4]]),
        new("Softmax along the middle", (g, p) => g.Add("Softmax", [p[0]], Attr.Int("axis", 1)), [[2, 3, 4]]),
        new("LogSoftmax", (g, p) => g.Add("LogSoftmax", [p[0]]), [[2, 4]]),
        new("LayerNormalization", (g, p) => g.Add("LayerNormalization", [p[0], p[1], p[2]], Attr.Float("epsilon", 0.01f)),
            [[2, 3, 4], [4], [4]]),
        new("LayerNormalization without bias", (g, p) => g.Add("LayerNormalization", [p[0], p[1]]), [[2, 4], [4]]),
        new("LayerNormalization over two axes", (g, p) => g.Add("LayerNormalization", [p[0], p[1], p[2]], Attr.Int("axis", -2)),
            [[2, 3, 4], [3, 4], [3, 4]]),
        new("LayerNormalization from axis 1", (g, p) => g.Add("LayerNormalization", [p[0], p[1], p[2]], Attr.Int("axis", 1)),
            [[2, 3, 4], [3, 4], [3, 4]], NeedsRank: true),
        new("LpNormalization", (g, p) => g.Add("LpNormalization", [p[0]], Attr.Int("axis", 1), Attr.Int("p", 2)), [[2, 5]]),

        new("Reshape", (g, p) => g.Add("Reshape", [p[0], Axes(g, 3, -1)]), [[2, 3]]),
        new("Unsqueeze", (g, p) => g.Add("Unsqueeze", [p[0], Axes(g, 0, 2)]), [[2, 3]]),
        new("Squeeze", (g, p) => g.Add("Squeeze", [p[0], Axes(g, 1)]), [[2, 1, 3]]),
        new("Flatten", (g, p) => g.Add("Flatten", [p[0]], Attr.Int("axis", 2)), [[2, 2, 3]]),
        new("Expand", (g, p) => g.Add("Expand", [p[0], Axes(g, 4, 2, 3)]), [[2, 1]]),
        new("Transpose", (g, p) => g.Add("Transpose", [p[0]], Attr.Ints("perm", [2, 0, 1])), [[2, 3, 4]]),
        new("Transpose reversed", (g, p) => g.Add("Transpose", [p[0]]), [[2, 3, 4]]),
        new("Concat", (g, p) => g.Add("Concat", [p[0], p[1], p[0]], Attr.Int("axis", -1)), [[2, 3], [2, 2]]),
        new("Split", (g, p) => g.Add("Mul", [Split(g, p[0], [2, 1, 2])[0], Split(g, p[0], [2, 1, 2])[2]]), [[2, 5]]),
        new("Split in equal parts", (g, p) => g.Add("Split", "", 2, [p[0]], Attr.Int("axis", 1))[1], [[2, 4]]),
        new("Pad", (g, p) => g.Add("Pad", [p[0], Axes(g, 1, 0, 0, 2), g.Scalar(0.5f)]), [[2, 3]]),

        new("Gather rows", (g, p) => g.Add("Gather", [p[0], g.Constant("i", [1L, 0, 1, -1, 1, 2], 2, 3)]), [[4, 3]]),
        new("Gather rows by int32", (g, p) => g.Add("Gather", [p[0], g.Constant("i", [1, 1], 2)]), [[4, 3]]),
        new("Gather a row", (g, p) => g.Add("Gather", [p[0], g.Scalar(2L)]), [[4, 3]]),
        new("Gather numbers", (g, p) => g.Add("Gather", [p[0], g.Constant("i", [1L, 1], 2)]), [[4]]),
        new("Gather columns", (g, p) => g.Add("Gather", [p[0], g.Constant("i", [1L, 1, 2], 3)], Attr.Int("axis", 1)), [[2, 3, 2]]),
        new("Gather a first piece", (g, p) => g.Add("Gather", [p[0], g.Scalar(0L)], Attr.Int("axis", 1)), [[2, 3, 2]]),
        new("Slice", (g, p) => g.Add("Slice", [p[0], Axes(g, 1), Axes(g, 3), Axes(g, 1)]), [[2, 4]]),
        new("Slice backwards by two", (g, p) => g.Add("Slice", [p[0], Axes(g, -1), Axes(g, -100), Axes(g, 1), Axes(g, -2)]), [[2, 5]]),
        new("GatherElements", (g, p) => g.Add("GatherElements", [p[0], g.Constant("i", [1L, 1, 0, 2], 2, 2)], Attr.Int("axis", 1)),
            [[2, 3]]),
        new("GatherND", (g, p) => g.Add("GatherND", [p[0], g.Constant("i", [1L, 1, 0, 2, 1, 1], 3, 2)]), [[2, 3]]),
        new("Tile", (g, p) => g.Add("Tile", [p[0], Axes(g, 2, 3)]), [[2, 2]]),
        new("A value used three times", (g, p) => g.Add("Mul", [g.Add("Add", [p[0], g.Add("Tanh", [p[0]])]), p[0]]), [[2, 3]]),
    }.ToDictionary(one => one.Name);

    public static IEnumerable<object[]> Names => from one in Cases.Values
        from known in Enum.GetValues<Known>()
        where known != Known.Nothing || !one.NeedsRank
        select new object[] { one.Name, known };

    /// <summary>What the graph says of its inputs' shapes.</summary>
    public enum Known
    {
        Sizes,
        Ranks,
        Nothing,
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Append_OneOperator_GivesTheFiniteDifferences(string name, Known known)
    {
        var one = Cases[name];
        var random = new SeededRandom(7);
        var inputs = new Dictionary<string, (Array Values, long[] Shape)>();
        var graph = new GraphBuilder("case");
        var names = new List<string>();
        var values = new List<string>();
        foreach (var shape in one.Shapes)
        {
            var own = $"p{names.Count}";
            var size = shape.Aggregate(1L, (product, dimension) => product * dimension);
            double[] drawn =
            [
                .. Enumerable.Range(0, (int)size).Select(_ => one.Low > 0 ? random.NextDouble(one.Low, 2) : random.NextGaussian()),
            ];
            inputs[own] = (drawn, shape);
            string Symbol(int axis) => $"{own}_{axis}";
            graph.Input(
                own, DataType.Float, [.. shape.Select((dimension, axis) => known == Known.Sizes ? (object)dimension : Symbol(axis))]);
            names.Add(own);
            values.Add(own);
            if (known == Known.Nothing)
            {
                graph.Input(own + "_shape", DataType.Int64, own + "_rank");
                inputs[own + "_shape"] = (shape, [shape.Length]);
                values[^1] = graph.Add("Reshape", [own, own + "_shape"]);
            }
        }

        var loss = Weighted(graph, one.Build(graph, [.. values]));
        var gradients = Gradients.Append(graph, loss, names);
        graph.Output("loss", loss, DataType.Float);
        foreach (var own in names)
        {
            graph.Output("d" + own, gradients[own], DataType.Float, [.. inputs[own].Shape.Cast<object>()]);
        }

        using var session = new DoubleGraph(graph);
        var found = session.Run(inputs, [.. names.Select(own => "d" + own)]);
        for (var i = 0; i < names.Count; i++)
        {
            var own = (double[])inputs[names[i]].Values;
            Assert.HasCount(own.Length, found[i]);
            for (var j = 0; j < own.Length; j++)
            {
                const double Step = 1e-5;
                var (at, sides) = (own[j], new double[2]);
                for (var side = 0; side < 2; side++)
                {
                    own[j] = at + (side == 0 ? Step : -Step);
                    sides[side] = session.Run(inputs, "loss")[0][0];
                }

                own[j] = at;
                var expected = (sides[0] - sides[1]) / (2 * Step);
                Assert.AreEqual(expected, found[i][j], 2e-7 * Math.Max(1, Math.Abs(expected)), $"{names[i]}[{j}]");
            }
        }
    }

    [TestMethod]
    public void Append_OperatorWithoutARule_IsRefusedByName()
    {
        var graph = new GraphBuilder("case");
        var x = graph.Input("x", DataType.Float, 2, 2);
        var loss = graph.Add("ReduceSum", [graph.Add("Det", [x])], Attr.Int("keepdims", 0));
        var refused = Assert.ThrowsExactly<InvalidDataException>(() => Gradients.Append(graph, loss, [x]));
        StringAssert.Contains(refused.Message, "Det");
        StringAssert.Contains(refused.Message, "freeze");
    }

    [TestMethod]
    public void Append_OperatorWithoutARuleBeforeWhatIsTrained_DoesNotMatter()
    {
        var graph = new GraphBuilder("case");
        var (x, y) = (graph.Input("x", DataType.Float, 2, 2), graph.Input("y", DataType.Float));
        var loss = graph.Add("Mul", [graph.Add("Det", [x]), y]);
        CollectionAssert.AreEqual(new[] { y }, Gradients.Append(graph, loss, [y]).Keys.ToArray());
    }

    [TestMethod]
    public void Append_ValueThatTheLossDoesNotDependOn_HasNoGradient()
    {
        var graph = new GraphBuilder("case");
        var (x, y) = (graph.Input("x", DataType.Float, 2), graph.Input("y", DataType.Float, 2));
        var unused = graph.Add("Tanh", [y]);
        var rounded = graph.Add("Add", [x, graph.Add("Floor", [unused])]);
        var loss = graph.Add("ReduceSum", [rounded], Attr.Int("keepdims", 0));
        CollectionAssert.AreEqual(new[] { x }, Gradients.Append(graph, loss, [x, y]).Keys.ToArray());
    }

    [TestMethod]
    public void Append_NormsOfZero_PassNoGradientInsteadOfNaN()
    {
        var graph = new GraphBuilder("case");
        var x = graph.Input("x", DataType.Float, 2, 2);
        var both = graph.Add("Add", [
            graph.Add("LpNormalization", [x], Attr.Int("axis", 1), Attr.Int("p", 2)), graph.Add("ReduceL2", [x], Attr.Ints("axes", [1]))]);
        var loss = Weighted(graph, both);
        var gradient = Gradients.Append(graph, loss, [x])[x];
        graph.Output("dx", gradient, DataType.Float, 2, 2);
        using var session = new DoubleGraph(graph);
        var found = session.Run(new Dictionary<string, (Array, long[])> { [x] = (new double[] { 0, 0, 3, 4 }, [2, 2]) }, "dx")[0];
        CollectionAssert.AreEqual(new double[2], found[..2]);
        Assert.IsTrue(found.All(double.IsFinite));
    }

    // A different weight for each element, so that no error cancels out.
    private static string Weighted(GraphBuilder graph, string value)
    {
        var end = graph.Add("Add", [graph.Add("Size", [value]), graph.Scalar(1L)]);
        var range = graph.Add("Range", [graph.Scalar(1L), end, graph.Scalar(1L)]);
        var weights = graph.Add("Sin", [graph.Add("Cast", [range], Attr.Int("to", 1))]);
        var aligned = graph.Add("Reshape", [weights, graph.Add("Shape", [value])]);
        return graph.Add("ReduceSum", [graph.Add("Mul", [value, aligned])], Attr.Int("keepdims", 0));
    }

    private static string Gelu(GraphBuilder g, string[] p)
    {
        var erf = g.Add("Erf", [g.Add("Div", [p[0], g.Scalar(MathF.Sqrt(2))])]);
        return g.Add("Mul", [g.Add("Mul", [p[0], g.Add("Add", [erf, g.Scalar(1f)])]), g.Scalar(0.5f)]);
    }

    private static string[] Split(GraphBuilder g, string value, long[] sizes) =>
        g.Add("Split", "", sizes.Length, [value, Axes(g, sizes)], Attr.Int("axis", -1));

    private static string Axes(GraphBuilder graph, params long[] axes) => graph.Constant("axes", axes, axes.Length);

    private sealed record Case(
        string Name, Func<GraphBuilder, string[], string> Build, long[][] Shapes, double Low = 0, bool NeedsRank = false);
}

using Trainer.Onnx;
using Trainer.Training;
using Trainer.Training.Differentiation;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Training;

[TestClass]
public sealed class GradientGraphTests
{
    // NonZero finds, when the graph runs, the axes to be summed over.
    private static int SumsOnlyTheRunKnows(GraphBuilder graph) => graph.Graph.Node.Count(node => node.OpType == "NonZero");

    [TestMethod]
    public void Append_BehindASizeThatTwoNamesMeetIn_OnlyWhereTheyMeetTheRunHasToTell()
    {
        var graph = new GraphBuilder("test");
        var a = graph.Input("a", DataType.Float, "rows", 2);
        var b = graph.Input("b", DataType.Float, "others", 2);
        var sum = graph.Add("Add", [a, b]);
        for (var layer = 0; layer < 3; layer++)
        {
            sum = graph.Add("Mul", [graph.Add("Tanh", [sum]), graph.Add("Sigmoid", [sum])]);
        }

        var loss = graph.Add("ReduceSum", [sum], Attr.Int("keepdims", 0));
        using var bound = BoundGraph.WithGradients(graph, loss, [], 1, a, b);
        Assert.AreEqual(2, SumsOnlyTheRunKnows(graph));

        // One row of b for three of a: its gradient is the sum of theirs.
        var (gradientA, gradientB) = (new float[6], new float[2]);
        bound.Bind(a, new float[] { 1, -2, 3, 0.5f, -0.25f, 2 }, 3, 2);
        bound.Bind(b, new float[] { 0.5f, -1 }, 1, 2);
        bound.Bind(BoundGraph.GradientOf(a), gradientA, 3, 2);
        bound.Bind(BoundGraph.GradientOf(b), gradientB, 1, 2);
        bound.Run();
        Assert.AreNotEqual(0, gradientB[0]);
        Assert.AreEqual(gradientA[0] + gradientA[2] + gradientA[4], gradientB[0], 1e-6);
        Assert.AreEqual(gradientA[1] + gradientA[3] + gradientA[5], gradientB[1], 1e-6);
    }

    [TestMethod]
    public void Append_SeveralLayers_MakeTheUppermostWeightsGradientBehindAllOthers()
    {
        var graph = new GraphBuilder("test");
        var x = graph.Input("x", DataType.Float, "rows", 2);
        string[] weights = [.. Enumerable.Range(0, 3).Select(layer => graph.Input($"weights {layer}", DataType.Float, 2, 2))];
        foreach (var layer in weights)
        {
            x = graph.Add("Tanh", [graph.Add("MatMul", [x, layer])]);
        }

        var gradients = Gradients.Append(graph, graph.Add("ReduceSum", [x], Attr.Int("keepdims", 0)), weights);
        CollectionAssert.AreEqual(
            weights.Select(layer => gradients[layer]).ToArray(), graph.Graph.Node.TakeLast(3).Select(node => node.Output[0]).ToArray());
    }
}

using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Training;

[TestClass]
public sealed class WholeGraphTests
{
    private static readonly long[] Ids = [1, 2, 3, 0, 4, 4, 6, 2, 5, 1, 0, 0];
    private static readonly float[] Mask = [1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0];
    private static readonly float[] Targets = [0.3f, 0, 0, 0, 0.2f, 0.1f, 0, 0.3f, 0.1f];

    [TestMethod]
    public void WithGradients_TransformerLayers_AreTheFiniteDifferencesOfADoubleCopy()
    {
        var parameters = TransformerBlock.Parameters(3);
        var graph = Block(parameters, out var loss);
        using var bound = Bound(graph, loss, parameters);
        bound.Run();

        using var copy = new DoubleGraph(graph);
        var inputs = parameters.ToDictionary(p => p.Name, p => ((Array)Array.ConvertAll(p.Values, v => (double)v), p.Shape));
        inputs["ids"] = (Ids, [3, 4]);
        inputs["mask"] = (Array.ConvertAll(Mask, v => (double)v), [3, 4]);
        inputs["targets"] = (Array.ConvertAll(Targets, v => (double)v), [3, 3]);
        Assert.AreEqual(copy.Run(inputs, "loss")[0][0], bound.Loss, 1e-6);
        foreach (var parameter in parameters)
        {
            var exact = copy.Run(inputs, BoundGraph.GradientOf(parameter.Name))[0];
            var own = (double[])inputs[parameter.Name].Item1;
            for (var i = 0; i < own.Length; i += 5)
            {
                const double Step = 1e-5;
                var at = own[i];
                own[i] = at + Step;
                var above = copy.Run(inputs, "loss")[0][0];
                own[i] = at - Step;
                var below = copy.Run(inputs, "loss")[0][0];
                own[i] = at;
                Assert.AreEqual((above - below) / (2 * Step), exact[i], 1e-8, $"{parameter.Name}[{i}]");
                Assert.AreEqual(exact[i], parameter.Gradient[i], 2e-6, $"{parameter.Name}[{i}]");
            }
        }
    }

    [TestMethod]
    public void WithGradients_FrozenParameter_HasNoGradientAndTheOthersTheSame()
    {
        var all = TransformerBlock.Parameters(3);
        var some = new ParameterSet();
        foreach (var parameter in all)
        {
            some.Add(new Parameter(parameter.Name, parameter.Shape, parameter.Values, rate: parameter.Name == "head" ? 1 : 0));
        }

        var (one, other) = (Block(all, out var loss), Block(some, out var otherLoss));
        using var bound = Bound(one, loss, all);
        using var frozen = Bound(other, otherLoss, some);
        bound.Run();
        frozen.Run();
        Assert.IsEmpty(some["pieces"].Gradient);
        for (var i = 0; i < all["head"].Gradient.Length; i++)
        {
            Assert.AreEqual(all["head"].Gradient[i], some["head"].Gradient[i], 1e-6); // other fusions, other last bits
        }

        Assert.IsLessThan(one.Graph.Node.Count / 2, other.Graph.Node.Count, "what only frozen parameters need must not be computed");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Run_SameArraysTwice_GivesTheSameBits(int threads)
    {
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            var parameters = TransformerBlock.Parameters(5);
            var graph = Block(parameters, out var loss);
            using var bound = Bound(graph, loss, parameters, threads);
            bound.Run();
            return parameters.SelectMany(parameter => parameter.Gradient).ToArray();
        }).ToArray();
        CollectionAssert.AreEqual(runs[0], runs[1]);
    }

    [TestMethod]
    public void Run_RowsUsedManyTimesOnTwoThreads_AddUpAsOnOne()
    {
        var random = new SeededRandom(8);
        const int Height = 50, Width = 64, Uses = 20_000;
        var ids = Enumerable.Range(0, Uses).Select(_ => (long)random.Next(Height)).ToArray();
        var weights = Enumerable.Range(0, Uses * Width).Select(_ => (float)random.NextDouble()).ToArray();
        var gradients = new[] { 1, 2, 2, 2 }.Select(threads =>
        {
            ParameterSet parameters = [new Parameter("table", [Height, Width], new float[Height * Width])];
            var graph = new GraphBuilder("rows");
            var used = graph.Add("Gather", [ParameterNodes.Inputs(graph, parameters)["table"], graph.Input("ids", DataType.Int64, "U")]);
            var product = graph.Add("Mul", [used, graph.Input("weights", DataType.Float, "U", Width)]);
            using var bound = BoundGraph.WithGradients(
                graph, graph.Add("ReduceSum", [product], Attr.Int("keepdims", 0)), parameters, threads);
            bound.Bind("ids", ids, Uses);
            bound.Bind("weights", weights, Uses, Width);
            bound.Run();
            return parameters["table"].Gradient;
        }).ToArray();
        var expected = ids.Select((id, i) => (id, value: weights[i * Width])).Where(use => use.id == 7).Sum(use => (double)use.value);
        Assert.AreEqual(expected, gradients[0][7 * Width], 1e-4 * expected);
        for (var i = 1; i < gradients.Length; i++)
        {
            CollectionAssert.AreEqual(gradients[0], gradients[i]);
        }
    }

    [TestMethod]
    public void WithGradients_TheDefaultEncoder_FollowsTheDoubleCopyAlongADirection()
    {
        var graph = new GraphBuilder("encoder");
        var weights = graph.Input("weights", DataType.Float, GraphBuilder.Batch, 512);
        using var encoder = DefaultEncoder.Load();
        var vectors = encoder.Emit(graph);
        var parameters = ParameterSet.FromConstants(
            graph, (name, shape, values) => values.Length > 1 ? new Parameter(name, shape, values) : null);
        var loss = graph.Add("ReduceSum", [graph.Add("Mul", [vectors, weights])], Attr.Int("keepdims", 0));

        using var bound = BoundGraph.WithGradients(graph, loss, parameters);
        long[] pieces = [11, 12, 13, 7000, 5, 5, 0, 0];
        long[] attention = [1, 1, 1, 1, 1, 1, 0, 0];
        var direction = new SeededRandom(2);
        var factors = Enumerable.Range(0, 2 * 512).Select(_ => (float)direction.NextGaussian()).ToArray();
        bound.Bind(GraphSession.IdsName, pieces, 2, 4);
        bound.Bind(GraphSession.AttentionName, attention, 2, 4);
        bound.Bind("weights", factors, 2, 512);
        bound.Run();

        Assert.IsGreaterThan(25, parameters.Count(parameter => parameter.Gradient.Any(value => value != 0)));
        using var copy = new DoubleGraph(graph);
        var inputs = parameters.ToDictionary(p => p.Name, p => ((Array)Array.ConvertAll(p.Values, v => (double)v), p.Shape));
        inputs[GraphSession.IdsName] = (pieces, [2, 4]);
        inputs[GraphSession.AttentionName] = (attention, [2, 4]);
        inputs["weights"] = (Array.ConvertAll(factors, v => (double)v), [2, 512]);
        foreach (var parameter in parameters)
        {
            // Along the gradient the derivative is its length.
            var length = Math.Sqrt(parameter.Gradient.Sum(value => (double)value * value));
            if (length == 0)
            {
                continue;
            }

            var own = (double[])inputs[parameter.Name].Item1;
            var sides = new double[2];
            var step = 1e-5 / length;
            for (var side = 0; side < 2; side++)
            {
                var moved = own.Select((value, i) => value + ((side == 0 ? step : -step) * parameter.Gradient[i])).ToArray();
                inputs[parameter.Name] = (moved, parameter.Shape);
                sides[side] = copy.Run(inputs, "loss")[0][0];
            }

            inputs[parameter.Name] = (own, parameter.Shape);
            Assert.AreEqual(length, (sides[0] - sides[1]) / (2 * step * length), 1e-4 * length, parameter.Name);
        }
    }

    private static GraphBuilder Block(ParameterSet parameters, out string loss)
    {
        var graph = new GraphBuilder("block");
        var ids = graph.Input("ids", DataType.Int64, GraphBuilder.Batch, "L");
        var mask = graph.Input("mask", DataType.Float, GraphBuilder.Batch, "L");
        var targets = graph.Input("targets", DataType.Float, GraphBuilder.Batch, 3);
        loss = TransformerBlock.Loss(graph, ParameterNodes.Inputs(graph, parameters), ids, mask, targets);
        return graph;
    }

    private static BoundGraph Bound(GraphBuilder graph, string loss, ParameterSet parameters, int threads = 1)
    {
        var bound = BoundGraph.WithGradients(graph, loss, parameters, threads);
        bound.Bind("ids", Ids, 3, 4);
        bound.Bind("mask", Mask, 3, 4);
        bound.Bind("targets", Targets, 3, 3);
        return bound;
    }
}

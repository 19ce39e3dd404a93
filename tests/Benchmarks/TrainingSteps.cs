using System.Diagnostics;
using System.Globalization;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Onnx;
using Trainer.Training;
using Trainer.Training.Noise;
using Trainer.Training.Optimisation;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Benchmarks;

/// <summary>
/// What a step of training costs: the fixed part (a graph of a few numbers), noise, the optimiser, and the whole default encoder at
/// batches of 32 texts of 64 pieces; processor time, the best of several runs each.
/// </summary>
internal static class TrainingSteps
{
    private const int Rows = 32;
    private const int Length = 64;

    public static void Run()
    {
        Tiny();
        var noise = new float[1 << 20];
        Print("Gaussian noise, 1,048,576 numbers", Best(20, () => GaussianNoise.Fill(noise, 1)));
        foreach (var threads in new[] { 1, 2 })
        {
            Encoder(threads);
        }
    }

    private static void Tiny()
    {
        ParameterSet parameters = [new Parameter("w", [2, 1], [1, 2])];
        var graph = new GraphBuilder("tiny");
        var (x, y, s) = (
            graph.Input("x", DataType.Float, GraphBuilder.Batch, 2),
            graph.Input("y", DataType.Float, GraphBuilder.Batch, 1),
            graph.Input("s", DataType.Float, GraphBuilder.Batch, 1));
        var logits = graph.Add("MatMul", [x, ParameterNodes.Inputs(graph, parameters)["w"]]);
        using var bound = BoundGraph.WithGradients(graph, Loss.BinaryCrossEntropy(graph, logits, y, s), parameters);
        var values = new float[4];
        bound.Bind("x", values, 2, 2);
        bound.Bind("y", values, 2, 1);
        bound.Bind("s", values, 2, 1);
        Print("1,000 steps of a tiny graph", Best(10, () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                bound.Run();
            }
        }));
    }

    private static void Encoder(int threads)
    {
        using var encoder = DefaultEncoder.Load();
        var graph = new GraphBuilder("encoder");
        var weights = graph.Input("weights", DataType.Float, GraphBuilder.Batch, encoder.Dimension);
        var vectors = encoder.Emit(graph);
        var parameters = ParameterSet.FromConstants(
            graph, (name, shape, values) => values.Length > 1 ? new Parameter(name, shape, values) : null);
        var loss = graph.Add("ReduceSum", [graph.Add("Mul", [vectors, weights])], Attr.Int("keepdims", 0));
        using var bound = BoundGraph.WithGradients(graph, loss, parameters, threads);
        var random = new SeededRandom(1);
        bound.Bind(GraphSession.IdsName, Array.ConvertAll(new long[Rows * Length], _ => (long)random.Next(300)), Rows, Length);
        bound.Bind(GraphSession.AttentionName, Array.ConvertAll(new long[Rows * Length], _ => 1L), Rows, Length);
        var factors = new float[Rows * encoder.Dimension];
        GaussianNoise.Fill(factors, 2);
        bound.Bind("weights", factors, Rows, encoder.Dimension);
        Print(Text($"encoder {Rows} x {Length}, {threads} threads, {graph.Graph.Node.Count} nodes"), Best(5, bound.Run));
        var first = parameters.SelectMany(parameter => parameter.Gradient).ToArray();
        bound.Run();
        var differing = parameters.SelectMany(parameter => parameter.Gradient).Zip(first).Count(pair => pair.First != pair.Second);
        var digest = first.Aggregate(17L, (sum, value) => (sum * 31) + BitConverter.SingleToInt32Bits(value));
        Console.WriteLine(Text($"  of {first.Length} gradients {differing} differ in a second run; digest {digest:x}"));
        var adam = new Adam(parameters, decay: 0.01);
        Print("  AdamW on them", Best(5, () => adam.Step(1e-9)));
    }

    private static TimeSpan Best(int runs, Action action) => Enumerable.Range(0, runs).Min(_ =>
    {
        using var process = Process.GetCurrentProcess();
        var started = process.TotalProcessorTime;
        action();
        process.Refresh();
        return process.TotalProcessorTime - started;
    });

    private static void Print(string what, TimeSpan time) => Console.WriteLine(Text($"{what}: {time.TotalMilliseconds:0.000} ms"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

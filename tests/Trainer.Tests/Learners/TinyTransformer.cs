using System.Globalization;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Onnx;
using Trainer.Tests.Commands;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Learners;

/// <summary>An encoder of one's own of two small transformer layers, over the words that <see cref="TinyEncoder"/> knows.</summary>
internal static class TinyTransformer
{
    public const int Width = 8;

    private const int Words = 16;

    /// <summary>Writes it as a folder.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">The folder's name.</param>
    /// <param name="change">What becomes of the vectors of pieces before they are put out.</param>
    public static string Save(TempFolder folder, string name, Func<GraphBuilder, string, string>? change = null)
    {
        var path = TinyEncoder.Save(folder, name);
        var random = new SeededRandom(5);
        var graph = new GraphBuilder("transformer");
        string Weights(string hint, params long[] shape) => graph.Constant(
            hint, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(0.4 * random.NextGaussian()))], shape);
        string Product(string x, string hint) => graph.Add("Add", [
            graph.Add("MatMul", [x, Weights(hint, Width, Width)]), Weights(hint + "_bias", Width)]);
        string Normalised(string x) => graph.Add("LayerNormalization", [
            x, graph.Constant("gain", [.. Enumerable.Repeat(1f, Width)], Width), graph.Constant("offset", new float[Width], Width)]);

        var ids = graph.Input("input_ids", DataType.Int64, "batch", "sequence");
        var attention = graph.Input("attention_mask", DataType.Int64, "batch", "sequence");
        var mask = graph.Add("Cast", [attention], Attr.Int("to", 1));
        var bias = graph.Add("Mul", [
            graph.Add("Unsqueeze", [graph.Add("Sub", [graph.Scalar(1f), mask]), graph.Constant("axes", [1L], 1)]), graph.Scalar(-1e4f)]);
        var x = Normalised(graph.Add("Gather", [Weights("words", Words, Width), ids]));
        for (var layer = 0; layer < 2; layer++)
        {
            var number = layer.ToString(CultureInfo.InvariantCulture);
            var keys = graph.Add("Transpose", [Product(x, "key" + number)], Attr.Ints("perm", [0, 2, 1]));
            var likeness = graph.Add("Add", [graph.Add("MatMul", [Product(x, "query" + number), keys]), bias]);
            var mixed = graph.Add("MatMul", [graph.Add("Softmax", [likeness], Attr.Int("axis", -1)), Product(x, "value" + number)]);
            x = Normalised(graph.Add("Add", [x, Product(mixed, "output" + number)]));
            x = Normalised(graph.Add("Add", [x, Product(graph.Add("Relu", [Product(x, "up" + number)]), "down" + number)]));
        }

        x = change?.Invoke(graph, x) ?? x;
        graph.Output("last_hidden_state", x, DataType.Float, "batch", "sequence", Width);
        File.WriteAllBytes(Path.Combine(path, OnnxEncoder.ModelFile), graph.Build(new Dictionary<string, string>()));
        return path;
    }

    /// <summary>Loads it.</summary>
    public static Encoder Load(Func<GraphBuilder, string, string>? change = null)
    {
        using var folder = new TempFolder();
        return OnnxEncoder.Load(Save(folder, "transformer", change), LongPrompts.Cut);
    }
}

using Trainer.Onnx;

namespace Trainer.Features.Encoders.UniversalSentenceEncoder;

/// <summary>
/// The network of Universal Sentence Encoder lite: two pre-norm transformer layers of four heads over piece embeddings with sine and
/// cosine positions (Vaswani et al. 2017, arXiv:1706.03762), the mean over pieces, one tanh layer, and L2 normalisation. The published
/// graph works on a sparse batch; this one on a padded batch, with the same weights and the same values.
/// </summary>
/// <param name="package">The weights.</param>
/// <param name="isQuantised">
/// Whether six of the ten dense products, which take most of the time, work on 8-bit weights (one scale per column) and activations (one
/// scale per run, found as it runs). Those of layer 0's attention and the last one keep their precision: quantising them too costs most of
/// the accuracy and gains little.
/// </param>
internal sealed class UseLiteGraph(UseLitePackage package, bool isQuantised = false) : IEncoderGraph
{
    /// <summary>Pieces that the network reads; the published graph drops all later ones.</summary>
    public const int MaxPieces = 128;

    private const string Root = "module_apply_default/Encoder_en/KonaTransformer/Encode/";
    private const int Heads = 4;
    private const int PieceSize = 256;

    public int Dimension => 512;

    // Quantised activations share their scale with all rows of a run.
    public int BatchRows => isQuantised ? 1 : 16;

    public string Emit(GraphBuilder graph, string ids, string attention)
    {
        var mask = graph.Add("Cast", [attention], Attr.Int("to", 1)); // float32
        var missing = graph.Add("Sub", [graph.Scalar(1f), mask]);
        var bias = graph.Add("Mul", [graph.Add("Unsqueeze", [missing, Axes(graph, 1, 2)]), graph.Scalar(-1e9f)]); // [rows, 1, 1, length]

        var x = Layer(graph, 0, Pieces(graph, ids), bias);
        x = Layer(graph, 1, x, bias);

        // The mean as a product with weights, because sums over an axis have other last bits for one text than for several; and twice
        // over, because so have products of a single row.
        var count = graph.Add("ReduceSum", [mask, Axes(graph, 1)], Attr.Int("keepdims", 1));
        var weights = graph.Add("Unsqueeze", [graph.Add("Div", [mask, graph.Add("Max", [count, graph.Scalar(1f)])]), Axes(graph, 1)]);
        var twice = graph.Add("MatMul", [graph.Add("Concat", [weights, weights], Attr.Int("axis", 1)), x]); // [rows, 2, 512]
        const string Top = "module/Encoder_en/hidden_layers/tanh_layer_0/";
        var dense = graph.Add("Gather", [
            graph.Add("MatMul", [twice, Constant(graph, Top + "weights")]), graph.Scalar(0L)], Attr.Int("axis", 1));
        var sentence = graph.Add("Tanh", [graph.Add("Add", [dense, Constant(graph, Top + "bias")])]);
        return graph.Add("LpNormalization", [sentence], Attr.Int("axis", 1), Attr.Int("p", 2));
    }

    // The published graph adds the embedding to itself plus the positions: 2 e + p.
    private string Pieces(GraphBuilder graph, string ids)
    {
        var (embeddings, shape) = package.Weight("module/Embeddings_en");
        var twice = graph.Constant("piece_embeddings", Array.ConvertAll(embeddings, value => 2 * value), shape);
        var pieces = graph.Add("Gather", [twice, ids], Attr.Int("axis", 0));
        var length = graph.Add("Shape", [ids], Attr.Int("start", 1), Attr.Int("end", 2));
        var positions = graph.Add("Slice", [Positions(graph), Axes(graph, 0), length, Axes(graph, 0)]);
        return graph.Add("Add", [pieces, positions]);
    }

    private string Positions(GraphBuilder graph)
    {
        var (rates, _) = package.Weight(Root + "TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1");
        var table = new float[MaxPieces * PieceSize];
        for (var position = 0; position < MaxPieces; position++)
        {
            for (var i = 0; i < rates.Length; i++)
            {
                var angle = position * rates[i];
                table[(position * PieceSize) + i] = MathF.Sin(angle);
                table[(position * PieceSize) + rates.Length + i] = MathF.Cos(angle);
            }
        }

        return graph.Constant("positions", table, MaxPieces, PieceSize);
    }

    private string Layer(GraphBuilder graph, int number, string x, string bias)
    {
        var layer = $"{Root}Layer_{number}/TransformerLayer/";
        var attended = Attention(graph, number, Normalised(graph, layer, x), bias);

        // Layer 0 widens 256 to 512, and its residual goes through a dense layer of its own.
        var residual = number == 0
            ? graph.Add("Add", [
                graph.Add("MatMul", [x, Constant(graph, layer + "dense/kernel/ConcatPartitions/concat")]),
                Constant(graph, layer + "dense/bias/ConcatPartitions/concat")])
            : x;
        x = graph.Add("Add", [attended, residual]);

        var inner = Normalised(graph, layer + "FFN/", x);
        var stack = $"{Root}TransformerStack/Layer_{number}/TransformerLayer/FFN/";
        inner = Dense(graph, inner, stack + "conv1/Tensordot/Reshape_1", layer + "FFN/conv1/bias/ConcatPartitions/concat");
        inner = graph.Add("Relu", [inner]);
        inner = Dense(graph, inner, stack + "conv2/Tensordot/Reshape_1", layer + "FFN/conv2/bias/ConcatPartitions/concat");
        return graph.Add("Add", [inner, x]);
    }

    private string Attention(GraphBuilder graph, int number, string x, string bias)
    {
        var heads = $"Layer_{number}/TransformerLayer/MultiheadAttention/";
        var kernel = package.Weight($"module/Encoder_en/KonaTransformer/Encode/{heads}qkv_transform_single/kernel/part_0");
        var offset = package.Weight($"{Root}{heads}qkv_transform_single/bias/ConcatPartitions/concat");
        var width = offset.Shape[0] / 3;
        var size = width / Heads;

        // The query's scale 1/√size goes into its weights.
        var scale = package.Weight($"{Root}TransformerStack/{heads}mul/y").Values[0];
        ScaleQuery(kernel.Values, (int)width, scale);
        ScaleQuery(offset.Values, (int)width, scale);
        var joined = graph.Add("Add", [
            Product(graph, x, "query_key_value", kernel.Values, kernel.Shape[2..], isQuantised && number > 0),
            graph.Constant("query_key_value_bias", offset.Values, offset.Shape)]);
        var parts = graph.Add("Split", "", 3, [joined, graph.Constant("thirds", [width, width, width], 3)], Attr.Int("axis", -1));
        var byHead = graph.Constant("by_head", [0, 0, Heads, size], 4);
        string Heads4(string part, params long[] order) =>
            graph.Add("Transpose", [graph.Add("Reshape", [part, byHead])], Attr.Ints("perm", order));

        var likeness = graph.Add("MatMul", [Heads4(parts[0], 0, 2, 1, 3), Heads4(parts[1], 0, 2, 3, 1)]);
        var weights = graph.Add("Softmax", [graph.Add("Add", [likeness, bias])], Attr.Int("axis", -1));
        var mixed = graph.Add("MatMul", [weights, Heads4(parts[2], 0, 2, 1, 3)]);
        var flat = graph.Add("Reshape", [
            graph.Add("Transpose", [mixed], Attr.Ints("perm", [0, 2, 1, 3])), graph.Constant("joined", [0, 0, width], 3)]);
        var output = package.Weight($"module/Encoder_en/KonaTransformer/Encode/{heads}output_transform_single/kernel/part_0");
        return graph.Add("Add", [
            Product(graph, flat, "output", output.Values, output.Shape[2..], isQuantised && number > 0),
            Constant(graph, $"{Root}{heads}output_transform_single/bias/ConcatPartitions/concat")]);
    }

    private static void ScaleQuery(float[] rows, int width, float scale)
    {
        for (var row = 0; row < rows.Length; row += 3 * width)
        {
            for (var i = 0; i < width; i++)
            {
                rows[row + i] *= scale;
            }
        }
    }

    private string Normalised(GraphBuilder graph, string place, string x)
    {
        var layerNorm = place + "layer_prepostprocess/layer_norm/layer_norm_";
        return graph.Add(
            "LayerNormalization",
            [
                x,
                Constant(graph, layerNorm + "scale/ConcatPartitions/concat"),
                Constant(graph, layerNorm + "bias/ConcatPartitions/concat"),
            ],
            Attr.Int("axis", -1),
            Attr.Float("epsilon", 1e-6f));
    }

    private string Dense(GraphBuilder graph, string x, string kernel, string bias)
    {
        var (values, shape) = package.Weight(kernel);
        return graph.Add("Add", [Product(graph, x, "weight", values, shape, isQuantised), Constant(graph, bias)]);
    }

    private static string Product(GraphBuilder graph, string x, string name, float[] values, long[] shape, bool quantised)
    {
        if (!quantised)
        {
            return graph.Add("MatMul", [x, graph.Constant(name, values, shape)]);
        }

        var columns = (int)shape[1];
        var scales = new float[columns];
        for (var i = 0; i < values.Length; i++)
        {
            scales[i % columns] = Math.Max(scales[i % columns], Math.Abs(values[i]) / sbyte.MaxValue);
        }

        var small = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            small[i] = (sbyte)MathF.Round(values[i] / scales[i % columns]);
        }

        return graph.Add(
            "DynamicQuantizeMatMul",
            GraphBuilder.MicrosoftDomain,
            [x, graph.Constant(name, small, shape), graph.Constant(name + "_scale", scales, columns)]);
    }

    private string Constant(GraphBuilder graph, string name)
    {
        var (values, shape) = package.Weight(name);
        return graph.Constant("weight", values, shape);
    }

    private static string Axes(GraphBuilder graph, params long[] axes) => graph.Constant("axes", axes, axes.Length);
}

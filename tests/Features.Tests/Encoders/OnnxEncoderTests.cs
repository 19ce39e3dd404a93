using System.Numerics.Tensors;
using Google.Protobuf;
using Trainer.Features.Encoders;
using Trainer.Features.Tests.Data;
using Trainer.Onnx;
using Trainer.Onnx.Schema;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Tests.Encoders;

[TestClass]
public sealed class OnnxEncoderTests : IDisposable
{
    private const int Dimension = 6;

    // [UNK] [PAD] [CLS] [SEP] and seven words.
    private const string Tokenizer = """
        {
          "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
          "normalizer": { "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true },
          "pre_tokenizer": { "type": "BertPreTokenizer" },
          "post_processor": { "type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2] },
          "decoder": null,
          "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
            "vocab": { "[UNK]": 0, "[PAD]": 1, "[CLS]": 2, "[SEP]": 3, "the": 4, "cat": 5, "sat": 6, "dog": 7, "ran": 8, "##s": 9, "query": 10, ":": 11 } }
        }
        """;

    private static readonly string[] Texts = ["The cat sat", "dogs ran", "", "the the the the the the the the the the the the the the cats"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(Pooling.Mean)]
    [DataRow(Pooling.FirstToken)]
    [DataRow(Pooling.LastToken)]
    public void AFolderWithAModelAndATokenizerGivesPooledVectors(Pooling pooling)
    {
        Save(Model(17), new EncoderSettings { Pooling = pooling, MaxTokens = 24, Normalize = false });
        using var encoder = OnnxEncoder.Load(_folder.Path);

        var vectors = encoder.Embed(Texts);

        Assert.AreEqual(Dimension, encoder.Dimension);
        for (var i = 0; i < Texts.Length; i++)
        {
            var pieces = Reference(Texts[i], 24);
            var expected = pooling switch
            {
                Pooling.Mean => [.. Enumerable.Range(0, Dimension).Select(d => pieces.Average(piece => piece[d]))],
                Pooling.FirstToken => pieces[0],
                _ => pieces[^1],
            };
            AssertNear(expected, vectors.Row(i), Texts[i]);
        }
    }

    [TestMethod]
    [DataRow(11)]
    [DataRow(13)]
    [DataRow(18)]
    public void AModelOfAnotherOpsetMeansTheSame(int opset)
    {
        Save(Model(17), new EncoderSettings { MaxTokens = 24 });
        using var expected = OnnxEncoder.Load(_folder.Path);
        Save(Model(opset), new EncoderSettings { MaxTokens = 24 });
        using var actual = OnnxEncoder.Load(_folder.Path);

        var (a, b) = (expected.Embed(Texts), actual.Embed(Texts));
        AssertNear(a.Values.ToArray(), b.Values, "all");
        Assert.AreEqual(1f, TensorPrimitives.Norm(a.Row(1)), 1e-5f);
    }

    [TestMethod]
    public void AQueryPrefixIsReadInFrontOfEveryText()
    {
        Save(Model(17), new EncoderSettings { MaxTokens = 24, QueryPrefix = "query: " });
        using var prefixed = OnnxEncoder.Load(_folder.Path);
        Save(Model(17), new EncoderSettings { MaxTokens = 24 });
        using var plain = OnnxEncoder.Load(_folder.Path);

        AssertNear(plain.Embed(["query: dogs ran"]).Values.ToArray(), prefixed.Embed(["dogs ran"]).Values, "");
        Assert.AreNotEqual(plain.Digest, prefixed.Digest);
    }

    [TestMethod]
    public void WhatCannotBeUsedIsRefusedByName()
    {
        void Refused(string culprit, Action<ModelProto>? change = null, string? tokenizer = null, string? settings = null)
        {
            var model = ModelProto.Parser.ParseFrom(Model(17));
            change?.Invoke(model);
            Save(model.ToByteArray(), new EncoderSettings { MaxTokens = 24 });
            _folder.Write("tokenizer.json", tokenizer ?? Tokenizer);
            if (settings is not null)
            {
                _folder.Write("encoder.json", settings);
            }

            Assert.Contains(culprit, Assert.ThrowsExactly<EncoderException>(() => OnnxEncoder.Load(_folder.Path)).Message);
        }

        Refused("position_ids", model => model.Graph.Input.Add(model.Graph.Input[0].Clone().Named("position_ids")));
        Refused("must take input_ids and attention_mask", model => model.Graph.Input.RemoveAt(1));
        Refused("opset 21", model => model.OpsetImport[0].Version = 21);
        Refused("domain ai.onnx.ml", model => model.Graph.Node[0].Domain = "ai.onnx.ml");
        Refused("nowhere", model => model.Graph.Node[^2].Input[0] = "nowhere");
        Refused("no ONNX model", model => model.Graph = null);
        Refused("rank", model => model.Graph.Output[0].Type.TensorType.Shape.Dim.RemoveAt(0));
        Refused("ONNX Runtime refuses it", model => model.Graph.Node[0].OpType = "Gatherr");
        Refused("tokenizer.json", tokenizer: Tokenizer.Replace("\"WordPiece\"", "\"WordLevel\"", StringComparison.Ordinal));
        Refused("encoder.json", settings: """{ "pooling": "max" }""");
        Refused("encoder.json", settings: """{ "poolin": "mean" }""");
        Refused("maxTokens is 4", settings: """{ "maxTokens": 4 }""");

        Save(Model(17), new EncoderSettings { MaxTokens = 24 });
        File.Delete(_folder["tokenizer.json"]);
        Assert.Contains(
            "tokenizer.json cannot be read", Assert.ThrowsExactly<EncoderException>(() => OnnxEncoder.Load(_folder.Path)).Message);
    }

    [TestMethod]
    public void ADamagedModelIsRefusedAndNothingElseHappens()
    {
        var model = Model(17);
        var random = new SeededRandom(6);
        var refused = 0;
        for (var round = 0; round < 300; round++)
        {
            var damaged = model.ToArray();
            for (var i = 0; i <= random.Next(4); i++)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            Save(random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged, new EncoderSettings { MaxTokens = 24 });
            try
            {
                using var encoder = OnnxEncoder.Load(_folder.Path);
            }
            catch (EncoderException)
            {
                refused++; // anything else fails the test
            }
        }

        Assert.IsGreaterThan(100, refused);
    }

    private static void AssertNear(float[] expected, ReadOnlySpan<float> actual, string text)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 2e-6f, text);
        }
    }

    private void Save(byte[] model, EncoderSettings settings)
    {
        _folder.Write("model.onnx", model);
        if (!File.Exists(_folder["tokenizer.json"]))
        {
            _folder.Write("tokenizer.json", Tokenizer);
        }

        _folder.Write("encoder.json", System.Text.Json.JsonSerializer.Serialize(settings, new System.Text.Json.JsonSerializerOptions
        {
            PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase,
            Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase) },
        }));
    }

    // A piece's vector is its embedding, plus that of its text, minus the mean over all dimensions.
    private static float[][] Reference(string text, int maxTokens)
    {
        var ids = new List<int>();
        TokenizerFile.Parse(System.Text.Encoding.UTF8.GetBytes(Tokenizer), "t").Encode(text, ids);
        return ((int[])[2, .. ids.Take(maxTokens - 2), 3]).Select(id =>
        {
            float[] vector = [.. Enumerable.Range(0, Dimension).Select(d => Weight(id, d) + (0.5f * d))];
            var mean = vector.Average();
            return Array.ConvertAll(vector, value => value - mean);
        }).ToArray();
    }

    private static float Weight(int id, int dimension) => MathF.Sin((id * 7) + (dimension * 3));

    private static byte[] Model(int opset)
    {
        var graph = new GraphBuilder("encoder");
        var ids = graph.Input("input_ids", DataType.Int64, "batch", "sequence");
        var attention = graph.Input("attention_mask", DataType.Int64, "batch", "sequence");
        var types = graph.Input("token_type_ids", DataType.Int64, "batch", "sequence");
        var pieces = graph.Constant(
            "pieces", [.. Enumerable.Range(0, 12 * Dimension).Select(i => Weight(i / Dimension, i % Dimension))], 12, Dimension);
        var text = graph.Constant("texts", [.. Enumerable.Range(0, 2 * Dimension).Select(i => 0.5f * i)], 2, Dimension);
        var x = graph.Add("Add", [graph.Add("Gather", [pieces, ids]), graph.Add("Gather", [text, types])]);
        var mean = graph.Add("ReduceMean", [x], Attr.Ints("axes", [2]), Attr.Int("keepdims", 0));
        var axes = graph.Constant("axes", [2L], 1);
        var centred = graph.Add("Sub", [x, graph.Add("Unsqueeze", [mean, axes])]);

        // Attention changes nothing here but must be taken: padding counts 0 times.
        var shown = graph.Add("Cast", [graph.Add("Unsqueeze", [attention, axes])], Attr.Int("to", 1));
        graph.Output("last_hidden_state", graph.Add("Mul", [centred, shown]), DataType.Float, "batch", "sequence", Dimension);
        var model = ModelProto.Parser.ParseFrom(graph.Build(new Dictionary<string, string>()));
        model.OpsetImport[0].Version = opset;
        foreach (var node in model.Graph.Node)
        {
            if (opset < 13 && node.OpType == "Unsqueeze")
            {
                node.Input.RemoveAt(1);
                node.Attribute.Add(Attr.Ints("axes", [2]));
            }

            if (opset >= 18 && node.OpType == "ReduceMean")
            {
                node.Attribute.RemoveAt(0);
                node.Input.Add("axes");
            }
        }

        return model.ToByteArray();
    }
}

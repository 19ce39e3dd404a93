using Trainer.Features;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Commands;

/// <summary>An encoder of one's own that knows a few words and adds up their vectors.</summary>
internal static class TinyEncoder
{
    private static readonly string[] Words =
    [
        "[UNK]", "[PAD]", "[CLS]", "[SEP]", "prove", "translate", "list", "the", "a", "write", "explain", "sum", "contract", "code", "poem", "what",
    ];

    public static string Save(TempFolder folder, string name, ulong seed = 1)
    {
        var path = Directory.CreateDirectory(folder[name]).FullName;
        var vocabulary = string.Join(", ", Words.Select((word, id) => $"\"{word}\": {id}"));
        File.WriteAllText(Path.Combine(path, "tokenizer.json"), $$"""
            {
              "added_tokens": [],
              "normalizer": { "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true },
              "pre_tokenizer": { "type": "BertPreTokenizer" },
              "post_processor": { "type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2] },
              "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                "vocab": { {{vocabulary}} } }
            }
            """);
        File.WriteAllText(Path.Combine(path, "encoder.json"), """{ "name": "tiny", "pooling": "mean", "maxTokens": 32 }""");
        var random = new SeededRandom(seed);
        var graph = new GraphBuilder("tiny");
        var ids = graph.Input("input_ids", DataType.Int64, "batch", "sequence");
        var vectors = graph.Constant("vectors", [.. Enumerable.Range(0, Words.Length * 8).Select(_ => (float)random.NextGaussian())], Words.Length, 8);
        var attention = graph.Input("attention_mask", DataType.Int64, "batch", "sequence");
        var shown = graph.Add("Cast", [graph.Add("Unsqueeze", [attention, graph.Constant("axes", [2L], 1)])], Attr.Int("to", 1));
        graph.Output("last_hidden_state", graph.Add("Mul", [graph.Add("Gather", [vectors, ids]), shown]), DataType.Float, "batch", "sequence", 8);
        File.WriteAllBytes(Path.Combine(path, "model.onnx"), graph.Build(new Dictionary<string, string>()));
        return path;
    }
}

using Trainer.Onnx;
using Trainer.Onnx.Schema;

namespace Trainer.Features.Text;

/// <summary>
/// The tokens of the graph's <c>text</c> input (string [N]), made once and shared by all blocks. Rows shorter than the longest of the batch
/// are padded with U+0001, which therefore counts as nothing in a text.
/// </summary>
public sealed class TextTokens(GraphBuilder graph, string text)
{
    /// <summary>What rows are padded with.</summary>
    public const char Padding = '\u0001';

    private string? _words;
    private string? _characters;

    /// <summary>The graph under construction.</summary>
    public GraphBuilder Graph => graph;

    /// <summary>Words, string [N, most words].</summary>
    public string Words => _words ??= Tokenize(Attr.String("tokenexp", CodePointClass.TokenExpression()));

    /// <summary>Code points, string [N, most code points].</summary>
    public string Characters => _characters ??= Tokenize(Attr.Strings("separators", [""]));

    /// <summary>Maps tokens to numbers, int64 of the tokens' shape; what the table lacks becomes <paramref name="unknown"/>.</summary>
    public string Encode(string tokens, IReadOnlyCollection<KeyValuePair<string, long>> table, long unknown = -1) => graph.Add(
        "LabelEncoder",
        GraphBuilder.MlDomain,
        [tokens],
        Attr.Strings("keys_strings", table.Select(pair => pair.Key)),
        Attr.Ints("values_int64s", table.Select(pair => pair.Value)),
        Attr.Int("default_int64", unknown));

    private string Tokenize(AttributeProto into) => graph.Add(
        "Tokenizer",
        GraphBuilder.MicrosoftDomain,
        [text],
        Attr.Int("mark", 0),
        Attr.Int("mincharnum", 1),
        Attr.String("pad_value", Padding.ToString()),
        into);
}

using System.Globalization;
using Trainer.Features.Encoders.Tokenizers.Models;
using Trainer.Features.Encoders.Tokenizers.Normalizers;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Reads the whole of a <c>tokenizer.json</c>.</summary>
internal static class TokenizerReader
{
    /// <summary>Normalisers, and pre-tokenisers, of the longest sequence.</summary>
    public const int MaxComponents = 64;

    private const int MaxAddedTokens = 200_000;
    private static readonly string[] _paddings = ["[PAD]", "<pad>", "<|pad|>", "<PAD>", "<|endoftext|>", "</s>"];

    public static ITokenizer Read(JsonPart root)
    {
        root.Only("version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        var (model, end) = ModelReader.Read(root.Required("model"));
        var normalizers = NormalizerReader.Read(root.Optional("normalizer"));
        var sink = PreTokenizerReader.Read(root.Optional("pre_tokenizer"), end, out var stages, out var asksForStart);
        var (raw, normalized, ids) = Added(root.Optional("added_tokens"), model, normalizers);
        var (prefix, suffix) = PostProcessorReader.Read(root.Optional("post_processor"));
        return new PipelineTokenizer(raw, normalized, normalizers, sink, stages, asksForStart)
        {
            Prefix = prefix,
            Suffix = suffix,
            PaddingId = root.Optional("padding")?.Optional("pad_id")?.Number(ModelReader.MaxId)
                ?? _paddings.Select(Find).FirstOrDefault(id => id >= 0),
        };

        int Find(string content) => ids.TryGetValue(content, out var id) ? id : model.Find(content);
    }

    private static (AddedTokens Raw, AddedTokens Normalized, Dictionary<string, int> Ids) Added(
        JsonPart? part, TokenModel model, IReadOnlyList<Normalizer> normalizers)
    {
        var raw = new List<AddedToken>();
        var normalized = new List<AddedToken>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var largest = -1; // of the added tokens
        foreach (var item in part?.Items() ?? [])
        {
            item.Only("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            var content = item.Required("content").Text();
            var id = item.Required("id").Number(ModelReader.MaxId);
            if (content.Length == 0 || !ids.TryAdd(content, id) || ids.Count > MaxAddedTokens)
            {
                throw item.Fault(content.Length == 0 ? "is empty" : $"is {JsonPart.Excerpt(content)} for the second time, or one too many");
            }

            // The library numbers anew what its model does not know; a file that says otherwise means two things at once.
            var known = model.Find(content);
            var expected = known >= 0 ? known : Math.Max(largest + 1, model.Count);
            if (id != expected)
            {
                throw item.Fault(string.Create(
                    CultureInfo.InvariantCulture, $"gives {JsonPart.Excerpt(content)} the id {id}, but its place says {expected}"));
            }

            largest = Math.Max(largest, id);
            var isNormalized = item.Optional("normalized")?.Flag() ?? !(item.Optional("special")?.Flag() ?? false);
            var token = new AddedToken(
                isNormalized ? PipelineTokenizer.Normalize(normalizers, content) : content,
                id, Flag("single_word"), Flag("lstrip"), Flag("rstrip"));
            if (token.Content.Length == 0)
            {
                throw item.Fault("is empty after normalization");
            }

            (isNormalized ? normalized : raw).Add(token);

            bool Flag(string name) => item.Optional(name)?.Flag() ?? false;
        }

        try
        {
            return (new(raw), new(normalized), ids);
        }
        catch (ArgumentException fault)
        {
            throw part!.Value.Fault($"has two tokens that are the same after normalization: {JsonPart.Excerpt(fault.Message)}", fault);
        }
    }
}

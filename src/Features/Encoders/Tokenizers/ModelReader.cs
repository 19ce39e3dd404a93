using System.Globalization;
using System.Text.Json;
using Trainer.Features.Encoders.Tokenizers.Models;
using Trainer.Features.Encoders.Tokenizers.PreTokenizers;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Reads <c>model</c>.</summary>
internal static class ModelReader
{
    /// <summary>Pieces and merges of the largest vocabulary.</summary>
    public const int MaxPieces = 2_000_000;

    /// <summary>Characters of the longest piece.</summary>
    public const int MaxPieceLength = 2048;

    /// <summary>The largest id.</summary>
    public const int MaxId = (1 << 24) - 1;

    private const int MaxAffix = 32;

    /// <summary>The model as the end of the chain, and by itself.</summary>
    public static (TokenModel Model, IWordSink End) Read(JsonPart part)
    {
        var model = Model(part);
        var end = new ModelSink(model);
        return (model, model is BpeModel { MayBeCut: true } ? new MergeFreePreTokenizer(Merged(part), end) : end);
    }

    private static TokenModel Model(JsonPart model)
    {
        var type = model.Optional("type")?.Text() ?? Guess(model);
        return type switch
        {
            "WordPiece" => WordPiece(model),
            "Unigram" => Unigram(model),
            "BPE" => Bpe(model),
            _ => throw SupportedComponents.Unknown(model, type, SupportedComponents.Models),
        };
    }

    // Files written before the models had a type.
    private static string Guess(JsonPart model) =>
        model.Optional("merges") is not null ? "BPE"
        : model.Optional("vocab") is { Kind: JsonValueKind.Array } ? "Unigram"
        : model.Optional("max_input_chars_per_word") is not null ? "WordPiece"
        : throw model.Fault($"has no type; known are {string.Join(", ", SupportedComponents.Models)}");

    private static WordPieceModel WordPiece(JsonPart model)
    {
        model.Only("type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab");
        var vocabulary = Pieces(model.Required("vocab"), out var ids);
        var unknown = model.Required("unk_token").Text();
        return new(
            vocabulary,
            model.Required("continuing_subword_prefix").Text(MaxAffix),
            ids.GetValueOrDefault(unknown, -1),
            model.Required("max_input_chars_per_word").Number(int.MaxValue));
    }

    private static UnigramModel Unigram(JsonPart model)
    {
        model.Only("type", "unk_id", "vocab", "byte_fallback");
        var vocab = model.Required("vocab");
        var pieces = new List<(string, double)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        CheckCount(vocab, vocab.ItemCount());
        foreach (var entry in vocab.Items())
        {
            if (entry.ItemCount() != 2)
            {
                throw entry.Fault("is not a pair of a piece and its score");
            }

            using var pair = entry.Items().GetEnumerator();
            pair.MoveNext();
            var piece = pair.Current.Text();
            pair.MoveNext();
            pieces.Add((piece, pair.Current.Real()));
            if (!seen.Add(piece))
            {
                throw entry.Fault($"is the piece {JsonPart.Excerpt(piece)} for the second time");
            }
        }

        if (pieces.Count == 0)
        {
            throw vocab.Fault("is empty");
        }

        var unknown = model.Optional("unk_id")?.Number(pieces.Count - 1) ?? -1;
        return new(pieces, unknown, model.Optional("byte_fallback")?.Flag() ?? false);
    }

    private static BpeModel Bpe(JsonPart model)
    {
        model.Only(
            "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback", "ignore_merges",
            "vocab", "merges");
        if (model.Optional("dropout") is { } dropout && dropout.Real() != 0)
        {
            throw dropout.Fault("is not 0: such a tokenizer cuts the same text in different ways");
        }

        var vocabulary = Pieces(model.Required("vocab"), out var ids);
        var prefix = model.Optional("continuing_subword_prefix")?.Text(MaxAffix) ?? "";
        var options = new BpeOptions(
            model.Optional("unk_token")?.Text() is { } unknown ? ids.GetValueOrDefault(unknown, BpeOptions.Missing) : BpeOptions.None,
            model.Optional("fuse_unk")?.Flag() ?? false,
            model.Optional("byte_fallback")?.Flag() ?? false,
            model.Optional("ignore_merges")?.Flag() ?? false,
            prefix,
            model.Optional("end_of_word_suffix")?.Text(MaxAffix) ?? "");
        return new(vocabulary, Merges(model.Required("merges"), ids, prefix), options);
    }

    private static List<(int, int, int)> Merges(JsonPart part, Dictionary<string, int> ids, string prefix)
    {
        CheckCount(part, part.ItemCount());
        var merges = new List<(int, int, int)>(part.ItemCount());
        foreach (var entry in part.Items())
        {
            if (Pair(entry) is not { } pair)
            {
                continue;
            }

            if (!pair[1].StartsWith(prefix, StringComparison.Ordinal))
            {
                throw entry.Fault($"has a second piece without the prefix {prefix}");
            }

            merges.Add((Id(pair[0]), Id(pair[1]), Id(pair[0] + pair[1][prefix.Length..])));

            int Id(string piece) => ids.TryGetValue(piece, out var id) ? id
                : throw entry.Fault($"needs the piece {JsonPart.Excerpt(piece)}, which model.vocab has not");
        }

        return merges;
    }

    private static IEnumerable<string> Merged(JsonPart model) =>
        model.Required("merges").Items().Select(Pair).OfType<string[]>().Select(pair => pair[0] + pair[1]);

    // The two pieces of a merge; null for the line that old files begin with.
    private static string[]? Pair(JsonPart entry)
    {
        string[] pair;
        if (entry.Kind == JsonValueKind.String)
        {
            var text = entry.Text((2 * MaxPieceLength) + 1);
            if (text.StartsWith("#version", StringComparison.Ordinal))
            {
                return null;
            }

            pair = text.Split(' ');
        }
        else
        {
            pair = [.. entry.Items().Take(3).Select(item => item.Text())];
        }

        return pair.Length == 2 ? pair : throw entry.Fault("is not a pair of pieces");
    }

    private static Vocabulary Pieces(JsonPart vocab, out Dictionary<string, int> ids)
    {
        var pieces = new List<(string, int)>();
        ids = new(StringComparer.Ordinal);
        var largest = -1;
        var seen = new HashSet<int>();
        foreach (var member in vocab.Members())
        {
            var piece = member.Name;
            if (piece.Length > MaxPieceLength)
            {
                throw vocab.Fault(string.Create(
                    CultureInfo.InvariantCulture, $"has a piece of {piece.Length} characters; at most {MaxPieceLength} are allowed"));
            }

            if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out var id) || id < 0 || id > MaxId)
            {
                throw vocab.Fault(string.Create(
                    CultureInfo.InvariantCulture, $"gives {JsonPart.Excerpt(piece)} an id that is not a whole number from 0 to {MaxId}"));
            }

            if (!seen.Add(id))
            {
                throw vocab.Fault(string.Create(
                    CultureInfo.InvariantCulture, $"gives the id {id} twice, also to {JsonPart.Excerpt(piece)}"));
            }

            pieces.Add((piece, id));
            ids.Add(piece, id);
            largest = Math.Max(largest, id);
            CheckCount(vocab, pieces.Count);
        }

        return pieces.Count > 0 ? new(pieces, largest) : throw vocab.Fault("is empty");
    }

    private static void CheckCount(JsonPart part, int count)
    {
        if (count > MaxPieces)
        {
            throw part.Fault(string.Create(CultureInfo.InvariantCulture, $"has more than {MaxPieces} entries"));
        }
    }
}

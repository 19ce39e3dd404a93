using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Trainer.Features.Encoders.Tokenizers;
using Trainer.Features.Encoders.Tokenizers.Normalizers;

namespace Trainer.Features.Encoders.UniversalSentenceEncoder;

/// <summary>
/// The unigram tokenizer (Kudo 2018, arXiv:1804.10959) of Universal Sentence Encoder lite, with the habits of the published
/// JavaScript one, because the network was shipped with it: a score of exactly 0 counts as none, a place at which no piece ends is one
/// unknown code point of score 0, runs of unknowns become one, and of equally good cuts the one with the latest start wins.
/// </summary>
internal sealed class UseLiteTokenizer : ITokenizer
{
    private const int Unknown = 0;
    private const int Reserved = 6;
    private const int MaxPieces = 100_000;

    private readonly PieceTrie _trie;
    private readonly double[] _scores;

    /// <summary>Reads the vocabulary: a JSON list of pieces with their log probabilities; the first six are reserved.</summary>
    public UseLiteTokenizer(byte[] vocabularyFile)
    {
        try
        {
            using var document = JsonDocument.Parse(vocabularyFile);
            var count = document.RootElement.GetArrayLength();
            if (count is <= Reserved or > MaxPieces)
            {
                throw new EncoderException($"the vocabulary has {count} pieces; it must have {Reserved + 1} to {MaxPieces}");
            }

            _scores = new double[count];
            var ids = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (id, entry) in document.RootElement.EnumerateArray().Index().Skip(Reserved))
            {
                _scores[id] = entry[1].ValueKind == JsonValueKind.Null ? 0 : entry[1].GetDouble();
                ids[entry[0].GetString()!] = id; // one piece is listed twice, and the later entry counts
            }

            _trie = new PieceTrie(ids.Select(pair => (pair.Key, pair.Value)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException
            or ArgumentException)
        {
            throw new EncoderException($"the vocabulary is no JSON list of pieces with their scores: {e.Message}", e);
        }
    }

    public IReadOnlyList<int> Prefix => [];

    public IReadOnlyList<int> Suffix => [];

    public int PaddingId => Unknown;

    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        if (text.IsEmpty)
        {
            return;
        }

        var normalized = Ascii.IsValid(text) ? text : Normalized(text);
        var bytes = ArrayPool<byte>.Shared.Rent(3 * (1 + normalized.Length));
        try
        {
            Encode(bytes.AsSpan(0, Marked(normalized, bytes)), ids);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // A mark in front and for every space, in UTF-8: E2 96 81 (U+2581).
    private static int Marked(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        ReadOnlySpan<byte> mark = [0xE2, 0x96, 0x81];
        mark.CopyTo(bytes);
        var length = mark.Length;
        while (true)
        {
            var space = text.IndexOf(' ');
            Utf8.FromUtf16(space < 0 ? text : text[..space], bytes[length..], out _, out var written);
            length += written;
            if (space < 0)
            {
                return length;
            }

            mark.CopyTo(bytes[length..]);
            length += mark.Length;
            text = text[(space + 1)..];
        }
    }

    // Half a surrogate pair has no normal form; as everywhere it counts as U+FFFD.
    private static ReadOnlySpan<char> Normalized(ReadOnlySpan<char> text)
    {
        var valid = new CharBuffer();
        foreach (var rune in text.EnumerateRunes())
        {
            valid.AppendCodePoint(rune.Value);
        }

        var normalized = new CharBuffer();
        FormNormalizer.Append(valid.Written, NormalizationForm.FormKC, normalized);
        return normalized.Written;
    }

    private void Encode(ReadOnlySpan<byte> text, List<int> ids)
    {
        var best = ArrayPool<double>.Shared.Rent(text.Length + 1);
        var pieces = ArrayPool<(int Id, int Start)>.Shared.Rent(text.Length + 1);
        best.AsSpan(0, text.Length + 1).Clear();
        try
        {
            Search(text, best, pieces);
            var from = ids.Count;
            for (var end = text.Length; end > 0; end = pieces[end].Start)
            {
                var id = pieces[end].Id;
                if (id != Unknown || ids.Count == from || ids[^1] != Unknown)
                {
                    ids.Add(id);
                }
            }

            ids.Reverse(from, ids.Count - from);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(best);
            ArrayPool<(int Id, int Start)>.Shared.Return(pieces);
        }
    }

    private void Search(ReadOnlySpan<byte> text, double[] best, (int Id, int Start)[] pieces)
    {
        // Every end begins as an unknown code point, until a piece ends there.
        var start = 0;
        for (var end = 1; end <= text.Length; end++)
        {
            pieces[end] = (Unknown, start);
            start = IsBoundary(text, end) ? end : start;
        }

        for (start = 0; start < text.Length; start++)
        {
            if (!IsBoundary(text, start))
            {
                continue;
            }

            var before = best[start];
            foreach (var match in _trie.Prefixes(text[start..]))
            {
                var end = start + match.Length;
                var score = before + _scores[match.Id];
                if (best[end] == 0 || score >= best[end])
                {
                    best[end] = score;
                    pieces[end] = (match.Id, start);
                }
            }
        }
    }

    private static bool IsBoundary(ReadOnlySpan<byte> text, int at) => at == text.Length || (text[at] & 0xC0) != 0x80;
}

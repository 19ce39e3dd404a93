namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>
/// The longest piece first, from left to right (Schuster and Nakajima, 2012); a word that cannot be cut wholly is unknown.
/// </summary>
internal sealed class WordPieceModel : TokenModel
{
    private readonly PieceTrie _begin;
    private readonly PieceTrie _continue;
    private readonly int _unknown;
    private readonly int _maxCodePoints;

    /// <param name="vocabulary">Pieces and ids.</param>
    /// <param name="prefix">What pieces within a word begin with, such as ##.</param>
    /// <param name="unknown">The id of the unknown, or -1 if the vocabulary lacks it.</param>
    /// <param name="maxCodePoints">Longer words are unknown.</param>
    public WordPieceModel(Vocabulary vocabulary, string prefix, int unknown, int maxCodePoints)
    {
        (_unknown, _maxCodePoints, LargestId) = (unknown, maxCodePoints, vocabulary.LargestId);
        _begin = new(vocabulary.Pieces);
        _continue = prefix.Length == 0 ? _begin : new(vocabulary.Pieces
            .Where(piece => piece.Piece.StartsWith(prefix, StringComparison.Ordinal))
            .Select(piece => (piece.Piece[prefix.Length..], piece.Id)));
    }

    public override int Count => _begin.Count;

    public override int LargestId { get; }

    public override int Find(string piece) => _begin.Find(piece);

    public override void Append(ReadOnlySpan<char> word, TokenizerScratch scratch)
    {
        var before = scratch.Ids.Count;
        if (word.Length <= _maxCodePoints || CountCodePoints(word) <= _maxCodePoints)
        {
            var trie = _begin;
            var utf8 = scratch.Utf8(word);
            while (!utf8.IsEmpty)
            {
                var id = trie.Longest(utf8, out var length);
                if (id < 0)
                {
                    break;
                }

                scratch.Ids.Add(id);
                utf8 = utf8[length..];
                trie = _continue;
            }

            if (utf8.IsEmpty)
            {
                return;
            }
        }

        scratch.Ids.RemoveRange(before, scratch.Ids.Count - before);
        scratch.Ids.Add(_unknown >= 0 ? _unknown
            : throw new EncoderException(
                "a word cannot be cut into the tokenizer's pieces, and its vocabulary has no piece for the unknown"));
    }

    private static int CountCodePoints(ReadOnlySpan<char> word)
    {
        var count = word.Length;
        foreach (var c in word)
        {
            count -= char.IsLowSurrogate(c) ? 1 : 0;
        }

        return count;
    }
}

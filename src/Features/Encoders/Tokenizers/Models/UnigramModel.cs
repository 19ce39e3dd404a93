namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>
/// The pieces with the largest sum of scores (Kudo, 2018), by dynamic programming over the places of a word; of two equal ways the one
/// found first. A code point without a piece costs 10 more than the rarest piece.
/// </summary>
internal sealed class UnigramModel : TokenModel
{
    private const double UnknownPenalty = 10;
    private readonly PieceTrie _trie;
    private readonly double[] _scores;
    private readonly int[]? _bytes; // pieces of the 256 bytes, -1 if absent
    private readonly int _unknown;
    private readonly double _unknownScore;

    /// <param name="pieces">Pieces and scores; an id is a place in this list.</param>
    /// <param name="unknown">The id of the unknown, or -1.</param>
    /// <param name="byteFallback">Whether unknown text becomes pieces of its bytes.</param>
    public UnigramModel(IReadOnlyList<(string Piece, double Score)> pieces, int unknown, bool byteFallback)
    {
        _trie = new(pieces.Select((piece, id) => (piece.Piece, id)));
        _scores = [.. pieces.Select(piece => piece.Score)];
        _unknown = unknown;
        _unknownScore = _scores.DefaultIfEmpty().Min() - UnknownPenalty;
        _bytes = byteFallback ? BpeModel.BytePieces(_trie) : null;
    }

    public override int Count => _scores.Length;

    public override int LargestId => _scores.Length - 1;

    public override int Find(string piece) => _trie.Find(piece);

    public override void Append(ReadOnlySpan<char> word, TokenizerScratch scratch)
    {
        var utf8 = scratch.Utf8(word);
        var nodes = scratch.Nodes(utf8.Length + 1);
        nodes.Fill(new() { Id = -1 });
        Forward(utf8, nodes);

        // Backwards from the end; a run of unknown pieces is one.
        var ids = scratch.Ids;
        var before = ids.Count;
        for (var end = utf8.Length; end > 0;)
        {
            var node = nodes[end];
            var start = node.Start;
            if (node.Id != _unknown)
            {
                ids.Add(node.Id);
            }
            else
            {
                while (start > 0 && nodes[start].Id == _unknown)
                {
                    start = nodes[start].Start;
                }

                AppendUnknown(utf8[start..end], ids);
            }

            end = start;
        }

        ids.Reverse(before, ids.Count - before);
    }

    private void Forward(ReadOnlySpan<byte> utf8, Span<UnigramNode> nodes)
    {
        var scores = _scores;
        for (var start = 0; start < utf8.Length;)
        {
            var width = Width(utf8[start]);
            var until = nodes[start].Score;
            var hasSingle = false;
            foreach (var match in _trie.Prefixes(utf8[start..]))
            {
                ref var node = ref nodes[start + match.Length];
                var score = scores[match.Id] + until;
                if (node.Id < 0 || score > node.Score)
                {
                    (node.Score, node.Start, node.Id) = (score, start, match.Id);
                }

                hasSingle |= match.Length == width;
            }

            if (!hasSingle)
            {
                ref var node = ref nodes[start + width];
                var score = _unknownScore + until;
                if (node.Id < 0 || score > node.Score)
                {
                    var id = _unknown >= 0 ? _unknown
                        : throw new EncoderException("the tokenizer's vocabulary lacks a character and has no piece for the unknown");
                    (node.Score, node.Start, node.Id) = (score, start, id);
                }
            }

            start += width;
        }
    }

    // Ids stand in reverse here.
    private void AppendUnknown(ReadOnlySpan<byte> utf8, List<int> ids)
    {
        var known = _trie.Find(utf8); // the text of the unknown piece itself
        if (known >= 0)
        {
            ids.Add(known);
            return;
        }

        var before = ids.Count;
        if (_bytes is not null)
        {
            for (var i = utf8.Length - 1; i >= 0; i--)
            {
                ids.Add(_bytes[utf8[i]]);
            }

            if (!System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids)[before..].Contains(-1))
            {
                return;
            }

            ids.RemoveRange(before, ids.Count - before);
        }

        ids.Add(_unknown);
    }

    private static int Width(byte first) => first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

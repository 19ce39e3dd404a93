using System.Text;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>
/// The pieces of a vocabulary as a double-array trie over UTF-8 bytes (Aoe, 1989): finds a piece, or all pieces that a text starts with,
/// one array access per byte and without allocation. Immutable.
/// </summary>
/// <example><code>foreach (var match in trie.Prefixes(utf8[at..])) { /* match.Length bytes are piece match.Id */ }</code></example>
internal sealed class PieceTrie
{
    private const int Root = 1;
    private const int FirstFitTries = 64;
    private Node[] _nodes = new Node[1024];
    private int _used = Root + 1;

    /// <summary>Builds the trie. An empty piece is left out: no text is cut there.</summary>
    /// <param name="pieces">Distinct pieces and their ids (0 or more), in any order.</param>
    /// <exception cref="ArgumentException">A piece stands there twice, has half a surrogate pair, or its id is negative.</exception>
    public PieceTrie(IEnumerable<(string Piece, int Id)> pieces)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var keys = pieces.Where(piece => piece.Piece.Length > 0).Select(piece => (Key: strict.GetBytes(piece.Piece), piece.Id)).ToArray();
        Array.Sort(keys, (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        for (var i = 0; i < keys.Length; i++)
        {
            MaxPieceBytes = Math.Max(MaxPieceBytes, keys[i].Key.Length);
            if (keys[i].Id < 0 || (i > 0 && keys[i].Key.AsSpan().SequenceEqual(keys[i - 1].Key)))
            {
                throw new ArgumentException($"the piece '{Encoding.UTF8.GetString(keys[i].Key)}' stands there twice or its id is negative");
            }
        }

        Count = keys.Length;
        _nodes[0].Check = _nodes[Root].Check = -1;
        Place(keys);
        Array.Resize(ref _nodes, Math.Max(_used, Root + 1) + 256); // any byte added to any base stays inside
    }

    /// <summary>How many pieces there are.</summary>
    public int Count { get; }

    /// <summary>Bytes of UTF-8 in the longest piece.</summary>
    public int MaxPieceBytes { get; }

    /// <summary>The id of a piece, or -1.</summary>
    public int Find(ReadOnlySpan<byte> utf8)
    {
        var nodes = _nodes;
        var node = Root;
        foreach (var b in utf8)
        {
            var next = nodes[node].Base + b;
            if ((uint)next >= (uint)nodes.Length || nodes[next].Check != node)
            {
                return -1;
            }

            node = next;
        }

        return nodes[node].IdPlusOne - 1;
    }

    /// <summary>The id of a piece, or -1; for building other tables, not for the hot path.</summary>
    public int Find(string piece) => Find(Encoding.UTF8.GetBytes(piece));

    /// <summary>All pieces that a text starts with, the shortest first.</summary>
    public PrefixMatches Prefixes(ReadOnlySpan<byte> utf8) => new(_nodes, utf8);

    /// <summary>The longest piece that a text starts with; <paramref name="length"/> is 0 and the id -1 if there is none.</summary>
    public int Longest(ReadOnlySpan<byte> utf8, out int length)
    {
        var id = -1;
        length = 0;
        foreach (var match in Prefixes(utf8))
        {
            (length, id) = (match.Length, match.Id);
        }

        return id;
    }

    private void Place((byte[] Key, int Id)[] keys)
    {
        // Depth first over ranges of the sorted keys that share their first bytes; an explicit stack, as pieces may be long.
        var open = new Stack<(int Node, int From, int To, int Depth)>();
        open.Push((Root, 0, keys.Length, 0));
        var labels = new byte[256];
        var starts = new int[257];
        var firstFree = Root + 1;
        while (open.TryPop(out var range))
        {
            var from = range.From;
            if (from < range.To && keys[from].Key.Length == range.Depth)
            {
                _nodes[range.Node].IdPlusOne = keys[from++].Id + 1;
            }

            var children = 0;
            for (var i = from; i < range.To; i++)
            {
                var label = keys[i].Key[range.Depth];
                if (children == 0 || labels[children - 1] != label)
                {
                    labels[children] = label;
                    starts[children++] = i;
                }
            }

            if (children == 0)
            {
                continue;
            }

            starts[children] = range.To;
            var offset = FindBase(labels.AsSpan(0, children), ref firstFree);
            _nodes[range.Node].Base = offset;
            for (var c = children - 1; c >= 0; c--)
            {
                var child = offset + labels[c];
                _nodes[child].Check = range.Node;
                _used = Math.Max(_used, child + 1);
                open.Push((child, starts[c], starts[c + 1], range.Depth + 1));
            }
        }
    }

    // The first offset at which all labels fall on free nodes. After a few tries the end of the array is taken: dense enough, and linear.
    private int FindBase(ReadOnlySpan<byte> labels, ref int firstFree)
    {
        while (firstFree < _used && _nodes[firstFree].Check != 0)
        {
            firstFree++;
        }

        var slot = Math.Max(firstFree, labels[0] + 1);
        for (var tries = 0; slot < _used; slot++)
        {
            if (_nodes[slot].Check != 0)
            {
                continue;
            }

            if (Fits(slot - labels[0], labels))
            {
                return slot - labels[0];
            }

            if (++tries >= FirstFitTries)
            {
                firstFree = slot; // the holes passed over are given up, so that no later search walks them again
                break;
            }
        }

        slot = Math.Max(_used, labels[0] + 1);
        Ensure(slot + 256);
        return slot - labels[0];
    }

    private bool Fits(int offset, ReadOnlySpan<byte> labels)
    {
        Ensure(offset + 256);
        foreach (var label in labels)
        {
            if (_nodes[offset + label].Check != 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Ensure(int length)
    {
        if (length >= _nodes.Length)
        {
            Array.Resize(ref _nodes, Math.Max(length + 1, _nodes.Length * 2));
        }
    }

    /// <summary>One place of the double array: its children stand at <c>Base + byte</c> and name it in <c>Check</c> (0: free).</summary>
    internal struct Node
    {
        public int Base;
        public int Check;
        public int IdPlusOne;
    }

    /// <summary>A piece at the start of a text.</summary>
    internal readonly record struct Match(int Length, int Id);

    /// <summary>Walks the trie along a text and stops at each piece.</summary>
    internal ref struct PrefixMatches
    {
        private readonly ReadOnlySpan<Node> _nodes;
        private readonly ReadOnlySpan<byte> _utf8;
        private int _node;
        private int _at;

        internal PrefixMatches(ReadOnlySpan<Node> nodes, ReadOnlySpan<byte> utf8)
        {
            _nodes = nodes;
            _utf8 = utf8;
            _node = Root;
        }

        public Match Current { get; private set; }

        public readonly PrefixMatches GetEnumerator() => this;

        public bool MoveNext()
        {
            var nodes = _nodes;
            var utf8 = _utf8;
            var node = _node;
            for (var at = _at; at < utf8.Length; at++)
            {
                var next = nodes[node].Base + utf8[at];
                if ((uint)next >= (uint)nodes.Length || nodes[next].Check != node)
                {
                    break;
                }

                node = next;
                if (nodes[node].IdPlusOne != 0)
                {
                    Current = new(at + 1, nodes[node].IdPlusOne - 1);
                    _node = node;
                    _at = at + 1;
                    return true;
                }
            }

            _at = utf8.Length; // nothing more, also when asked again
            return false;
        }
    }
}

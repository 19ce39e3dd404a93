using System.Text;
using Trainer.Features.Encoders.Tokenizers.Models;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>The memory of one call, kept for the next one. Belongs to one thread at a time.</summary>
internal sealed class TokenizerScratch(int stages)
{
    private const int MaxKept = 1 << 20;
    private byte[] _utf8 = new byte[256];
    private BpeSymbol[] _symbols = new BpeSymbol[64];
    private UnigramNode[] _nodes = new UnigramNode[256];

    /// <summary>The ids of the text so far.</summary>
    public List<int> Ids { get; set; } = [];

    public WordCache Cache { get; } = new();

    /// <summary>A buffer for each pre-tokeniser that rewrites its words.</summary>
    public CharBuffer[] Stages { get; } = [.. Enumerable.Range(0, stages).Select(_ => new CharBuffer())];

    /// <summary>Text on its way through the normalisers.</summary>
    public CharBuffer One { get; } = new();

    /// <inheritdoc cref="One"/>
    public CharBuffer Other { get; } = new();

    public PatternStack PatternStack { get; } = new();

    public PriorityQueue<BpeMerge, long> Merges { get; } = new();

    /// <summary>Whether this is small enough to be kept.</summary>
    public bool IsSmall =>
        One.Capacity <= MaxKept && Other.Capacity <= MaxKept && _utf8.Length <= MaxKept && _symbols.Length <= MaxKept
        && _nodes.Length <= MaxKept && Stages.All(stage => stage.Capacity <= MaxKept);

    /// <summary>A word in UTF-8; valid until the next call.</summary>
    public ReadOnlySpan<byte> Utf8(ReadOnlySpan<char> word)
    {
        if (_utf8.Length < 3L * word.Length)
        {
            _utf8 = new byte[checked(4 * word.Length)];
        }

        return _utf8.AsSpan(0, Encoding.UTF8.GetBytes(word, _utf8));
    }

    public Span<BpeSymbol> Symbols(int count)
    {
        if (_symbols.Length < count)
        {
            _symbols = new BpeSymbol[Math.Max(count, 2 * _symbols.Length)];
        }

        return _symbols.AsSpan(0, count);
    }

    public Span<UnigramNode> Nodes(int count)
    {
        if (_nodes.Length < count)
        {
            _nodes = new UnigramNode[Math.Max(count, 2 * _nodes.Length)];
        }

        return _nodes.AsSpan(0, count);
    }
}

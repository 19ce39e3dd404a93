using System.Globalization;
using System.Text;

namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>
/// Byte-pair encoding (Sennrich et al., 2016): from single code points, the earliest-learnt pair is merged first, the leftmost of equals.
/// Short words look over all pairs each time; long ones keep a queue, so that no word takes quadratic time.
/// </summary>
internal sealed class BpeModel : TokenModel
{
    private const int Short = 24;
    private readonly BpeOptions _options;
    private readonly PieceTrie _trie;
    private readonly MergeTable _merges;
    private readonly int[]? _bytes;
    private readonly int[] _plain; // ids of the code points below 0x180, if they have neither prefix nor suffix

    public BpeModel(Vocabulary vocabulary, IReadOnlyList<(int Left, int Right, int Id)> merges, BpeOptions options)
    {
        (_options, LargestId) = (options, vocabulary.LargestId);
        _trie = new(vocabulary.Pieces);
        _merges = new(merges);
        _bytes = options.ByteFallback ? BytePieces(_trie) : null;
        _plain = [.. Enumerable.Range(0, 0x180).Select(c => _trie.Find(((char)c).ToString()))];
    }

    public override int Count => _trie.Count;

    public override int LargestId { get; }

    /// <summary>
    /// Whether a word may be cut before the mark of a space where no merge crosses: nothing else looks at the word as a whole.
    /// </summary>
    public bool MayBeCut =>
        !_options.IgnoreMerges && _options.ContinuingPrefix.Length == 0 && _options.EndSuffix.Length == 0 && _trie.Find("\u2581") >= 0;

    public override int Find(string piece) => _trie.Find(piece);

    /// <summary>The ids of the pieces &lt;0x00&gt; to &lt;0xFF&gt;, -1 where there is none.</summary>
    public static int[] BytePieces(PieceTrie trie) =>
        [.. Enumerable.Range(0, 256).Select(b => trie.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>")))];

    public override void Append(ReadOnlySpan<char> word, TokenizerScratch scratch)
    {
        if (_options.IgnoreMerges && _trie.Find(scratch.Utf8(word)) is >= 0 and var whole)
        {
            scratch.Ids.Add(whole);
            return;
        }

        var ids = scratch.Ids;
        var before = ids.Count;
        AppendSingle(word, ids);
        var count = ids.Count - before;
        if (count < 2)
        {
            return;
        }

        var single = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids)[before..];
        var left = count <= Short ? MergeShort(single) : MergeLong(single, scratch);
        ids.RemoveRange(before + left, count - left);
    }

    // The ids of the single code points. What is unknown is held back until something known or the end comes.
    private void AppendSingle(ReadOnlySpan<char> word, List<int> ids)
    {
        var isPlain = _options.ContinuingPrefix.Length == 0 && _options.EndSuffix.Length == 0;
        var pending = false;
        Span<byte> utf8 = stackalloc byte[256];
        for (var i = 0; i < word.Length;)
        {
            var start = i;
            var c = CodePoints.At(word, i, out var width);
            i += width;
            int id;
            var length = 0;
            if (isPlain && c < _plain.Length)
            {
                id = _plain[c];
                if (id < 0)
                {
                    length = new Rune(c).EncodeToUtf8(utf8);
                }
            }
            else
            {
                if (start > 0)
                {
                    length += Encoding.UTF8.GetBytes(_options.ContinuingPrefix, utf8);
                }

                length += new Rune(c).EncodeToUtf8(utf8[length..]);
                if (i == word.Length)
                {
                    length += Encoding.UTF8.GetBytes(_options.EndSuffix, utf8[length..]);
                }

                id = _trie.Find(utf8[..length]);
            }

            if (id >= 0)
            {
                Flush(ids, ref pending);
                ids.Add(id);
            }
            else if (!AppendBytes(utf8[..length], ids) && _options.Unknown != BpeOptions.None)
            {
                if (_options.Unknown == BpeOptions.Missing)
                {
                    throw new EncoderException("the tokenizer's vocabulary lacks a character, and its piece for the unknown as well");
                }

                if (!_options.FuseUnknown)
                {
                    Flush(ids, ref pending);
                }

                pending = true;
            }
        }

        Flush(ids, ref pending);
    }

    private void Flush(List<int> ids, ref bool pending)
    {
        if (pending)
        {
            ids.Add(_options.Unknown);
            pending = false;
        }
    }

    private bool AppendBytes(ReadOnlySpan<byte> utf8, List<int> ids)
    {
        if (_bytes is null)
        {
            return false;
        }

        foreach (var b in utf8)
        {
            if (_bytes[b] < 0)
            {
                return false;
            }
        }

        foreach (var b in utf8)
        {
            ids.Add(_bytes[b]);
        }

        return true;
    }

    private int MergeShort(Span<int> ids)
    {
        Span<int> ranks = stackalloc int[Short];
        Span<int> merged = stackalloc int[Short];
        var count = ids.Length;
        for (var i = 0; i + 1 < count; i++)
        {
            ranks[i] = _merges.Rank(ids[i], ids[i + 1], out merged[i]);
        }

        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
            {
                best = ranks[i] < ranks[best] ? i : best;
            }

            if (ranks[best] == int.MaxValue)
            {
                break;
            }

            ids[best] = merged[best];
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            ranks[(best + 2)..count].CopyTo(ranks[(best + 1)..]);
            merged[(best + 2)..count].CopyTo(merged[(best + 1)..]);
            count--;
            if (best + 1 < count)
            {
                ranks[best] = _merges.Rank(ids[best], ids[best + 1], out merged[best]);
            }

            if (best > 0)
            {
                ranks[best - 1] = _merges.Rank(ids[best - 1], ids[best], out merged[best - 1]);
            }
        }

        return count;
    }

    private int MergeLong(Span<int> ids, TokenizerScratch scratch)
    {
        var symbols = scratch.Symbols(ids.Length);
        var queue = scratch.Merges;
        queue.Clear();
        for (var i = 0; i < ids.Length; i++)
        {
            symbols[i] = new() { Id = ids[i], Previous = i - 1, Next = i + 1 < ids.Length ? i + 1 : -1 };
        }

        for (var i = 0; i + 1 < ids.Length; i++)
        {
            Offer(symbols, i, queue);
        }

        while (queue.TryDequeue(out var merge, out _))
        {
            ref var left = ref symbols[merge.At];
            if (left.Id != merge.Left || left.Next < 0 || symbols[left.Next].Id != merge.Right)
            {
                continue;
            }

            ref var right = ref symbols[left.Next];
            left.Id = merge.Id;
            left.Next = right.Next;
            right.Id = -1;
            if (left.Next >= 0)
            {
                symbols[left.Next].Previous = merge.At;
                Offer(symbols, merge.At, queue);
            }

            if (left.Previous >= 0)
            {
                Offer(symbols, left.Previous, queue);
            }
        }

        var count = 0;
        for (var i = 0; i >= 0; i = symbols[i].Next)
        {
            ids[count++] = symbols[i].Id;
        }

        return count;
    }

    private void Offer(Span<BpeSymbol> symbols, int at, PriorityQueue<BpeMerge, long> queue)
    {
        var (left, right) = (symbols[at].Id, symbols[symbols[at].Next].Id);
        var rank = _merges.Rank(left, right, out var id);
        if (id >= 0)
        {
            queue.Enqueue(new(at, left, right, id), ((long)rank << 32) | (uint)at);
        }
    }
}

namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>Which two pieces become which, and how early: an open-addressing hash table of pairs of ids. Immutable once built.</summary>
internal sealed class MergeTable
{
    private readonly Entry[] _entries;
    private readonly int _shift;

    /// <param name="merges">
    /// The earliest first. A pair that stands there twice counts where it stands last, as in the Hugging Face library.
    /// </param>
    public MergeTable(IReadOnlyList<(int Left, int Right, int Id)> merges)
    {
        var bits = 4;
        while (1L << bits < 2L * merges.Count)
        {
            bits++;
        }

        _entries = new Entry[1 << bits];
        _shift = 64 - bits;
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right, id) = merges[rank];
            ref var entry = ref _entries[Place(Key(left, right))];
            entry = new() { Key = Key(left, right), Rank = rank, Id = id };
        }
    }

    /// <summary>The rank of a pair, or <see cref="int.MaxValue"/> and the id -1.</summary>
    public int Rank(int left, int right, out int id)
    {
        ref readonly var entry = ref _entries[Place(Key(left, right))];
        id = entry.Key == 0 ? -1 : entry.Id;
        return entry.Key == 0 ? int.MaxValue : entry.Rank;
    }

    // Never 0, which marks a free place.
    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32 | (uint)right) + 1;

    private int Place(ulong key)
    {
        var place = (int)((key ^ (key >> 31)) * 0x9E3779B97F4A7C15 >> _shift);
        while (_entries[place].Key != key && _entries[place].Key != 0)
        {
            place = (place + 1) & (_entries.Length - 1);
        }

        return place;
    }

    private struct Entry
    {
        public ulong Key;
        public int Rank;
        public int Id;
    }
}

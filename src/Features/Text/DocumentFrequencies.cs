using System.Numerics;

namespace Trainer.Features.Text;

/// <summary>
/// In how many texts each n-gram occurs: the innermost loop of fitting. The same table as <see cref="NgramIndex"/>, with count
/// and last text in the slot, so that an occurrence costs one cache line. Texts must be counted in rising order.
/// </summary>
internal sealed class DocumentFrequencies(int expected)
{
    private (ulong Key, int Frequency, int Last)[] _slots =
        new (ulong, int, int)[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, expected))];

    /// <summary>Distinct n-grams so far.</summary>
    public int Count { get; private set; }

    public void Add(ulong key, int text)
    {
        var slots = _slots;
        var shift = NgramIndex.Shift(slots.Length);
        for (var slot = NgramIndex.Slot(key, shift); ; slot = (slot + 1) & (slots.Length - 1))
        {
            ref var found = ref slots[slot];
            if (found.Key == key)
            {
                if (found.Last != text)
                {
                    found.Frequency++;
                    found.Last = text;
                }

                return;
            }

            if (found.Key == 0)
            {
                found = (key, 1, text);
                if (++Count * 2 > slots.Length)
                {
                    Grow();
                }

                return;
            }
        }
    }

    /// <summary>All n-grams with their frequencies, in no order.</summary>
    public (ulong[] Keys, int[] Frequencies) ToArrays()
    {
        var keys = new ulong[Count];
        var frequencies = new int[Count];
        var next = 0;
        foreach (var (key, frequency, _) in _slots)
        {
            if (key != 0)
            {
                (keys[next], frequencies[next++]) = (key, frequency);
            }
        }

        return (keys, frequencies);
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new (ulong, int, int)[old.Length * 2];
        var shift = NgramIndex.Shift(_slots.Length);
        foreach (var entry in old)
        {
            if (entry.Key != 0)
            {
                var slot = NgramIndex.Slot(entry.Key, shift);
                while (_slots[slot].Key != 0)
                {
                    slot = (slot + 1) & (_slots.Length - 1);
                }

                _slots[slot] = entry;
            }
        }
    }
}

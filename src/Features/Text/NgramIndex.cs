using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trainer.Features.Text;

/// <summary>
/// Fixed map from packed n-grams to their columns: the innermost loop of every transform. Open addressing, linear probing, at
/// most half full; key and column lie side by side, so that a look-up costs one cache line where Dictionary costs two or three.
/// Keys are never 0.
/// </summary>
internal sealed class NgramIndex
{
    private readonly (ulong Key, int Column)[] _slots;
    private readonly int _shift;

    /// <summary>Maps each key to its position.</summary>
    public NgramIndex(ReadOnlySpan<ulong> keys)
    {
        _slots = new (ulong, int)[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, keys.Length * 2))];
        _shift = Shift(_slots.Length);
        for (var column = 0; column < keys.Length; column++)
        {
            var slot = Slot(keys[column], _shift);
            while (_slots[slot].Key != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = (keys[column], column);
        }
    }

    /// <summary>The column of a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong key)
    {
        var slots = _slots;
        for (var slot = Slot(key, _shift); ; slot = (slot + 1) & (slots.Length - 1))
        {
            ref var found = ref slots[slot];
            if (found.Key == key)
            {
                return found.Column;
            }

            if (found.Key == 0)
            {
                return -1;
            }
        }
    }

    // Fibonacci hashing (Knuth, TAOCP 6.4): the high bits of the product mix all bits of the key.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(ulong key, int shift) => (int)((key * 0x9E3779B97F4A7C15UL) >> shift);

    public static int Shift(int capacity) => 64 - BitOperations.Log2((uint)capacity);
}

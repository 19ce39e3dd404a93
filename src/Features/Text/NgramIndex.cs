using System.Runtime.CompilerServices;

namespace Trainer.Features.Text;

/// <summary>
/// Open-addressing map from packed n-grams to small integers: the innermost loop of fitting and of every transform, where
/// Dictionary's buckets and chains cost twice the memory traffic. Keys are never 0; linear probing at most half full.
/// </summary>
internal sealed class NgramIndex
{
    private ulong[] _keys;
    private int[] _values;
    private int _shift;

    public NgramIndex(int expected)
    {
        var capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, expected * 2));
        _keys = new ulong[capacity];
        _values = new int[capacity];
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)capacity);
    }

    public int Count { get; private set; }

    /// <summary>The value of a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong key)
    {
        var keys = _keys;
        var mask = keys.Length - 1;
        for (var slot = Slot(key); ; slot = (slot + 1) & mask)
        {
            var found = keys[slot];
            if (found == key)
            {
                return _values[slot];
            }

            if (found == 0)
            {
                return -1;
            }
        }
    }

    /// <summary>The value of a key; a key not yet there gets the next number, which is the count before the call.</summary>
    public int GetOrAdd(ulong key)
    {
        var mask = _keys.Length - 1;
        var slot = Slot(key);
        while (_keys[slot] != 0)
        {
            if (_keys[slot] == key)
            {
                return _values[slot];
            }

            slot = (slot + 1) & mask;
        }

        _keys[slot] = key;
        _values[slot] = Count;
        if (++Count * 2 > _keys.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    // Fibonacci hashing (Knuth, TAOCP 6.4): the high bits of the product mix all bits of the key.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> _shift);

    private void Grow()
    {
        var (oldKeys, oldValues) = (_keys, _values);
        _keys = new ulong[oldKeys.Length * 2];
        _values = new int[oldKeys.Length * 2];
        _shift--;
        var mask = _keys.Length - 1;
        for (var i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] == 0)
            {
                continue;
            }

            var slot = Slot(oldKeys[i]);
            while (_keys[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            (_keys[slot], _values[slot]) = (oldKeys[i], oldValues[i]);
        }
    }
}

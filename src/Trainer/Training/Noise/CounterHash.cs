using System.Numerics;
using Trainer.Features;

namespace Trainer.Training.Noise;

/// <summary>
/// Uniform bits as a function of a key and a counter, so that nothing has to be remembered: the finaliser of MurmurHash3 (Appleby) over a
/// counter that starts and walks as the key says. Integers only, so that every vector width gives the same bits. For noise, not for
/// secrets.
/// </summary>
internal readonly struct CounterHash
{
    private readonly uint _start;
    private readonly uint _stride;

    /// <summary>The bits of a key; <paramref name="stream"/> separates independent uses of one key.</summary>
    public CounterHash(ulong key, ulong stream)
    {
        var mixed = new SeededRandom(key, stream).NextUInt64();
        (_start, _stride) = ((uint)mixed, (uint)(mixed >> 32) | 1);
    }

    /// <summary>Bits of the counters first, first + 1, …</summary>
    public Vector<uint> Bits(uint first)
    {
        var h = ((Vector<uint>.Indices + new Vector<uint>(first)) * _stride) + new Vector<uint>(_start);
        h = (h ^ (h >>> 16)) * 0x85EBCA6Bu;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35u;
        return h ^ (h >>> 16);
    }
}

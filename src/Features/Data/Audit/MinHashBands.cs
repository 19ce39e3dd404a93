using System.Numerics;

namespace Trainer.Features.Data.Audit;

/// <summary>
/// MinHash (Broder 1997) by 128 multiply-add hashes, cut into bands: two sets of Jaccard similarity s agree on all r hashes of at least
/// one of b bands with probability 1 - (1 - s^r)^b (Indyk and Motwani 1998). Bands are as long as leaves at most one pair in a thousand
/// unseen at the wanted similarity; at 0.8 that is 25 bands of 5 hashes, which miss 5 of 100,000 pairs of exactly 0.8.
/// </summary>
internal sealed class MinHashBands
{
    private const int Hashes = 128;
    private const double MayMiss = 0.001;
    private const ulong Seed = 0x5EED;

    private static readonly uint[] _factors = new uint[Hashes];
    private static readonly uint[] _terms = new uint[Hashes];
    private readonly int _rows;

    static MinHashBands()
    {
        var random = new SeededRandom(Seed);
        for (var i = 0; i < Hashes; i++)
        {
            (_factors[i], _terms[i]) = ((uint)random.NextUInt64() | 1, (uint)random.NextUInt64());
        }
    }

    public MinHashBands(double similarity)
    {
        _rows = 1;
        while (_rows < Hashes && Missed(similarity, _rows + 1) <= MayMiss)
        {
            _rows++;
        }
    }

    /// <summary>Number of bands.</summary>
    public int Count => Hashes / _rows;

    /// <summary>One key per band; sets whose keys are equal in a band are candidates.</summary>
    public void Keys(ReadOnlySpan<ulong> shingles, Span<uint> keys)
    {
        Span<uint> least = stackalloc uint[Hashes];
        for (var i = 0; i < Hashes; i += Vector<uint>.Count)
        {
            var (factor, term) = (new Vector<uint>(_factors, i), new Vector<uint>(_terms, i));
            var smallest = Vector<uint>.AllBitsSet;
            foreach (var shingle in shingles)
            {
                smallest = Vector.Min(smallest, (factor * new Vector<uint>((uint)(shingle >> 32))) + term);
            }

            smallest.CopyTo(least[i..]);
        }

        for (var band = 0; band < Count; band++)
        {
            var key = 0xCBF29CE484222325UL;
            foreach (var hash in least.Slice(band * _rows, _rows))
            {
                key = (key ^ hash) * 0x9E3779B97F4A7C15UL;
                key ^= key >> 29;
            }

            keys[band] = (uint)(key >> 32);
        }
    }

    private static double Missed(double similarity, int rows) => Math.Pow(1 - Math.Pow(similarity, rows), Hashes / rows);
}

using System.Numerics;

namespace Trainer.Features;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2021, ACM TOMS 47:36), seeded through SplitMix64. The same seed gives the same numbers on every
/// machine and runtime, which System.Random does not promise. Not for secrets.
/// </summary>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;
    private double _spareGaussian = double.NaN;

    /// <summary>A generator for a seed; <paramref name="stream"/> separates independent uses of one seed.</summary>
    public SeededRandom(ulong seed, ulong stream = 0)
    {
        var state = seed ^ SplitMix64(stream * 0x9E3779B97F4A7C15UL + 0xD1B54A32D192ED03UL);
        ulong Next() => SplitMix64(state += 0x9E3779B97F4A7C15UL);
        (_s0, _s1, _s2, _s3) = (Next(), Next(), Next(), Next());
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>
    /// Uniform in 0 .. <paramref name="exclusiveMax"/> - 1, without modulo bias (Lemire 2019, multiply-shift with rejection).
    /// </summary>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        var range = (uint)exclusiveMax;
        var product = (NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            var floor = (uint)(-exclusiveMax) % range;
            while ((uint)product < floor)
            {
                product = (NextUInt64() >> 32) * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Standard normal (Marsaglia's polar method).</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            var spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }

        while (true)
        {
            var u = (2 * NextDouble()) - 1;
            var v = (2 * NextDouble()) - 1;
            var s = (u * u) + (v * v);
            if (s is > 0 and < 1)
            {
                var factor = Math.Sqrt(-2 * Math.Log(s) / s);
                _spareGaussian = v * factor;
                return u * factor;
            }
        }
    }

    /// <summary>Fisher and Yates' shuffle.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix64(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trainer.Training.Noise;

/// <summary>
/// Standard normal numbers in bulk (Box and Muller 1958, DOI 10.1214/aoms/1177706645), about 1 ns each. Logarithm, sine and cosine are
/// polynomials in plain additions and products, so that a key gives the same bits on every machine and for every vector width. 24 bits of
/// radius: no value is beyond ±5.77.
/// </summary>
internal static class GaussianNoise
{
    // Of each block of values the first half are cosines and the second half sines: whatever number of them a vector holds.
    private const int Pairs = 16;

    /// <summary>Fills a span with the numbers of a key.</summary>
    public static void Fill(Span<float> values, ulong key)
    {
        var radii = new CounterHash(key, 0xA0);
        var angles = new CounterHash(key, 0xA1);
        Span<float> block = stackalloc float[2 * Pairs];
        var first = 0u;
        for (; values.Length >= block.Length; values = values[block.Length..], first += Pairs)
        {
            FillBlock(values, radii, angles, first);
        }

        FillBlock(block, radii, angles, first);
        block[..values.Length].CopyTo(values);
    }

    private static void FillBlock(Span<float> block, CounterHash radii, CounterHash angles, uint first)
    {
        for (var i = 0; i < Pairs; i += Vector<float>.Count)
        {
            var radius = Vector.SquareRoot(Logarithm(radii.Bits(first + (uint)i)) * -2f);
            var (cosine, sine) = CosineAndSine(angles.Bits(first + (uint)i));
            Store(block[i..], radius * cosine);
            Store(block[(i + Pairs)..], radius * sine);
        }
    }

    // One step of Horner's scheme; a loop over coefficients would be neither unrolled nor kept in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Then(this Vector<float> sum, Vector<float> z, float coefficient) =>
        (sum * z) + new Vector<float>(coefficient);

    private static void Store(Span<float> to, Vector<float> value) => MemoryMarshal.Write(MemoryMarshal.AsBytes(to), in value);

    // ln u of u = (n + 1) / 2²⁴, n the upper 24 bits: u = m · 2^e with m in [√½, √2), ln m = 2 artanh((m − 1) / (m + 1)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Logarithm(Vector<uint> bits)
    {
        var n = Vector.ConvertToSingle(Vector.AsVectorInt32((bits >>> 8) + Vector<uint>.One));
        var raw = Vector.AsVectorInt32(n) - new Vector<int>(0x3F3504F3); // from here on the exponent counts the powers of two above √½
        var exponent = raw >> 23;
        var m = Vector.AsVectorSingle((raw & new Vector<int>(0x007FFFFF)) + new Vector<int>(0x3F3504F3));
        var s = (m - Vector<float>.One) / (m + Vector<float>.One);
        var z = s * s;
        var series = new Vector<float>(1f / 9).Then(z, 1f / 7).Then(z, 1f / 5).Then(z, 1f / 3) * z;
        var logarithm = (s + (s * series)) * 2f;
        return (Vector.ConvertToSingle(exponent - new Vector<int>(24)) * 0.693147181f) + logarithm;
    }

    // The two upper bits choose the quarter of the circle, the next 22 an angle in [−π/4, π/4) in it; both series end where they are
    // exact to single precision.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<float> Cosine, Vector<float> Sine) CosineAndSine(Vector<uint> bits)
    {
        var quarter = Vector.AsVectorInt32(bits >>> 30);
        var place = Vector.ConvertToSingle(Vector.AsVectorInt32((bits >>> 8) & new Vector<uint>(0x3FFFFF)) - new Vector<int>(1 << 21));
        var x = place * (float)(Math.PI / 2 / (1 << 22));
        var z = x * x;
        var sine = x + (x * (new Vector<float>(1f / 362880).Then(z, -1f / 5040).Then(z, 1f / 120).Then(z, -1f / 6) * z));
        var cosine = Vector<float>.One
            + (new Vector<float>(-1f / 3628800).Then(z, 1f / 40320).Then(z, -1f / 720).Then(z, 1f / 24).Then(z, -0.5f) * z);

        var swap = Vector.Equals(quarter & Vector<int>.One, Vector<int>.One);
        var negative = (quarter & new Vector<int>(2)) << 30;
        var (c, s) = (Vector.ConditionalSelect(swap, -sine, cosine), Vector.ConditionalSelect(swap, cosine, sine));
        return (Vector.AsVectorSingle(Vector.AsVectorInt32(c) ^ negative), Vector.AsVectorSingle(Vector.AsVectorInt32(s) ^ negative));
    }
}

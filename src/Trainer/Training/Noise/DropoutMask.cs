using System.Numerics;
using System.Runtime.InteropServices;

namespace Trainer.Training.Noise;

/// <summary>
/// Masks for dropout (Srivastava et al. 2014, JMLR 15:1929) as inputs of a graph: 0 for what is dropped, else 1 / (1 − rate), so that
/// nothing has to be scaled when the trained graph is used.
/// </summary>
internal static class DropoutMask
{
    // As many as the widest vector holds, so that a short rest is cut from the same block everywhere.
    private const int Block = 16;

    /// <summary>Fills a mask with the draws of a key.</summary>
    /// <param name="mask">One factor per value.</param>
    /// <param name="rate">Share that is dropped, in [0, 1).</param>
    /// <param name="key">Another key gives another mask.</param>
    public static void Fill(Span<float> mask, double rate, ulong key)
    {
        var hash = new CounterHash(key, 0xD0);
        var (threshold, kept) = (new Vector<uint>((uint)(rate * uint.MaxValue)), new Vector<float>((float)(1 / (1 - rate))));
        Span<float> block = stackalloc float[Block];
        for (var first = 0; first < mask.Length; first += Block)
        {
            var rest = mask[first..];
            var target = rest.Length < Block ? block : rest;
            for (var i = 0; i < Block; i += Vector<float>.Count)
            {
                var isKept = Vector.GreaterThanOrEqual(hash.Bits((uint)(first + i)), threshold);
                var factors = Vector.ConditionalSelect(Vector.AsVectorInt32(isKept), kept, Vector<float>.Zero);
                MemoryMarshal.Write(MemoryMarshal.AsBytes(target[i..]), in factors);
            }

            if (rest.Length < Block)
            {
                block[..rest.Length].CopyTo(rest);
            }
        }
    }
}

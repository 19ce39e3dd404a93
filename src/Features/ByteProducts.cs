using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trainer.Features;

/// <summary>
/// Dot products of 8-bit rows with 8-bit queries, exact integers on every machine. Eight rows lie in a panel, four columns of each in turn,
/// so that a vector of 32-bit sums has one row per lane and nothing is summed across lanes.
/// </summary>
internal static class ByteProducts
{
    /// <summary>Rows in a panel.</summary>
    public const int Lanes = 8;

    /// <summary>Columns that are multiplied at once.</summary>
    public const int Group = 4;

    /// <summary>What is added to a row's code to make it unsigned.</summary>
    public const int Offset = 128;

    /// <summary>Adds the products of a panel's next four columns with four of a query.</summary>
    /// <param name="sums">One per row.</param>
    /// <param name="panel">Eight rows × four columns, unsigned.</param>
    /// <param name="query">Four signed values of the query.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> panel, Vector256<int> query)
    {
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sums, panel, query.AsSByte());
        }

        return Avx2.IsSupported ? AddPairs(sums, panel, query) : AddPortable(sums, panel, query);
    }

    /// <summary>The same with AVX2: even and odd columns, each as pairs of 16-bit products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> AddPairs(Vector256<int> sums, Vector256<byte> panel, Vector256<int> query)
    {
        var even = Avx2.MultiplyAddAdjacent(panel.AsInt16() & Vector256.Create((short)0xFF), query.AsInt16() << 8 >> 8);
        var odd = Avx2.MultiplyAddAdjacent((panel.AsUInt16() >>> 8).AsInt16(), query.AsInt16() >> 8);
        return sums + even + odd;
    }

    /// <summary>The same with nothing but 32-bit arithmetic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> AddPortable(Vector256<int> sums, Vector256<byte> panel, Vector256<int> query)
    {
        var codes = panel.AsInt32();
        var mask = Vector256.Create(0xFF);
        sums += (codes & mask) * (query << 24 >> 24);
        sums += ((codes >>> 8) & mask) * (query << 16 >> 24);
        sums += ((codes >>> 16) & mask) * (query << 8 >> 24);
        return sums + ((codes >>> 24) * (query >> 24));
    }
}

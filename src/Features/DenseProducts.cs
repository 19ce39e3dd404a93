using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trainer.Features;

/// <summary>
/// Dot products of all rows of one matrix with all rows of another. O(rows · rows · columns), with four by four products at once in
/// registers, so that every value loaded is used four times. A product does not depend on which rows stand beside it.
/// </summary>
public static class DenseProducts
{
    private const int Tile = 4;

    // Rows of b that stay in the second-level cache while all rows of a go past.
    private const int BlockBytes = 256 << 10;

    /// <summary>Fills <paramref name="products"/>, [rows of a, rows of b], row by row.</summary>
    /// <param name="a">[rows, columns].</param>
    /// <param name="b">[rows, columns].</param>
    /// <param name="columns">Columns of both, from 1.</param>
    /// <param name="products">Where the products go.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int columns, Span<float> products)
    {
        var (rowsA, rowsB) = (a.Length / columns, b.Length / columns);
        if (a.Length % columns != 0 || b.Length % columns != 0 || products.Length != (long)rowsA * rowsB)
        {
            throw new ArgumentException($"{a.Length} and {b.Length} values in {columns} columns do not give {products.Length} products");
        }

        var block = Math.Max(Tile, BlockBytes / (4 * columns) / Tile * Tile);
        Span<float> sums = stackalloc float[Tile * Tile];
        for (var from = 0; from < rowsB; from += block)
        {
            var to = Math.Min(rowsB, from + block);
            for (var i = 0; i < rowsA; i += Tile)
            {
                var tileA = Math.Min(Tile, rowsA - i);
                for (var j = from; j < to; j += Tile)
                {
                    var tileB = Math.Min(Tile, to - j);
                    if (tileA == 1)
                    {
                        Products(a[(i * columns)..], b, j, tileB, columns, sums);
                    }
                    else
                    {
                        Products(a, i, tileA, b, j, tileB, columns, sums);
                    }

                    for (var r = 0; r < tileA; r++)
                    {
                        sums.Slice(r * Tile, tileB).CopyTo(products[(((i + r) * rowsB) + j)..]);
                    }
                }
            }
        }
    }

    /// <summary>One product, in every bit the one that <see cref="Multiply"/> gives for these two rows.</summary>
    /// <param name="a">A row.</param>
    /// <param name="b">A row of the same length, from 1.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"rows of {a.Length} and {b.Length} values have no product");
        }

        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        Vector512<float> lanes = default;
        var k = 0;
        for (; k <= a.Length - Vector512<float>.Count; k += Vector512<float>.Count)
        {
            lanes = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x, (nuint)k), Vector512.LoadUnsafe(ref y, (nuint)k), lanes);
        }

        var sum = Vector512.Sum(lanes);
        for (; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }

    // A single row, such as one query at a time, is bound by the memory that b comes from: nothing is computed twice beside that. The
    // operations of each product are those of the tile below, in the same order.
    private static void Products(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int j, int tileB, int columns, Span<float> sums)
    {
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var b0 = ref MemoryMarshal.GetReference(b[(j * columns)..]);
        ref var b1 = ref Row(ref b0, columns, Math.Min(1, tileB - 1));
        ref var b2 = ref Row(ref b0, columns, Math.Min(2, tileB - 1));
        ref var b3 = ref Row(ref b0, columns, Math.Min(3, tileB - 1));
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        var k = 0;
        for (; k <= columns - Vector512<float>.Count; k += Vector512<float>.Count)
        {
            var x = Vector512.LoadUnsafe(ref a0, (nuint)k);
            s0 = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref b0, (nuint)k), s0);
            s1 = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref b1, (nuint)k), s1);
            s2 = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref b2, (nuint)k), s2);
            s3 = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref b3, (nuint)k), s3);
        }

        sums[0] = Vector512.Sum(s0);
        sums[1] = Vector512.Sum(s1);
        sums[2] = Vector512.Sum(s2);
        sums[3] = Vector512.Sum(s3);
        for (; k < columns; k++)
        {
            var x = Unsafe.Add(ref a0, k);
            sums[0] += x * Unsafe.Add(ref b0, k);
            sums[1] += x * Unsafe.Add(ref b1, k);
            sums[2] += x * Unsafe.Add(ref b2, k);
            sums[3] += x * Unsafe.Add(ref b3, k);
        }
    }

    // At an edge the last row stands in for the missing ones.
    private static void Products(
        ReadOnlySpan<float> a, int i, int tileA, ReadOnlySpan<float> b, int j, int tileB, int columns, Span<float> sums)
    {
        ref var a0 = ref MemoryMarshal.GetReference(a[(i * columns)..]);
        ref var a1 = ref Row(ref a0, columns, Math.Min(1, tileA - 1));
        ref var a2 = ref Row(ref a0, columns, Math.Min(2, tileA - 1));
        ref var a3 = ref Row(ref a0, columns, Math.Min(3, tileA - 1));
        ref var b0 = ref MemoryMarshal.GetReference(b[(j * columns)..]);
        ref var b1 = ref Row(ref b0, columns, Math.Min(1, tileB - 1));
        ref var b2 = ref Row(ref b0, columns, Math.Min(2, tileB - 1));
        ref var b3 = ref Row(ref b0, columns, Math.Min(3, tileB - 1));
        Vector512<float> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector512<float> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector512<float> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector512<float> s30 = default, s31 = default, s32 = default, s33 = default;
        var k = 0;
        for (; k <= columns - Vector512<float>.Count; k += Vector512<float>.Count)
        {
            var (x0, x1) = (Vector512.LoadUnsafe(ref a0, (nuint)k), Vector512.LoadUnsafe(ref a1, (nuint)k));
            var (x2, x3) = (Vector512.LoadUnsafe(ref a2, (nuint)k), Vector512.LoadUnsafe(ref a3, (nuint)k));
            var y = Vector512.LoadUnsafe(ref b0, (nuint)k);
            s00 = Vector512.FusedMultiplyAdd(x0, y, s00);
            s10 = Vector512.FusedMultiplyAdd(x1, y, s10);
            s20 = Vector512.FusedMultiplyAdd(x2, y, s20);
            s30 = Vector512.FusedMultiplyAdd(x3, y, s30);
            y = Vector512.LoadUnsafe(ref b1, (nuint)k);
            s01 = Vector512.FusedMultiplyAdd(x0, y, s01);
            s11 = Vector512.FusedMultiplyAdd(x1, y, s11);
            s21 = Vector512.FusedMultiplyAdd(x2, y, s21);
            s31 = Vector512.FusedMultiplyAdd(x3, y, s31);
            y = Vector512.LoadUnsafe(ref b2, (nuint)k);
            s02 = Vector512.FusedMultiplyAdd(x0, y, s02);
            s12 = Vector512.FusedMultiplyAdd(x1, y, s12);
            s22 = Vector512.FusedMultiplyAdd(x2, y, s22);
            s32 = Vector512.FusedMultiplyAdd(x3, y, s32);
            y = Vector512.LoadUnsafe(ref b3, (nuint)k);
            s03 = Vector512.FusedMultiplyAdd(x0, y, s03);
            s13 = Vector512.FusedMultiplyAdd(x1, y, s13);
            s23 = Vector512.FusedMultiplyAdd(x2, y, s23);
            s33 = Vector512.FusedMultiplyAdd(x3, y, s33);
        }

        sums[0] = Vector512.Sum(s00);
        sums[1] = Vector512.Sum(s01);
        sums[2] = Vector512.Sum(s02);
        sums[3] = Vector512.Sum(s03);
        sums[4] = Vector512.Sum(s10);
        sums[5] = Vector512.Sum(s11);
        sums[6] = Vector512.Sum(s12);
        sums[7] = Vector512.Sum(s13);
        sums[8] = Vector512.Sum(s20);
        sums[9] = Vector512.Sum(s21);
        sums[10] = Vector512.Sum(s22);
        sums[11] = Vector512.Sum(s23);
        sums[12] = Vector512.Sum(s30);
        sums[13] = Vector512.Sum(s31);
        sums[14] = Vector512.Sum(s32);
        sums[15] = Vector512.Sum(s33);
        for (; k < columns; k++)
        {
            for (var r = 0; r < Tile; r++)
            {
                var x = Unsafe.Add(ref Row(ref a0, columns, Math.Min(r, tileA - 1)), k);
                for (var c = 0; c < Tile; c++)
                {
                    sums[(r * Tile) + c] += x * Unsafe.Add(ref Row(ref b0, columns, Math.Min(c, tileB - 1)), k);
                }
            }
        }
    }

    private static ref float Row(ref float first, int columns, int row) => ref Unsafe.Add(ref first, row * columns);
}

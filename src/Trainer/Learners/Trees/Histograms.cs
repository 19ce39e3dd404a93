using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trainer.Learners.Trees;

/// <summary>
/// The inner loops: sums of cells per bin, and the best split of every column at once. In a block's histogram, [bins][lanes], a row touches
/// each lane once, so that no addition waits for the one before, and eight columns are searched in one register.
/// </summary>
internal static class Histograms
{
    private const int Lanes = BinnedMatrix.Lanes;

    /// <summary>Sums the cells of rows in one dense block. O(rows · lanes).</summary>
    /// <param name="bins">The block's bins of all rows, each below the histogram's number of bins.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cells">What each of them adds, in their order.</param>
    /// <param name="block">The block's part of a histogram; what was in it is lost.</param>
    public static void Build(ReadOnlySpan<byte> bins, ReadOnlySpan<int> rows, ReadOnlySpan<long> cells, Span<long> block)
    {
        block.Clear();
        ref var sums = ref MemoryMarshal.GetReference(block);
        ref var bytes = ref MemoryMarshal.GetReference(bins);
        for (var i = 0; i < rows.Length; i++)
        {
            var cell = cells[i];
            ref var row = ref Unsafe.Add(ref bytes, (nint)rows[i] * Lanes);
            Add(ref sums, Unsafe.ReadUnaligned<ulong>(ref row), cell);
            Add(ref Unsafe.Add(ref sums, Lanes / 2), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref row, Lanes / 2)), cell);
        }
    }

    /// <summary>Sums the cells of rows in all sparse blocks; the zero bins get what the others leave. O(stored values + cells).</summary>
    public static void BuildSparse(BinnedMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<long> cells, long total, Span<long> histogram)
    {
        if (matrix.DenseBlocks == matrix.BlockCount)
        {
            return;
        }

        histogram[matrix.Start(matrix.DenseBlocks)..].Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            var cell = cells[i];
            foreach (var place in matrix.SparseCells(rows[i]))
            {
                histogram[place] += cell;
            }
        }

        Span<long> rest = stackalloc long[Lanes];
        for (var b = matrix.DenseBlocks; b < matrix.BlockCount; b++)
        {
            var block = histogram.Slice(matrix.Start(b), matrix.Bins(b) * Lanes);
            rest.Fill(total);
            for (var i = 0; i < block.Length; i++)
            {
                rest[i % Lanes] -= block[i];
            }

            for (var lane = 0; lane < Lanes; lane++)
            {
                block[(matrix.ZeroBins[((b - matrix.DenseBlocks) * Lanes) + lane] * Lanes) + lane] = rest[lane];
            }
        }
    }

    /// <summary>Takes one child's sums from its parent's, which leaves the other child's.</summary>
    public static void Subtract(Span<long> parent, ReadOnlySpan<long> child)
    {
        ref var from = ref MemoryMarshal.GetReference(parent);
        ref var what = ref MemoryMarshal.GetReference(child);
        for (nuint i = 0; i < (nuint)child.Length; i += (nuint)Vector512<long>.Count)
        {
            (Vector512.LoadUnsafe(ref from, i) - Vector512.LoadUnsafe(ref what, i)).StoreUnsafe(ref from, i);
        }
    }

    /// <summary>
    /// The best split of a block's columns, if it is better than what is given; of equal ones the first column's lowest. O(bins · lanes).
    /// </summary>
    /// <param name="block">The block's histogram.</param>
    /// <param name="total">Sums of the node.</param>
    /// <param name="first">Place of the block's first lane.</param>
    /// <param name="isOpen">Per place, whether its column may be used.</param>
    /// <param name="criterion">The criterion.</param>
    /// <param name="best">What has to be exceeded.</param>
    public static SplitChoice Search<TCriterion>(
        ReadOnlySpan<long> block, long total, int first, ReadOnlySpan<bool> isOpen, TCriterion criterion, SplitChoice best)
        where TCriterion : struct, ICriterion<TCriterion>
    {
        var width = Vector512<long>.Count;
        ref var sums = ref MemoryMarshal.GetReference(block);
        var all = Vector512.Create(total);
        for (var offset = 0; offset < Lanes; offset += width)
        {
            var left = Vector512<long>.Zero;
            var bestBin = Vector512.Create(-1L);
            var bestScore = Vector512.Create(best.Score);
            for (var i = offset; i < block.Length - Lanes; i += Lanes)
            {
                var cells = Vector512.LoadUnsafe(ref sums, (nuint)i);
                if (cells == Vector512<long>.Zero)
                {
                    continue; // the split before divides the rows in the same way
                }

                left += cells;
                var score = criterion.Split(left, all - left, first + offset);
                var better = Vector512.GreaterThan(score, bestScore);
                bestScore = Vector512.ConditionalSelect(better, score, bestScore);
                bestBin = Vector512.ConditionalSelect(better.AsInt64(), Vector512.Create((long)(i / Lanes)), bestBin);
            }

            for (var lane = 0; lane < width; lane++)
            {
                if (bestBin[lane] >= 0 && bestScore[lane] > best.Score && isOpen[first + offset + lane])
                {
                    best = new SplitChoice(bestScore[lane], first + offset + lane, (int)bestBin[lane]);
                }
            }
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref long sums, ulong bins, long cell)
    {
        Unsafe.Add(ref sums, ((nint)(bins & 0xFF) * Lanes) + 0) += cell;
        Unsafe.Add(ref sums, ((nint)((bins >> 8) & 0xFF) * Lanes) + 1) += cell;
        Unsafe.Add(ref sums, ((nint)((bins >> 16) & 0xFF) * Lanes) + 2) += cell;
        Unsafe.Add(ref sums, ((nint)((bins >> 24) & 0xFF) * Lanes) + 3) += cell;
        Unsafe.Add(ref sums, ((nint)((bins >> 32) & 0xFF) * Lanes) + 4) += cell;
        Unsafe.Add(ref sums, ((nint)((bins >> 40) & 0xFF) * Lanes) + 5) += cell;
        Unsafe.Add(ref sums, ((nint)((bins >> 48) & 0xFF) * Lanes) + 6) += cell;
        Unsafe.Add(ref sums, ((nint)(bins >> 56) * Lanes) + 7) += cell;
    }
}

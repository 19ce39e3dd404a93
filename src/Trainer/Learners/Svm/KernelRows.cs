using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Trainer.Features;

namespace Trainer.Learners.Svm;

/// <summary>
/// Rows of the radial kernel matrix K(a, b) = e^{-γ‖a − b‖²}, computed when asked for and kept in a bounded number of bytes; what was not
/// asked for longest goes first. As K lies in [0, 1] it is held as a multiple of 1/65535, wrong by at most 8e-6: half the bytes of float32,
/// and far below the tolerance of the solver. Where all rows fit they come in groups, which costs a fraction of as many single ones. O(rows
/// · columns) a row.
/// </summary>
internal sealed class KernelRows
{
    /// <summary>The value that stands for 1.</summary>
    public const int One = ushort.MaxValue;

    private const int GroupSize = 32;

    private readonly DenseMatrix _vectors;
    private readonly float _gamma;
    private readonly float[] _scaledNorms; // -γ‖a‖²
    private readonly int _groupSize;
    private readonly int _capacity;
    private readonly ushort[]?[] _groups;
    private readonly LinkedListNode<int>[] _nodes;
    private readonly LinkedList<int> _used = new(); // the latest first
    private readonly float[] _products;

    public KernelRows(DenseMatrix vectors, float gamma, long maxBytes)
    {
        (_vectors, _gamma) = (vectors, gamma);
        _scaledNorms = ScaledNorms(vectors, gamma);
        var rowBytes = sizeof(ushort) * (long)vectors.RowCount;
        _groupSize = rowBytes * vectors.RowCount <= maxBytes ? GroupSize : 1;
        _groups = new ushort[]?[(vectors.RowCount + _groupSize - 1) / _groupSize];
        _nodes = [.. Enumerable.Range(0, _groups.Length).Select(group => new LinkedListNode<int>(group))];

        // The solver looks at two rows at once.
        _capacity = (int)Math.Clamp(_groupSize > 1 ? _groups.Length : maxBytes / rowBytes, 2, int.MaxValue);
        _products = new float[_groupSize * vectors.RowCount];
    }

    public int Count => _vectors.RowCount;

    /// <summary>The kernel of one row with all of them. What is returned stays as it is until two more rows were asked for.</summary>
    public ReadOnlySpan<ushort> Row(int row)
    {
        var group = row / _groupSize;
        if (_groups[group] is null)
        {
            ushort[]? free = null;
            if (_used.Count == _capacity)
            {
                var last = _used.Last!;
                _used.Remove(last);
                (free, _groups[last.Value]) = (_groups[last.Value], null);
            }

            _groups[group] = Compute(group, free);
            _used.AddFirst(_nodes[group]);
        }
        else if (_nodes[group] != _used.First)
        {
            _used.Remove(_nodes[group]);
            _used.AddFirst(_nodes[group]);
        }

        return _groups[group].AsSpan(row % _groupSize * Count, Count);
    }

    /// <summary>A constant − γ‖row‖² of every row.</summary>
    public static float[] ScaledNorms(DenseMatrix vectors, float gamma, double constant = 0) =>
        [.. Enumerable.Range(0, vectors.RowCount).Select(row =>
            (float)(constant - ((double)gamma * TensorPrimitives.SumOfSquares(vectors.Row(row)))))];

    /// <summary>Turns dot products of one vector with others into kernel values, in place.</summary>
    public static void FromProducts(Span<float> products, float gamma, float scaledNorm, ReadOnlySpan<float> scaledNorms)
    {
        TensorPrimitives.MultiplyAdd(products, 2 * gamma, scaledNorms, products);
        TensorPrimitives.Add(products, scaledNorm, products);
        TensorPrimitives.Exp(products, products);
    }

    private ushort[] Compute(int group, ushort[]? free)
    {
        var from = group * _groupSize;
        var rows = Math.Min(_groupSize, Count - from);
        var columns = _vectors.ColumnCount;
        var values = free ?? GC.AllocateUninitializedArray<ushort>(rows * Count);
        DenseProducts.Multiply(
            _vectors.Values.Slice(from * columns, rows * columns), _vectors.Values, columns, _products.AsSpan(0, rows * Count));
        for (var i = 0; i < rows; i++)
        {
            var kernel = _products.AsSpan(i * Count, Count);
            FromProducts(kernel, _gamma, _scaledNorms[from + i], _scaledNorms);
            kernel[from + i] = 1;
            Round(kernel, values.AsSpan(i * Count, Count));
        }

        return values;
    }

    private static void Round(ReadOnlySpan<float> kernel, Span<ushort> rounded)
    {
        ref var source = ref MemoryMarshal.GetReference(kernel);
        ref var target = ref MemoryMarshal.GetReference(rounded);
        var t = 0;
        for (; t <= kernel.Length - Vector512<ushort>.Count; t += Vector512<ushort>.Count)
        {
            Vector512.Narrow(
                Whole(Vector512.LoadUnsafe(ref source, (nuint)t)),
                Whole(Vector512.LoadUnsafe(ref source, (nuint)(t + Vector512<float>.Count)))).StoreUnsafe(ref target, (nuint)t);
        }

        for (; t < kernel.Length; t++)
        {
            rounded[t] = (ushort)((Math.Min(kernel[t], 1) * One) + 0.5f);
        }
    }

    private static Vector512<uint> Whole(Vector512<float> kernel) => Vector512.ConvertToInt32(
        (Vector512.Min(kernel, Vector512<float>.One) * One) + Vector512.Create(0.5f)).AsUInt32();
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trainer.Features;

/// <summary>
/// The rows of a matrix with the largest dot products with a query, exactly those that a scan in float32 finds. The scan runs over 8-bit
/// codes instead, a quarter of the bytes: with x = x̂ + e and r = r̂ + f, where x̂ and r̂ are multiples of codes, x·r differs from x̂·r̂ by
/// at most ‖x‖ ‖f‖ + ‖e‖ ‖r̂‖ (Cauchy and Schwarz). Only rows whose bound reaches the k-th largest product are multiplied in float32.
/// O(rows · columns) bytes a query, and a few hundred products. Immutable, and safe to use from several threads.
/// </summary>
public sealed class NearestRows
{
    private const int MaxColumns = 1 << 16; // so many products of two bytes stay within 32 bits
    private const int MaxCode = 127;

    // Queries and panels whose sums stay in registers together.
    private const int QueryTile = 4;
    private const int PanelTile = 2;

    // Queries that go past a block of panels while it is in the second-level cache; fewer where their products would not fit there.
    private const int QueryBlock = 32;
    private const int PanelBlockBytes = 256 << 10;
    private const int ProductBytes = 4 << 20;

    private readonly float[] _rows;
    private readonly int _columns;
    private readonly int _count;
    private readonly int _groups;
    private readonly byte[] _codes; // [panels][groups][lanes][columns of a group]
    private readonly float[] _scales; // [rows], r̂ = scale · code; padded to whole tiles, as the two below
    private readonly float[] _errors; // ‖f‖ and the rounding of a product in float32, for ‖x‖ = 1
    private readonly float[] _norms; // ‖r̂‖

    /// <summary>Prepares a search. O(values).</summary>
    /// <param name="rows">[rows, columns], finite; kept and not to be changed.</param>
    /// <param name="columns">Columns, 1 to 65,536.</param>
    /// <exception cref="ArgumentException">The columns are out of range, or the values do not make whole rows.</exception>
    public NearestRows(float[] rows, int columns)
    {
        if (columns is < 1 or > MaxColumns || rows.Length % columns != 0)
        {
            throw new ArgumentException($"{rows.Length} values in {columns} columns; allowed are whole rows of 1 to {MaxColumns} columns");
        }

        (_rows, _columns, _count) = (rows, columns, rows.Length / columns);
        _groups = (columns + ByteProducts.Group - 1) / ByteProducts.Group;
        var padded = (_count + (ByteProducts.Lanes * PanelTile) - 1) / (ByteProducts.Lanes * PanelTile) * (ByteProducts.Lanes * PanelTile);
        (_scales, _errors, _norms) = (new float[padded], new float[padded], new float[padded]);
        _errors.AsSpan(_count).Fill(float.MaxValue); // rows that are none are near to nothing
        _codes = GC.AllocateUninitializedArray<byte>(checked(padded * _groups * ByteProducts.Group));
        Array.Fill(_codes, (byte)ByteProducts.Offset);
        var codes = new sbyte[_groups * ByteProducts.Group];
        for (var row = 0; row < _count; row++)
        {
            var values = Row(row);
            double error;
            (_scales[row], error, _norms[row]) = Quantise(values, codes);
            _errors[row] = (float)(1.00001 * (error + (Rounding * TensorPrimitives.Norm(values))));
            var first = ((row / ByteProducts.Lanes * _groups * ByteProducts.Lanes) + (row % ByteProducts.Lanes)) * ByteProducts.Group;
            for (var column = 0; column < columns; column++)
            {
                var at = first + (column / ByteProducts.Group * ByteProducts.Group * ByteProducts.Lanes) + (column % ByteProducts.Group);
                _codes[at] = (byte)(codes[column] + ByteProducts.Offset);
            }
        }
    }

    /// <summary>Number of rows.</summary>
    public int Count => _count;

    // Of a float32 product of vectors of length 1, generously: 16 lanes that are summed at the end, and the bound's own arithmetic.
    private double Rounding => ((_columns / 16.0) + 64) * (1.0 / (1 << 23));

    /// <summary>
    /// The <paramref name="k"/> rows with the largest products with each query, largest first, ties to the lower row. The products are
    /// those of <see cref="DenseProducts"/>, bit for bit, whatever the other queries are.
    /// </summary>
    /// <param name="queries">[queries, columns], finite.</param>
    /// <param name="k">From 1 to <see cref="Count"/>.</param>
    /// <param name="rows">[queries, k], indices of rows.</param>
    /// <param name="products">[queries, k].</param>
    /// <exception cref="ArgumentException">A length does not fit, or k is out of range.</exception>
    public void Search(ReadOnlySpan<float> queries, int k, Span<int> rows, Span<float> products)
    {
        var count = queries.Length / _columns;
        if (k < 1 || k > _count || queries.Length % _columns != 0 || rows.Length != (long)count * k || products.Length != rows.Length)
        {
            throw new ArgumentException(
                $"{queries.Length} values in {_columns} columns and k = {k} of {_count} rows do not give {rows.Length} rows and " +
                $"{products.Length} products");
        }

        var block = Math.Clamp(ProductBytes / (sizeof(float) * _scales.Length), QueryTile, QueryBlock);
        var codes = new int[block * _groups];
        var parts = new Parts[block];
        var approximate = new float[block * _scales.Length];
        var candidates = new NearestCandidates(k, _scales.Length);
        var signed = new sbyte[_groups * ByteProducts.Group];
        for (var from = 0; from < count; from += block)
        {
            var some = Math.Min(block, count - from);
            for (var i = 0; i < some; i++)
            {
                var query = queries.Slice((from + i) * _columns, _columns);
                var (scale, error, _) = Quantise(query, signed);
                parts[i] = new(
                    scale, 1.00001f * TensorPrimitives.Norm(query), 1.00001f * (float)error, -ByteProducts.Offset * Sum(signed));
                MemoryMarshal.Cast<sbyte, int>(signed).CopyTo(codes.AsSpan(i * _groups));
            }

            Scan(codes, parts.AsSpan(0, some), approximate);
            for (var i = 0; i < some; i++)
            {
                var coarse = approximate.AsSpan(i * _scales.Length, _scales.Length);
                candidates.Find(coarse, _errors, _norms, parts[i].Norm, parts[i].Error);
                var at = (from + i) * k;
                Rescore(queries.Slice((from + i) * _columns, _columns), candidates, rows.Slice(at, k), products.Slice(at, k));
            }
        }
    }

    private ReadOnlySpan<float> Row(int row) => _rows.AsSpan(row * _columns, _columns);

    private void Scan(int[] codes, ReadOnlySpan<Parts> queries, float[] approximate)
    {
        Span<int> sums = stackalloc int[QueryTile * PanelTile * ByteProducts.Lanes];
        var panelBytes = _groups * Vector256<byte>.Count;
        var panels = _scales.Length / ByteProducts.Lanes;
        var block = Math.Max(PanelTile, PanelBlockBytes / panelBytes / PanelTile * PanelTile);
        for (var from = 0; from < panels; from += block)
        {
            var to = Math.Min(panels, from + block);
            for (var query = 0; query < queries.Length;)
            {
                var tile = queries.Length - query >= QueryTile ? QueryTile : 1;
                for (var panel = from; panel < to; panel += PanelTile)
                {
                    if (tile == QueryTile)
                    {
                        Multiply(ref codes[query * _groups], ref _codes[panel * panelBytes], _groups, ref sums[0]);
                    }
                    else
                    {
                        MultiplySingle(ref codes[query * _groups], ref _codes[panel * panelBytes], _groups, ref sums[0]);
                    }

                    for (var i = 0; i < tile; i++)
                    {
                        ref var target = ref approximate[((query + i) * _scales.Length) + (panel * ByteProducts.Lanes)];
                        Scale(queries[query + i], ref sums[i * PanelTile * ByteProducts.Lanes], panel, ref target);
                    }
                }

                query += tile;
            }
        }
    }

    private void Scale(Parts query, ref int sums, int panel, ref float approximate)
    {
        for (var i = 0; i < PanelTile * ByteProducts.Lanes; i += ByteProducts.Lanes)
        {
            var products = Vector256.LoadUnsafe(ref sums, (nuint)i) + Vector256.Create(query.Offset);
            var scales = Vector256.LoadUnsafe(ref _scales[panel * ByteProducts.Lanes], (nuint)i) * Vector256.Create(query.Scale);
            (Vector256.ConvertToSingle(products) * scales).StoreUnsafe(ref approximate, (nuint)i);
        }
    }

    // The loops stand alone: with a call after them the sums would live in memory.
    private static void Multiply(ref int queries, ref byte panels, int groups, ref int sums)
    {
        ref var panel1 = ref Unsafe.Add(ref panels, groups * Vector256<byte>.Count);
        ref var q1 = ref Unsafe.Add(ref queries, groups);
        ref var q2 = ref Unsafe.Add(ref queries, 2 * groups);
        ref var q3 = ref Unsafe.Add(ref queries, 3 * groups);
        Vector256<int> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector256<int> s20 = default, s21 = default, s30 = default, s31 = default;
        for (nuint g = 0; g < (nuint)groups; g++)
        {
            var x0 = Vector256.LoadUnsafe(ref panels, g * (nuint)Vector256<byte>.Count);
            var x1 = Vector256.LoadUnsafe(ref panel1, g * (nuint)Vector256<byte>.Count);
            var y = Vector256.Create(Unsafe.Add(ref queries, g));
            s00 = ByteProducts.Add(s00, x0, y);
            s01 = ByteProducts.Add(s01, x1, y);
            y = Vector256.Create(Unsafe.Add(ref q1, g));
            s10 = ByteProducts.Add(s10, x0, y);
            s11 = ByteProducts.Add(s11, x1, y);
            y = Vector256.Create(Unsafe.Add(ref q2, g));
            s20 = ByteProducts.Add(s20, x0, y);
            s21 = ByteProducts.Add(s21, x1, y);
            y = Vector256.Create(Unsafe.Add(ref q3, g));
            s30 = ByteProducts.Add(s30, x0, y);
            s31 = ByteProducts.Add(s31, x1, y);
        }

        s00.StoreUnsafe(ref sums);
        s01.StoreUnsafe(ref sums, ByteProducts.Lanes);
        s10.StoreUnsafe(ref sums, 2 * ByteProducts.Lanes);
        s11.StoreUnsafe(ref sums, 3 * ByteProducts.Lanes);
        s20.StoreUnsafe(ref sums, 4 * ByteProducts.Lanes);
        s21.StoreUnsafe(ref sums, 5 * ByteProducts.Lanes);
        s30.StoreUnsafe(ref sums, 6 * ByteProducts.Lanes);
        s31.StoreUnsafe(ref sums, 7 * ByteProducts.Lanes);
    }

    private static void MultiplySingle(ref int query, ref byte panels, int groups, ref int sums)
    {
        ref var panel1 = ref Unsafe.Add(ref panels, groups * Vector256<byte>.Count);
        Vector256<int> s0 = default, s1 = default;
        for (nuint g = 0; g < (nuint)groups; g++)
        {
            var y = Vector256.Create(Unsafe.Add(ref query, g));
            s0 = ByteProducts.Add(s0, Vector256.LoadUnsafe(ref panels, g * (nuint)Vector256<byte>.Count), y);
            s1 = ByteProducts.Add(s1, Vector256.LoadUnsafe(ref panel1, g * (nuint)Vector256<byte>.Count), y);
        }

        s0.StoreUnsafe(ref sums);
        s1.StoreUnsafe(ref sums, ByteProducts.Lanes);
    }

    private void Rescore(ReadOnlySpan<float> query, NearestCandidates candidates, Span<int> rows, Span<float> products)
    {
        var found = 0;
        for (var i = candidates.Rows.Length - 1; i >= 0; i--)
        {
            var row = candidates.Rows[i];
            if (row >= _count)
            {
                continue;
            }

            if (found == rows.Length && candidates.AtMost[i] < products[^1])
            {
                break; // and so are all that follow
            }

            var product = DenseProducts.Product(query, Row(row));
            var place = found;
            while (place > 0 && (products[place - 1] < product || (products[place - 1] == product && rows[place - 1] > row)))
            {
                place--;
            }

            if (place == rows.Length)
            {
                continue;
            }

            var moved = Math.Min(found, rows.Length - 1) - place;
            products.Slice(place, moved).CopyTo(products[(place + 1)..]);
            rows.Slice(place, moved).CopyTo(rows[(place + 1)..]);
            (products[place], rows[place]) = (product, row);
            found = Math.Min(found + 1, rows.Length);
        }
    }

    // code = value / scale to the nearest, -127 to 127; the length of what is lost and that of what is kept.
    private static (float Scale, double Error, float Norm) Quantise(ReadOnlySpan<float> values, Span<sbyte> codes)
    {
        var scale = TensorPrimitives.MaxMagnitude(values) is var largest && largest < 0 ? -largest / MaxCode : largest / MaxCode;
        codes.Clear();
        if (scale <= 0)
        {
            return (0, TensorPrimitives.Norm(values), 0);
        }

        double error = 0, squares = 0;
        for (var i = 0; i < values.Length; i++)
        {
            codes[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scale), -MaxCode, MaxCode);
            var kept = (double)scale * codes[i];
            error += (values[i] - kept) * (values[i] - kept);
            squares += kept * kept;
        }

        return (scale, Math.Sqrt(error), (float)(1.00001 * Math.Sqrt(squares)));
    }

    private static int Sum(ReadOnlySpan<sbyte> codes)
    {
        var sum = 0;
        foreach (var code in codes)
        {
            sum += code;
        }

        return sum;
    }

    // A query is scale · codes and an error; the offset makes up for that of the rows' codes.
    private readonly record struct Parts(float Scale, float Norm, float Error, int Offset);
}

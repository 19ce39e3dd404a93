using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Trainer.Features;

namespace Trainer.Learners.Similarity;

/// <summary>
/// Training queries as unit vectors, each distinct one once: of the sparse features the heaviest terms as padded rows (ELLPACK), which is
/// also the layout of the exported graph, and of the dense ones all.
/// </summary>
internal sealed class StoredVectors
{
    private StoredVectors(int termsPerQuery, int[] columns, float[] values, float[] dense, int[] indexOf)
    {
        (TermsPerQuery, Columns, Values, Dense, IndexOf) = (termsPerQuery, columns, values, dense, indexOf);
    }

    /// <summary>Distinct vectors, at least 1: one of zeros where no query has any feature.</summary>
    public int Count => Values.Length / TermsPerQuery;

    public int TermsPerQuery { get; }

    /// <summary>[stored][terms]; padding repeats column 0 with value 0.</summary>
    public int[] Columns { get; }

    /// <summary>[stored][terms].</summary>
    public float[] Values { get; }

    /// <summary>[stored][dense columns], each row of length 1, or 0 where the features are.</summary>
    public float[] Dense { get; }

    /// <summary>For every given row its stored vector; -1 for one without any feature, which is nobody's neighbour.</summary>
    public int[] IndexOf { get; }

    /// <summary>The vectors of the given rows. O(stored values); what is kept is allocated once.</summary>
    public static StoredVectors Of(FeatureMatrix features, IReadOnlyList<int> rows, int maxTerms, CancellationToken cancellation)
    {
        var (x, y) = (features.Sparse, features.Dense);
        var terms = Math.Max(1, rows.Select(row => Math.Min(maxTerms, x.Columns(row).Length)).DefaultIfEmpty(0).Max());
        var scratch = new Row(terms, y.ColumnCount);
        var known = new Dictionary<UInt128, int>();
        var first = new List<int>();
        var indexOf = new int[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            indexOf[i] = -1;
            if (scratch.Read(x, y, rows[i]))
            {
                if (known.TryAdd(scratch.Digest(), first.Count))
                {
                    first.Add(rows[i]);
                }

                indexOf[i] = known[scratch.Digest()];
            }
        }

        var count = Math.Max(1, first.Count);
        var stored = new StoredVectors(
            terms, new int[count * terms], new float[count * terms], new float[(long)count * y.ColumnCount], indexOf);
        for (var i = 0; i < first.Count; i++)
        {
            scratch.Read(x, y, first[i]);
            scratch.Columns.CopyTo(stored.Columns, i * terms);
            scratch.Values.CopyTo(stored.Values, i * terms);
            scratch.Dense.CopyTo(stored.Dense, (long)i * y.ColumnCount);
        }

        return stored;
    }

    /// <summary>Scales a vector to length 1; false if it has none.</summary>
    public static bool UnitVector(ReadOnlySpan<float> vector, Span<float> unit)
    {
        var norm = TensorPrimitives.Norm(vector);
        if (norm <= 0)
        {
            unit.Clear();
            return false;
        }

        TensorPrimitives.Divide(vector, norm, unit);
        return true;
    }

    private sealed class Row(int terms, int denseColumns)
    {
        private readonly byte[] _bytes = new byte[(8 * terms) + (4 * denseColumns)];

        public int[] Columns { get; } = new int[terms];

        public float[] Values { get; } = new float[terms];

        public float[] Dense { get; } = new float[denseColumns];

        public bool Read(SparseMatrix x, DenseMatrix y, int row) =>
            Truncate(x.Columns(row), x.Values(row)) | UnitVector(y.Row(row), Dense);

        // Half of a SHA-256: no two vectors of one training set will share it.
        public UInt128 Digest()
        {
            MemoryMarshal.AsBytes(Columns.AsSpan()).CopyTo(_bytes);
            MemoryMarshal.AsBytes(Values.AsSpan()).CopyTo(_bytes.AsSpan(4 * terms));
            MemoryMarshal.AsBytes(Dense.AsSpan()).CopyTo(_bytes.AsSpan(8 * terms));
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(_bytes, hash);
            return MemoryMarshal.Read<UInt128>(hash);
        }

        private bool Truncate(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
        {
            var order = new int[columns.Length];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }

            if (order.Length > terms)
            {
                var magnitudes = values.ToArray();
                Array.Sort(order, (a, b) => Math.Abs(magnitudes[a]) != Math.Abs(magnitudes[b])
                    ? Math.Abs(magnitudes[b]).CompareTo(Math.Abs(magnitudes[a]))
                    : a.CompareTo(b));
                order = order[..terms];
                Array.Sort(order);
            }

            Array.Clear(Columns);
            Array.Clear(Values);
            double squares = 0;
            for (var i = 0; i < order.Length; i++)
            {
                Columns[i] = columns[order[i]];
                Values[i] = values[order[i]];
                squares += (double)Values[i] * Values[i];
            }

            if (squares <= 0)
            {
                return false;
            }

            var norm = (float)Math.Sqrt(squares);
            for (var i = 0; i < order.Length; i++)
            {
                Values[i] /= norm;
            }

            return true;
        }
    }
}

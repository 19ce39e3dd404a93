using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Trainer.Learners.Neighbours;

/// <summary>
/// Training queries as unit vectors, each distinct one once, with the sum and the number of observed outcomes per model: of the sparse
/// features the heaviest terms as padded rows (ELLPACK), which is also the layout of the exported graph, and of the dense ones all.
/// </summary>
internal sealed class StoredQueries
{
    private StoredQueries(
        int termsPerQuery, int[] columns, float[] values, float[] dense, float[] qualitySums, float[] observations, int modelCount)
    {
        (TermsPerQuery, Columns, Values, Dense) = (termsPerQuery, columns, values, dense);
        (QualitySums, Observations, ModelCount) = (qualitySums, observations, modelCount);
    }

    public int Count => QualitySums.Length / ModelCount;

    public int TermsPerQuery { get; }

    public int ModelCount { get; }

    /// <summary>[stored][terms]; padding repeats column 0 with value 0.</summary>
    public int[] Columns { get; }

    /// <summary>[stored][terms].</summary>
    public float[] Values { get; }

    /// <summary>[stored][dense columns], each row of length 1, or 0 where the features are.</summary>
    public float[] Dense { get; }

    /// <summary>[stored][models].</summary>
    public float[] QualitySums { get; }

    /// <summary>[stored][models].</summary>
    public float[] Observations { get; }

    public static StoredQueries From(TrainingSet data, int maxTerms, CancellationToken cancellation)
    {
        var (x, y) = (data.Features.Sparse, data.Features.Dense);
        var terms = Math.Max(1, Enumerable.Range(0, x.RowCount).Max(row => Math.Min(maxTerms, x.Columns(row).Length)));
        var models = data.Quality.Length;
        var indexOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var columns = new List<int>();
        var values = new List<float>();
        var dense = new List<float>();
        var sums = new List<float>();
        var observations = new List<float>();
        var rowColumns = new int[terms];
        var rowValues = new float[terms];
        var rowDense = new float[y.ColumnCount];
        for (var row = 0; row < x.RowCount; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var known = Truncate(x.Columns(row), x.Values(row), rowColumns, rowValues) | UnitVector(y.Row(row), rowDense);
            if (!known)
            {
                continue; // a text without any feature is nobody's neighbour
            }

            var key = string.Concat(
                MemoryMarshal.Cast<int, char>(rowColumns), MemoryMarshal.Cast<float, char>(rowValues), MemoryMarshal.Cast<float, char>(rowDense));
            if (!indexOf.TryGetValue(key, out var stored))
            {
                indexOf.Add(key, stored = indexOf.Count);
                columns.AddRange(rowColumns);
                values.AddRange(rowValues);
                dense.AddRange(rowDense);
                sums.AddRange(new float[models]);
                observations.AddRange(new float[models]);
            }

            for (var m = 0; m < models; m++)
            {
                if (!double.IsNaN(data.Quality[m][row]))
                {
                    sums[(stored * models) + m] += (float)(data.RowWeights[row] * data.Quality[m][row]);
                    observations[(stored * models) + m] += (float)data.RowWeights[row];
                }
            }
        }

        if (columns.Count == 0)
        {
            columns.AddRange(new int[terms]);
            values.AddRange(new float[terms]);
            dense.AddRange(new float[y.ColumnCount]);
            sums.AddRange(new float[models]);
            observations.AddRange(new float[models]);
        }

        return new StoredQueries(terms, [.. columns], [.. values], [.. dense], [.. sums], [.. observations], models);
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

    private static bool Truncate(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int[] keptColumns, float[] keptValues)
    {
        var order = new int[columns.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (order.Length > keptColumns.Length)
        {
            var magnitudes = values.ToArray();
            Array.Sort(order, (a, b) => Math.Abs(magnitudes[a]) != Math.Abs(magnitudes[b])
                ? Math.Abs(magnitudes[b]).CompareTo(Math.Abs(magnitudes[a]))
                : a.CompareTo(b));
            order = order[..keptColumns.Length];
            Array.Sort(order);
        }

        Array.Clear(keptColumns);
        Array.Clear(keptValues);
        double squares = 0;
        for (var i = 0; i < order.Length; i++)
        {
            keptColumns[i] = columns[order[i]];
            keptValues[i] = values[order[i]];
            squares += (double)keptValues[i] * keptValues[i];
        }

        if (squares <= 0)
        {
            return false;
        }

        var norm = (float)Math.Sqrt(squares);
        for (var i = 0; i < order.Length; i++)
        {
            keptValues[i] /= norm;
        }

        return true;
    }
}

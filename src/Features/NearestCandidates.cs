using System.Numerics;
using System.Runtime.Intrinsics;

namespace Trainer.Features;

/// <summary>
/// Rows that may be among the k nearest of a query, known by approximate products and their bounds: those that are not surely below k
/// others. What k others surely reach is found among the maxima of many interleaved parts of the rows, which is nearly as high as
/// among all rows, and cheaper. O(rows).
/// </summary>
internal sealed class NearestCandidates(int k, int rows)
{
    private const int LeastParts = 256;

    private readonly int[] _rows = new int[rows];
    private readonly float[] _atMost = new float[rows];

    // At least two parts for each of the k, so that few of the best share one; or every row alone.
    private readonly float[] _maxima = new float[
        Math.Min(rows, Math.Max(LeastParts, (2 * k) + Vector256<float>.Count) / Vector256<float>.Count * Vector256<float>.Count)];
    private int _count;

    /// <summary>The candidates, the lowest upper bound first.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Upper bounds of their products.</summary>
    public ReadOnlySpan<float> AtMost => _atMost.AsSpan(0, _count);

    /// <summary>Finds the candidates of a query; the bound of a row is norm · its error + error · its norm.</summary>
    public void Find(Span<float> approximate, float[] errors, float[] norms, float norm, float error)
    {
        Array.Fill(_maxima, float.NegativeInfinity);
        for (var (row, part) = (0, 0); row < rows; row += Vector256<float>.Count)
        {
            var atLeast = Vector256.LoadUnsafe(ref approximate[row]) - Bound(errors, norms, norm, error, row);
            Vector256.Max(Vector256.LoadUnsafe(ref _maxima[part]), atLeast).StoreUnsafe(ref _maxima[part]);
            part = part + Vector256<float>.Count == _maxima.Length ? 0 : part + Vector256<float>.Count;
        }

        var least = Vector256.Create(Largest(_maxima, k));
        _count = 0;
        for (var row = 0; row < rows; row += Vector256<float>.Count)
        {
            var atMost = Vector256.LoadUnsafe(ref approximate[row]) + Bound(errors, norms, norm, error, row);
            for (var bits = Vector256.GreaterThanOrEqual(atMost, least).ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                var lane = BitOperations.TrailingZeroCount(bits);
                (_rows[_count], _atMost[_count]) = (row + lane, atMost[lane]);
                _count++;
            }
        }

        Array.Sort(_atMost, _rows, 0, _count);
    }

    private static Vector256<float> Bound(float[] errors, float[] norms, float norm, float error, int row) =>
        (Vector256.LoadUnsafe(ref errors[row]) * norm) + (Vector256.LoadUnsafe(ref norms[row]) * error);

    // The k-th largest value, by quickselect; reorders the values.
    private static float Largest(Span<float> values, int k)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[(low + high) >>> 1];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] > pivot)
                {
                    i++;
                }

                while (values[j] < pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (k - 1 > j && k - 1 < i)
            {
                break;
            }

            (low, high) = k - 1 <= j ? (low, j) : (i, high);
        }

        return values[k - 1];
    }
}

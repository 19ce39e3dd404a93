using System.Numerics;
using System.Runtime.Intrinsics;

namespace Trainer.Features;

/// <summary>
/// Rows that may be among the k nearest of one query, each with bounds of its product. A row is out as soon as k others are surely above it.
/// </summary>
internal sealed class NearestCandidates(int k)
{
    private const int Room = 256;

    private int[] _rows = new int[Math.Max(Room, 4 * k)];
    private float[] _atLeast = new float[Math.Max(Room, 4 * k)];
    private float[] _atMost = new float[Math.Max(Room, 4 * k)];
    private float[] _ranked = new float[Math.Max(Room, 4 * k)];
    private int _count;
    private int _limit;

    /// <summary>The query is <see cref="Scale"/> times its codes, and an error.</summary>
    public float Scale { get; private set; }

    /// <summary>Length of the query.</summary>
    public float Norm { get; private set; }

    /// <summary>Length of the error.</summary>
    public float Error { get; private set; }

    /// <summary>What makes up for the offset of the rows' codes.</summary>
    public int Offset { get; private set; }

    /// <summary>A row whose product is surely below this is not among the k nearest.</summary>
    public float Least { get; private set; }

    /// <summary>Forgets all, for another query.</summary>
    public void Start(float scale, float norm, float error, int offset)
    {
        (Scale, Norm, Error, Offset) = (scale, norm, error, offset);
        (_count, _limit, Least) = (0, Math.Max(Room, 4 * k) - ByteProducts.Lanes, float.NegativeInfinity);
    }

    /// <summary>Adds the rows of a panel whose bits are set.</summary>
    public void Add(uint bits, int first, int rowCount, Vector256<float> approximate, Vector256<float> bound)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            var lane = BitOperations.TrailingZeroCount(bits);
            if (first + lane < rowCount)
            {
                (_rows[_count], _atLeast[_count], _atMost[_count]) =
                    (first + lane, approximate[lane] - bound[lane], approximate[lane] + bound[lane]);
                _count++;
            }
        }

        if (_count > _limit)
        {
            Narrow();
            _limit = Math.Max(_limit, 2 * _count);
            if (_limit + ByteProducts.Lanes > _rows.Length)
            {
                var length = _limit + ByteProducts.Lanes;
                Array.Resize(ref _rows, length);
                Array.Resize(ref _atLeast, length);
                Array.Resize(ref _atMost, length);
                _ranked = new float[length];
            }
        }
    }

    /// <summary>What remains, the lowest upper bound first.</summary>
    public (ReadOnlyMemory<int> Rows, ReadOnlyMemory<float> AtMost) Finish()
    {
        Narrow();
        Array.Sort(_atMost, _rows, 0, _count);
        return (_rows.AsMemory(0, _count), _atMost.AsMemory(0, _count));
    }

    private void Narrow()
    {
        if (_count < k)
        {
            return;
        }

        Array.Copy(_atLeast, _ranked, _count);
        Least = Math.Max(Least, Largest(_ranked.AsSpan(0, _count), k));
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_atMost[i] >= Least)
            {
                (_rows[kept], _atLeast[kept], _atMost[kept]) = (_rows[i], _atLeast[i], _atMost[i]);
                kept++;
            }
        }

        _count = kept;
    }

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

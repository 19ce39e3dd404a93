using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trainer.Learners.Svm;

/// <summary>
/// The soft-margin machine of Cortes and Vapnik (1995): minimises ½ βᵀKβ − yᵀβ with Σβ = 0 and 0 ≤ y_t β_t ≤ C_t (β_t = y_t α_t) by
/// sequential minimal optimisation, two coefficients at a time, chosen by second-order information (Fan, Chen and Lin 2005, JMLR 6, WSS 2).
/// With f = Kβ − y, i is the largest −f among what may grow, and j the largest decrease (f_j − f_i)² / (2 − 2 K_ij) among what may shrink;
/// it ends when no pair violates the conditions of optimality by more than the tolerance. O(queries) an iteration, beside the kernel rows.
/// </summary>
internal sealed class SequentialMinimalOptimization
{
    private const float Tolerance = 1e-3f;
    private const float LeastCurvature = 1e-12f;
    private const float Never = float.NegativeInfinity;

    private readonly KernelRows _kernel;
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly double[] _beta;
    private readonly float[] _f;
    private readonly float[] _mayGrow; // 0 or -∞, to be added to what is maximised
    private readonly float[] _mayShrink;

    private SequentialMinimalOptimization(KernelRows kernel, SvmLabels labels)
    {
        _kernel = kernel;
        _low = [.. labels.Sides.Zip(labels.Bounds, (side, bound) => side < 0 ? -bound : 0)];
        _high = [.. labels.Sides.Zip(labels.Bounds, (side, bound) => side > 0 ? bound : 0)];
        _beta = new double[kernel.Count];
        _f = Array.ConvertAll(labels.Sides, side => -side);
        (_mayGrow, _mayShrink) = (new float[kernel.Count], new float[kernel.Count]);
        for (var t = 0; t < kernel.Count; t++)
        {
            Note(t);
        }
    }

    /// <summary>The coefficients β and the threshold ρ of the decision value Σ β_t K(x_t, x) − ρ.</summary>
    public static (double[] Beta, double Rho) Solve(KernelRows kernel, SvmLabels labels, CancellationToken cancellation)
    {
        var solver = new SequentialMinimalOptimization(kernel, labels);
        var rho = solver.Run(cancellation);
        return (solver._beta, rho);
    }

    private double Run(CancellationToken cancellation)
    {
        // Far more than is ever needed at sensible penalties: an end where rounding would allow none.
        var most = 100_000L + (200L * _kernel.Count);
        var (i, grow, shrink) = Extremes(default, default, 0);
        for (var iteration = 0L; iteration < most && grow + shrink > Tolerance; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var rowI = _kernel.Row(i);
            var j = Partner(rowI, grow);
            var rowJ = _kernel.Row(j);
            var curvature = Math.Max(2 - (2.0 * rowI[j] / KernelRows.One), LeastCurvature);
            var (roomI, roomJ) = (_high[i] - _beta[i], _beta[j] - _low[j]);
            var step = Math.Min((_f[j] - (double)_f[i]) / curvature, Math.Min(roomI, roomJ));
            _beta[i] = step == roomI ? _high[i] : _beta[i] + step;
            _beta[j] = step == roomJ ? _low[j] : _beta[j] - step;
            Note(i);
            Note(j);
            (i, grow, shrink) = Extremes(rowI, rowJ, (float)(step / KernelRows.One));
        }

        double sum = 0;
        var free = 0;
        for (var t = 0; t < _beta.Length; t++)
        {
            if (_mayGrow[t] == 0 && _mayShrink[t] == 0)
            {
                sum += _f[t];
                free++;
            }
        }

        return free > 0 ? sum / free : (shrink - grow) / 2;
    }

    private void Note(int t)
    {
        _mayGrow[t] = _beta[t] < _high[t] ? 0 : Never;
        _mayShrink[t] = _beta[t] > _low[t] ? 0 : Never;
    }

    // f += step (K_i − K_j), and in the same pass where −f is largest among what may grow, that value, and the largest f among what may
    // shrink.
    private (int Index, float Grow, float Shrink) Extremes(ReadOnlySpan<ushort> rowI, ReadOnlySpan<ushort> rowJ, float step)
    {
        var bestGrow = Vector512.Create(Never);
        var bestShrink = bestGrow;
        var bestAt = Vector512<int>.Zero;
        var at = Vector512<int>.Indices;
        var t = 0;
        for (; t <= _f.Length - Vector512<float>.Count; t += Vector512<float>.Count)
        {
            var f = Vector512.LoadUnsafe(ref _f[0], (nuint)t);
            if (step != 0)
            {
                f += step * Vector512.ConvertToSingle(Load(rowI, t) - Load(rowJ, t));
                f.StoreUnsafe(ref _f[0], (nuint)t);
            }

            var grow = Vector512.LoadUnsafe(ref _mayGrow[0], (nuint)t) - f;
            var isMore = Vector512.GreaterThan(grow, bestGrow);
            bestGrow = Vector512.ConditionalSelect(isMore, grow, bestGrow);
            bestAt = Vector512.ConditionalSelect(isMore.AsInt32(), at, bestAt);
            bestShrink = Vector512.Max(bestShrink, Vector512.LoadUnsafe(ref _mayShrink[0], (nuint)t) + f);
            at += Vector512.Create(Vector512<float>.Count);
        }

        var (index, most) = First(bestGrow, bestAt);
        var shrinkMost = Never;
        for (var lane = 0; lane < Vector512<float>.Count; lane++)
        {
            shrinkMost = Math.Max(shrinkMost, bestShrink[lane]);
        }

        for (; t < _f.Length; t++)
        {
            _f[t] += step == 0 ? 0 : step * (rowI[t] - rowJ[t]);
            (index, most) = _mayGrow[t] - _f[t] > most ? (t, _mayGrow[t] - _f[t]) : (index, most);
            shrinkMost = Math.Max(shrinkMost, _mayShrink[t] + _f[t]);
        }

        return (index, most, shrinkMost);
    }

    private int Partner(ReadOnlySpan<ushort> row, float grow)
    {
        var best = Vector512.Create(Never);
        var bestAt = Vector512<int>.Zero;
        var at = Vector512<int>.Indices;
        var t = 0;
        for (; t <= _f.Length - Vector512<float>.Count; t += Vector512<float>.Count)
        {
            var violation = Vector512.LoadUnsafe(ref _f[0], (nuint)t) + Vector512.Create(grow) +
                Vector512.LoadUnsafe(ref _mayShrink[0], (nuint)t);
            var curvature = Vector512.ConvertToSingle(Vector512.Create(KernelRows.One) - Load(row, t)) * (2f / KernelRows.One);
            var decrease = violation * violation / Vector512.Max(curvature, Vector512.Create(LeastCurvature));
            decrease = Vector512.ConditionalSelect(
                Vector512.GreaterThan(violation, Vector512<float>.Zero), decrease, Vector512.Create(Never));
            var isMore = Vector512.GreaterThan(decrease, best);
            best = Vector512.ConditionalSelect(isMore, decrease, best);
            bestAt = Vector512.ConditionalSelect(isMore.AsInt32(), at, bestAt);
            at += Vector512.Create(Vector512<float>.Count);
        }

        var (index, most) = First(best, bestAt);
        for (; t < _f.Length; t++)
        {
            var violation = _f[t] + grow + _mayShrink[t];
            var decrease = violation > 0
                ? violation * violation / Math.Max((KernelRows.One - row[t]) * (2f / KernelRows.One), LeastCurvature)
                : Never;
            (index, most) = decrease > most ? (t, decrease) : (index, most);
        }

        return index;
    }

    private static Vector512<int> Load(ReadOnlySpan<ushort> row, int t)
    {
        var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)t));
        return Vector512.Create(low, high).AsInt32();
    }

    // Equal values go to the lower index, whatever the number of lanes.
    private static (int Index, float Value) First(Vector512<float> values, Vector512<int> indices)
    {
        var best = 0;
        for (var lane = 1; lane < Vector512<float>.Count; lane++)
        {
            if (values[lane] > values[best] || (values[lane] == values[best] && indices[lane] < indices[best]))
            {
                best = lane;
            }
        }

        return (indices[best], values[best]);
    }
}

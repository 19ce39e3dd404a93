using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Learners.Logistic;

namespace Trainer.Learners.Svm;

/// <summary>
/// The linear machine with squared hinge: minimises ½‖w‖² + ½b² + Σ C_t max(0, 1 − y_t (w·x_t + b))² in its dual, one coefficient α_t ≥ 0
/// at a time (Hsieh et al. 2008, ICML, algorithm 1), queries in a new random order each epoch. It ends when the projected gradient varies
/// by less than the tolerance over an epoch. O(stored values) an epoch.
/// </summary>
internal static class DualCoordinateDescent
{
    private const double Tolerance = 0.01;
    private const int MaxEpochs = 300;

    public static LinearModel Fit(FeatureMatrix x, SvmLabels labels, ulong seed, CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, x.RowCount).Where(row => labels.Bounds[row] > 0)];
        var sparse = new double[x.Sparse.ColumnCount];
        var dense = new float[x.Dense.ColumnCount];
        var intercept = 0.0;
        var alpha = new double[x.RowCount];
        double[] norms = [.. Enumerable.Range(0, x.RowCount).Select(row =>
            1.0 + TensorPrimitives.SumOfSquares(x.Sparse.Values(row)) + TensorPrimitives.SumOfSquares(x.Dense.Row(row)))];
        var random = new SeededRandom(seed, 0x5D);
        for (var epoch = 0; epoch < MaxEpochs; epoch++)
        {
            random.Shuffle<int>(order);
            var (largest, smallest) = (double.NegativeInfinity, double.PositiveInfinity);
            for (var position = 0; position < order.Length; position++)
            {
                if (position % 1024 == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                var row = order[position];
                var columns = x.Sparse.Columns(row);
                var values = x.Sparse.Values(row);
                var z = intercept + TensorPrimitives.Dot(x.Dense.Row(row), dense);
                for (var i = 0; i < columns.Length; i++)
                {
                    z += values[i] * sparse[columns[i]];
                }

                var softness = 0.5 / labels.Bounds[row];
                var gradient = (labels.Sides[row] * z) - 1 + (softness * alpha[row]);
                var projected = alpha[row] == 0 ? Math.Min(gradient, 0) : gradient;
                (largest, smallest) = (Math.Max(largest, projected), Math.Min(smallest, projected));
                if (projected == 0)
                {
                    continue;
                }

                var next = Math.Max(alpha[row] - (gradient / (norms[row] + softness)), 0);
                var step = (next - alpha[row]) * labels.Sides[row];
                alpha[row] = next;
                intercept += step;
                TensorPrimitives.MultiplyAdd(x.Dense.Row(row), (float)step, dense, dense);
                for (var i = 0; i < columns.Length; i++)
                {
                    sparse[columns[i]] += step * values[i];
                }
            }

            if (largest - smallest < Tolerance)
            {
                break;
            }
        }

        return new LinearModel([.. sparse.Select(weight => (float)weight), .. dense], (float)intercept);
    }
}

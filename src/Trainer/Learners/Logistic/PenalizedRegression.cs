using System.Numerics.Tensors;
using Trainer.Features;

namespace Trainer.Learners.Logistic;

/// <summary>
/// Minimises F(w, b) = Σ s_i loss(z_i, y_i) / S + ‖w‖² / (2 C S), z = Xw + b, S = Σ s_i, where loss is ln(1 + e^z) − y z with y in
/// [0,1], or ½ (z − y)², by L-BFGS (Nocedal and Wright 2006, algorithm 7.4, ten corrections).
/// Because z is linear in the step, the line search works on z alone: one multiplication by X and one by Xᵀ per iteration, and Newton's method
/// in one dimension in between. O(iterations · (stored values + columns)).
/// </summary>
internal static class PenalizedRegression
{
    private const int MaxIterations = 300;
    private const double RelativeGradient = 1e-4;

    public static LinearModel Fit(FeatureMatrix x, double[] y, double[] rowWeights, double c, Loss loss, CancellationToken cancellation)
    {
        var problem = new Problem(x, y, rowWeights, 1 / c, loss);
        var parameters = new double[x.ColumnCount + 1]; // the last one is the intercept
        var gradient = new double[parameters.Length];
        var next = new double[parameters.Length];
        var direction = new double[parameters.Length];
        var z = new double[x.RowCount];
        var dz = new double[x.RowCount];
        var history = new LbfgsHistory(10);

        problem.Gradient(z, parameters, gradient);
        var goal = RelativeGradient * Math.Max(TensorPrimitives.Norm<double>(gradient), 1e-12);
        for (var iteration = 0; iteration < MaxIterations && TensorPrimitives.Norm<double>(gradient) > goal; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            history.Direction(gradient, direction);
            problem.Multiply(direction, dz);
            var step = problem.LineSearch(z, dz, parameters, direction);
            if (step <= 0)
            {
                break; // no descent left at this precision
            }

            TensorPrimitives.MultiplyAdd(direction, step, parameters, parameters);
            TensorPrimitives.MultiplyAdd(dz, step, z, z);
            problem.Gradient(z, parameters, next);
            history.Push(direction, step, gradient, next);
            (gradient, next) = (next, gradient);
        }

        return new LinearModel(Array.ConvertAll(parameters[..^1], w => (float)w), (float)parameters[^1]);
    }

    private sealed class Problem(FeatureMatrix x, double[] y, double[] rowWeights, double penalty, Loss loss)
    {
        // Rows whose dense parts are summed in single precision before the sum goes into the gradient.
        private const int Block = 32;

        private readonly double _scale = 1 / TensorPrimitives.Sum<double>(rowWeights);
        private readonly float[] _dense = new float[x.Dense.ColumnCount];

        public void Multiply(double[] parameters, double[] z)
        {
            TensorPrimitives.ConvertTruncating<double, float>(Dense(parameters), _dense);
            for (var row = 0; row < z.Length; row++)
            {
                var sum = parameters[^1];
                var columns = x.Sparse.Columns(row);
                var values = x.Sparse.Values(row);
                for (var i = 0; i < columns.Length; i++)
                {
                    sum += values[i] * parameters[columns[i]];
                }

                z[row] = sum + TensorPrimitives.Dot(x.Dense.Row(row), _dense);
            }
        }

        public void Gradient(double[] z, double[] parameters, double[] gradient)
        {
            TensorPrimitives.Multiply(parameters, penalty * _scale, gradient);
            gradient[^1] = 0;
            _dense.AsSpan().Clear();
            for (var row = 0; row < z.Length; row++)
            {
                var residual = rowWeights[row] * _scale * (Mean(z[row]) - y[row]);
                gradient[^1] += residual;
                TensorPrimitives.MultiplyAdd(x.Dense.Row(row), (float)residual, _dense, _dense);
                if (row % Block == Block - 1 || row == z.Length - 1)
                {
                    AddDense(gradient);
                }

                var columns = x.Sparse.Columns(row);
                var values = x.Sparse.Values(row);
                for (var i = 0; i < columns.Length; i++)
                {
                    gradient[columns[i]] += residual * values[i];
                }
            }
        }

        private Span<double> Dense(double[] parameters) => parameters.AsSpan(x.Sparse.ColumnCount, x.Dense.ColumnCount);

        private void AddDense(double[] gradient)
        {
            var target = Dense(gradient);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] += _dense[i];
            }

            _dense.AsSpan().Clear();
        }

        /// <summary>The step that minimises F along a direction: Newton's method on a convex function of one variable, kept inside a bracket.</summary>
        public double LineSearch(double[] z, double[] dz, double[] parameters, double[] direction)
        {
            var w = parameters.AsSpan(0, parameters.Length - 1);
            var d = direction.AsSpan(0, direction.Length - 1);
            var quadratic = penalty * _scale * TensorPrimitives.Dot<double>(d, d);
            var linear = penalty * _scale * TensorPrimitives.Dot<double>(w, d);
            var (low, high, step) = (0.0, double.PositiveInfinity, 1.0);
            for (var i = 0; i < 20; i++)
            {
                double slope = 0, curvature = 0;
                for (var row = 0; row < z.Length; row++)
                {
                    var p = Mean(z[row] + (step * dz[row]));
                    slope += rowWeights[row] * (p - y[row]) * dz[row];
                    curvature += rowWeights[row] * (loss == Loss.Logistic ? p * (1 - p) : 1) * dz[row] * dz[row];
                }

                slope = (slope * _scale) + linear + (step * quadratic);
                curvature = (curvature * _scale) + quadratic;
                if (curvature <= 0 || Math.Abs(slope) <= 0.01 * curvature * step)
                {
                    break; // within one per cent of the minimum along the line
                }

                (low, high) = slope < 0 ? (step, high) : (low, step);
                var newton = step - (slope / curvature);
                step = newton > low && newton < high ? newton : double.IsInfinity(high) ? 2 * low : (low + high) / 2;
            }

            return step;
        }

        // What is predicted of y; its difference to y is the slope of either loss.
        private double Mean(double z) => loss == Loss.Logistic ? 1 / (1 + Math.Exp(-z)) : z;
    }
}

using System.Numerics.Tensors;

namespace Trainer.Learners.Logistic;

/// <summary>The last few steps and gradient changes, and the two-loop recursion over them (Nocedal and Wright 2006, algorithm 7.4).</summary>
internal sealed class LbfgsHistory(int capacity)
{
    private readonly List<(double[] Step, double[] Change, double Rho)> _pairs = [];

    /// <summary>Writes −H·gradient, H being the approximate inverse Hessian.</summary>
    public void Direction(double[] gradient, double[] direction)
    {
        TensorPrimitives.Negate(gradient, direction);
        Span<double> alphas = stackalloc double[_pairs.Count];
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            var (step, change, rho) = _pairs[i];
            alphas[i] = rho * TensorPrimitives.Dot<double>(step, direction);
            TensorPrimitives.MultiplyAdd(change, -alphas[i], direction, direction);
        }

        if (_pairs.Count > 0)
        {
            var (_, change, rho) = _pairs[^1];
            TensorPrimitives.Multiply(direction, 1 / (rho * TensorPrimitives.Dot<double>(change, change)), direction);
        }

        for (var i = 0; i < _pairs.Count; i++)
        {
            var (step, change, rho) = _pairs[i];
            var beta = rho * TensorPrimitives.Dot<double>(change, direction);
            TensorPrimitives.MultiplyAdd(step, alphas[i] - beta, direction, direction);
        }
    }

    public void Push(double[] direction, double step, double[] gradient, double[] nextGradient)
    {
        var oldest = _pairs.Count == capacity ? _pairs[0] : (new double[direction.Length], new double[direction.Length], 0.0);
        if (_pairs.Count == capacity)
        {
            _pairs.RemoveAt(0);
        }

        TensorPrimitives.Multiply(direction, step, oldest.Item1);
        TensorPrimitives.Subtract(nextGradient, gradient, oldest.Item2);
        var curvature = TensorPrimitives.Dot<double>(oldest.Item1, oldest.Item2);
        if (curvature > 0)
        {
            _pairs.Add((oldest.Item1, oldest.Item2, 1 / curvature));
        }
    }
}

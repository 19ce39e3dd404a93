using System.Numerics.Tensors;

namespace Trainer.Training.Optimisation;

/// <summary>The length of all gradients taken as one vector.</summary>
internal static class GradientNorm
{
    /// <summary>
    /// Scales all gradients down so that their common norm is at most <paramref name="limit"/> (Pascanu et al. 2013, arXiv:1211.5063,
    /// algorithm 1), and returns the norm that they had.
    /// </summary>
    public static double Clip(ParameterSet parameters, double limit)
    {
        double squares = 0;
        foreach (var parameter in parameters)
        {
            squares += TensorPrimitives.SumOfSquares<float>(Of(parameter));
        }

        var norm = Math.Sqrt(squares);
        if (norm > limit)
        {
            foreach (var parameter in parameters)
            {
                var gradient = Of(parameter);
                TensorPrimitives.Multiply(gradient, (float)(limit / norm), gradient);
            }
        }

        return norm;
    }

    private static Span<float> Of(Parameter parameter) => parameter.Rows is { } rows ? rows.Values : parameter.Gradient;
}

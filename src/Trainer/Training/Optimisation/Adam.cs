using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Trainer.Training.Optimisation;

/// <summary>
/// Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1) with an L2 penalty in the gradient, and AdamW (Loshchilov and Hutter 2019,
/// arXiv:1711.05101, algorithm 2) with weight decay beside it. Of a row-sparse parameter only touched rows change, their moments, penalty
/// and decay too. One pass over memory; plain additions and products, so that every vector width gives the same bits.
/// </summary>
internal sealed class Adam : IOptimizer
{
    private readonly ParameterSet _parameters;
    private readonly float[][] _means;
    private readonly float[][] _squares;

    /// <param name="parameters">What is trained.</param>
    /// <param name="l2">λ of a penalty λ/2 ‖w‖² that joins the loss.</param>
    /// <param name="decay">λ of decoupled decay: w shrinks by rate · λ · w in each step (AdamW).</param>
    /// <param name="beta1">Forgetting factor of the gradient's mean.</param>
    /// <param name="beta2">Forgetting factor of the gradient's square.</param>
    /// <param name="epsilon">Added to the root of the square.</param>
    public Adam(ParameterSet parameters, double l2 = 0, double decay = 0, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        (_parameters, L2, Decay, Beta1, Beta2, Epsilon) = (parameters, l2, decay, beta1, beta2, epsilon);
        float[][] Zeros() => [.. parameters.Select(parameter => new float[parameter.IsFrozen ? 0 : parameter.Values.Length])];
        (_means, _squares) = (Zeros(), Zeros());
    }

    public double L2 { get; }

    public double Decay { get; }

    public double Beta1 { get; }

    public double Beta2 { get; }

    public double Epsilon { get; }

    public long Steps { get; set; }

    public IReadOnlyList<float[]> Memory => [.. _means, .. _squares];

    public void Step(double rate)
    {
        Steps++;
        var (correction1, correction2) = (1 / (1 - Math.Pow(Beta1, Steps)), 1 / (1 - Math.Pow(Beta2, Steps)));
        for (var i = 0; i < _parameters.Count; i++)
        {
            var parameter = _parameters[i];
            if (parameter.IsFrozen)
            {
                continue;
            }

            var own = rate * parameter.Rate;
            var coefficients = new Coefficients(
                (float)Beta1,
                (float)(1 - Beta1),
                (float)Beta2,
                (float)(1 - Beta2),
                (float)(own * correction1),
                (float)correction2,
                (float)Epsilon,
                parameter.Decays ? (float)L2 : 0,
                parameter.Decays ? (float)(1 - (own * Decay)) : 1);
            if (parameter.Rows is not { } rows)
            {
                Step(parameter.Values, parameter.Gradient, _means[i], _squares[i], coefficients);
                continue;
            }

            var width = rows.Width;
            var touched = rows.Rows;
            for (var slot = 0; slot < touched.Length; slot++)
            {
                var place = touched[slot] * width;
                Step(
                    parameter.Values.AsSpan(place, width),
                    rows.Values.Slice(slot * width, width),
                    _means[i].AsSpan(place, width),
                    _squares[i].AsSpan(place, width),
                    coefficients);
            }
        }
    }

    /// <summary>Its settings, which tell one training from another.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"adam {L2:R} {Decay:R} {Beta1:R} {Beta2:R} {Epsilon:R}");

    private static void Step(Span<float> values, ReadOnlySpan<float> gradient, Span<float> means, Span<float> squares, in Coefficients c)
    {
        var w = MemoryMarshal.Cast<float, Vector<float>>(values);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var m = MemoryMarshal.Cast<float, Vector<float>>(means);
        var v = MemoryMarshal.Cast<float, Vector<float>>(squares);
        for (var i = 0; i < w.Length; i++)
        {
            var slope = g[i] + (w[i] * c.L2);
            m[i] = (m[i] * c.Keep1) + (slope * c.Take1);
            v[i] = (v[i] * c.Keep2) + (slope * slope * c.Take2);
            w[i] = (w[i] * c.Shrink) - (m[i] * c.Rate / (Vector.SquareRoot(v[i] * c.Correction2) + new Vector<float>(c.Epsilon)));
        }

        for (var i = w.Length * Vector<float>.Count; i < values.Length; i++)
        {
            var slope = gradient[i] + (values[i] * c.L2);
            means[i] = (means[i] * c.Keep1) + (slope * c.Take1);
            squares[i] = (squares[i] * c.Keep2) + (slope * slope * c.Take2);
            values[i] = (values[i] * c.Shrink) - (means[i] * c.Rate / (MathF.Sqrt(squares[i] * c.Correction2) + c.Epsilon));
        }
    }

    private readonly record struct Coefficients(
        float Keep1, float Take1, float Keep2, float Take2, float Rate, float Correction2, float Epsilon, float L2, float Shrink);
}

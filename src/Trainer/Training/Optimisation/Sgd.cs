using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Trainer.Training.Optimisation;

/// <summary>
/// Stochastic gradient descent with heavy-ball momentum (Polyak 1964): u ← μ u + g + λ w, w ← w − rate · u. Of a row-sparse parameter only
/// touched rows change, their momentum too.
/// </summary>
internal sealed class Sgd : IOptimizer
{
    private readonly ParameterSet _parameters;
    private readonly float[][] _momenta;

    /// <param name="parameters">What is trained.</param>
    /// <param name="momentum">μ, in [0, 1).</param>
    /// <param name="l2">λ of a penalty λ/2 ‖w‖² that joins the loss.</param>
    public Sgd(ParameterSet parameters, double momentum = 0.9, double l2 = 0)
    {
        (_parameters, Momentum, L2) = (parameters, momentum, l2);
        _momenta = [.. parameters.Select(parameter => new float[parameter.IsFrozen ? 0 : parameter.Values.Length])];
    }

    public double Momentum { get; }

    public double L2 { get; }

    public long Steps { get; set; }

    public IReadOnlyList<float[]> Memory => _momenta;

    public void Step(double rate)
    {
        Steps++;
        for (var i = 0; i < _parameters.Count; i++)
        {
            var parameter = _parameters[i];
            if (parameter.IsFrozen)
            {
                continue;
            }

            var (own, l2) = ((float)(rate * parameter.Rate), parameter.Decays ? (float)L2 : 0);
            if (parameter.Rows is not { } rows)
            {
                Step(parameter.Values, parameter.Gradient, _momenta[i], own, l2);
                continue;
            }

            var width = rows.Width;
            var touched = rows.Rows;
            for (var slot = 0; slot < touched.Length; slot++)
            {
                var place = touched[slot] * width;
                var momenta = _momenta[i].AsSpan(place, width);
                Step(parameter.Values.AsSpan(place, width), rows.Values.Slice(slot * width, width), momenta, own, l2);
            }
        }
    }

    /// <summary>Its settings, which tell one training from another.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"sgd {Momentum:R} {L2:R}");

    private void Step(Span<float> values, ReadOnlySpan<float> gradient, Span<float> momenta, float rate, float l2)
    {
        var keep = (float)Momentum;
        var w = MemoryMarshal.Cast<float, Vector<float>>(values);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var u = MemoryMarshal.Cast<float, Vector<float>>(momenta);
        for (var i = 0; i < w.Length; i++)
        {
            u[i] = (u[i] * keep) + (g[i] + (w[i] * l2));
            w[i] -= u[i] * rate;
        }

        for (var i = w.Length * Vector<float>.Count; i < values.Length; i++)
        {
            momenta[i] = (momenta[i] * keep) + (gradient[i] + (values[i] * l2));
            values[i] -= momenta[i] * rate;
        }
    }
}

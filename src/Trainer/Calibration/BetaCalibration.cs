using Trainer.Onnx;

namespace Trainer.Calibration;

/// <summary>
/// log-odds = a · ln s - b · ln(1 - s) + c (Kull, Silva Filho and Flach 2017, AISTATS) of a score s in (0, 1): Platt scaling with different slopes
/// on the two sides. Here s is Platt's output, so that the scale of the raw score does not matter; a = b = 1 and c = 0 leave it as it is. As ln s and
/// ln(1 - s) are softplus functions of Platt's log-odds, nothing is lost near 0 and 1.
/// </summary>
/// <param name="Inner">Platt scaling.</param>
/// <param name="A">Slope where s is small, from 0.001: not below 0, so that the order stays.</param>
/// <param name="B">Slope where s is large, from 0.001.</param>
/// <param name="C">Level.</param>
internal sealed record BetaCalibration(PlattScaling Inner, float A, float B, float C) : Calibrator
{
    // Platt's log-odds have no outliers, so that the two columns are nearly one: a hundredth of an observation says which way is up.
    private const double Precision = 0.01;

    public override float LogOdds(float raw)
    {
        var z = Inner.LogOdds(raw);
        return (B * SoftPlus(z)) - (A * SoftPlus(-z)) + C;
    }

    /// <summary>Fits by Newton's method on the three parameters, after Platt's two; O(n) per iteration, at most 50.</summary>
    public static BetaCalibration Fit(ReadOnlySpan<double> raw, ReadOnlySpan<double> target)
    {
        var n = raw.Length;
        var inner = PlattScaling.Fit(raw, target);
        var (low, high, ones, drawn) = (new double[n], new double[n], new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var z = (inner.Slope * raw[i]) + inner.Offset;
            (low[i], high[i], ones[i], drawn[i]) = (-LogisticFit.CrossEntropy(1, z), LogisticFit.CrossEntropy(0, z), 1, Drawn(target[i], n));
        }

        var fit = LogisticFit.Minimise(
            [low, high, ones],
            drawn,
            [1, 1, 0],
            [SmallestSlopePerDeviation, SmallestSlopePerDeviation, double.NegativeInfinity],
            [Precision, Precision, 0]);
        return new BetaCalibration(inner, (float)fit[0], (float)fit[1], (float)fit[2]);
    }

    protected override string EmitAll(GraphBuilder graph, string raw, IReadOnlyList<Calibrator> maps)
    {
        var z = Emit(graph, raw, [.. maps.Select(map => ((BetaCalibration)map).Inner)]);
        string Weighted(string name, string value, Func<BetaCalibration, float> weight) =>
            graph.Add("Mul", [graph.Add("Softplus", [value]), Row(graph, name, maps, weight)]);
        return graph.Add("Add", [
            graph.Add("Sub", [Weighted("calibration_b", z, map => map.B), Weighted("calibration_a", graph.Add("Neg", [z]), map => map.A)]),
            Row<BetaCalibration>(graph, "calibration_c", maps, map => map.C),
        ]);
    }

    private static float SoftPlus(float z) => MathF.Max(z, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(z)));
}

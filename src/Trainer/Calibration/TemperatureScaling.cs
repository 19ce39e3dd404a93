using Trainer.Onnx;

namespace Trainer.Calibration;

/// <summary>
/// p = σ(raw / T) (Guo, Pleiss, Sun and Weinberger 2017, ICML), for learners whose raw score is log-odds: it says how sure they may be, and leaves
/// them their level. T is fitted by maximum likelihood on drawn-in targets, and stays positive.
/// </summary>
/// <param name="Temperature">T, above 0.</param>
internal sealed record TemperatureScaling(float Temperature) : Calibrator
{
    public override float LogOdds(float raw) => raw / Temperature;

    /// <summary>Fits by Newton's method on 1/T; O(n) per iteration, at most 50.</summary>
    public static TemperatureScaling Fit(ReadOnlySpan<double> raw, ReadOnlySpan<double> target)
    {
        var n = raw.Length;
        double square = 0;
        for (var i = 0; i < n; i++)
        {
            square += raw[i] * raw[i] / n;
        }

        var scale = Math.Sqrt(square);
        if (scale < 1e-12)
        {
            return new TemperatureScaling(1); // scores that are all 0 have no temperature
        }

        var (scaled, drawn) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            (scaled[i], drawn[i]) = (raw[i] / scale, Drawn(target[i], n));
        }

        var slope = LogisticFit.Minimise([scaled], drawn, [1], [SmallestSlopePerDeviation])[0];
        return new TemperatureScaling((float)(scale / slope));
    }

    protected override string EmitAll(GraphBuilder graph, string raw, IReadOnlyList<Calibrator> maps) =>
        graph.Add("Div", [raw, Row<TemperatureScaling>(graph, "calibration_temperature", maps, map => map.Temperature)]);
}

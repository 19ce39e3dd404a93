using Trainer.Onnx;

namespace Trainer.Calibration;

/// <summary>
/// p = σ(a·raw + b) (Platt 1999), fitted by maximum likelihood on scores of queries that the learner was not fitted on. Targets may be any
/// number in [0,1]; they are drawn in by 1/(n + 2), as Platt's are, so that separable data keep a finite slope. The slope stays positive:
/// calibration may not reverse a learner's order.
/// </summary>
/// <param name="Slope">a, above 0.</param>
/// <param name="Offset">b.</param>
internal sealed record PlattScaling(float Slope, float Offset) : Calibrator
{
    public override float LogOdds(float raw) => (Slope * raw) + Offset;

    /// <summary>Fits by Newton's method on the two parameters; O(n) per iteration, at most 50.</summary>
    public static PlattScaling Fit(ReadOnlySpan<double> raw, ReadOnlySpan<double> target)
    {
        var n = raw.Length;
        if (n == 0)
        {
            return new PlattScaling(1, 0);
        }

        var (mean, deviation) = Moments(raw);
        var (scaled, ones, drawn) = (new double[n], new double[n], new double[n]);
        double targetMean = 0;
        for (var i = 0; i < n; i++)
        {
            drawn[i] = Drawn(target[i], n);
            targetMean += drawn[i] / n;
            ones[i] = 1;
            scaled[i] = (raw[i] - mean) / deviation;
        }

        var level = Math.Log(targetMean / (1 - targetMean));
        if (deviation < 1e-12)
        {
            return new PlattScaling(1, (float)(level - mean)); // all scores are equal: only the level can be learned
        }

        var fit = LogisticFit.Minimise([scaled, ones], drawn, [1, level], [SmallestSlopePerDeviation, double.NegativeInfinity]);
        return new PlattScaling((float)(fit[0] / deviation), (float)(fit[1] - (fit[0] * mean / deviation)));
    }

    protected override string EmitAll(GraphBuilder graph, string raw, IReadOnlyList<Calibrator> maps) => graph.Add("Add", [
        graph.Add("Mul", [raw, Row<PlattScaling>(graph, "calibration_slope", maps, map => map.Slope)]),
        Row<PlattScaling>(graph, "calibration_offset", maps, map => map.Offset),
    ]);
}

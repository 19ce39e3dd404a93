using Trainer.Onnx;

namespace Trainer.Calibration;

/// <summary>
/// Gives a raw score its meaning: σ of a function of the score that never falls, so that calibration cannot reverse a learner's order. Every method
/// works in log-odds, where float32 has its precision; a probability near 1 has none left.
/// </summary>
internal abstract record Calibrator
{
    /// <summary>Every method keeps at least this slope in log-odds per standard deviation of the raw scores where it needs one to keep the order.</summary>
    public const double SmallestSlopePerDeviation = 1e-3;

    /// <summary>The log-odds of a raw score, in the float32 operations of the graph.</summary>
    public abstract float LogOdds(float raw);

    /// <summary>The calibrated score, in [0, 1].</summary>
    public float Apply(float raw) => 1 / (1 + MathF.Exp(-LogOdds(raw)));

    /// <summary>Whether a raw score lies within rounding of a jump, so that another runtime may rightly score it otherwise.</summary>
    public virtual bool IsUnsettled(float raw) => false;

    /// <summary>Writes log-odds [N, maps] of raw scores [N, maps], each column by its own map; all maps are of one method.</summary>
    public static string Emit(GraphBuilder graph, string raw, IReadOnlyList<Calibrator> maps) => maps[0].EmitAll(graph, raw, maps);

    protected abstract string EmitAll(GraphBuilder graph, string raw, IReadOnlyList<Calibrator> maps);

    /// <summary>One parameter of each map as a row of constants.</summary>
    protected static string Row<T>(GraphBuilder graph, string hint, IReadOnlyList<Calibrator> maps, Func<T, float> parameter)
        where T : Calibrator => graph.Constant(hint, [.. maps.Select(map => parameter((T)map))], maps.Count);

    /// <summary>A target drawn in by 1/(n + 2), as Platt's are: what was seen n times without exception is still not certain.</summary>
    protected static double Drawn(double target, int n) => ((target * n) + 1) / (n + 2);

    /// <summary>Mean and standard deviation of scores; (0, 0) for none.</summary>
    protected static (double Mean, double Deviation) Moments(ReadOnlySpan<double> raw)
    {
        double mean = 0, square = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            mean += raw[i] / raw.Length;
        }

        for (var i = 0; i < raw.Length; i++)
        {
            square += (raw[i] - mean) * (raw[i] - mean) / raw.Length;
        }

        return (mean, Math.Sqrt(square));
    }
}

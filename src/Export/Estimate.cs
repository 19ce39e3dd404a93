namespace Trainer.Export;

/// <summary>A number with its 95 % interval and the number of queries behind it; no metric is shown without them.</summary>
/// <param name="Value">The point estimate; NaN where it is undefined, for example a quality that was never reached.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="N">Queries it was computed from.</param>
public readonly record struct Estimate(double Value, double Low, double High, int N);

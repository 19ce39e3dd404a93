namespace Trainer.Evaluation;

/// <summary>An estimate whose error is normal. With an error of 0 it is certain.</summary>
internal sealed record NormalEstimate(double Value, double StandardError) : IConfidenceDistribution
{
    public double Bound(double level) => StandardError == 0 ? Value : Value + (StandardError * StandardNormal.Quantile(level));

    public double Level(double bound) => StandardError == 0
        ? bound > Value ? 1 : bound < Value ? 0 : 0.5
        : double.IsNaN(StandardError) ? double.NaN : StandardNormal.Cdf((bound - Value) / StandardError);
}

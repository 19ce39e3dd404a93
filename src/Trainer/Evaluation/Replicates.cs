using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// A statistic with its bootstrap replicates. Without an acceleration the interval is the percentile interval; with one it is
/// BCa (Efron 1987, JASA 82:171): the level a is read at Phi(z0 + (z0 + z_a) / (1 - acceleration (z0 + z_a))), z0 from the share
/// of replicates below the value. Undefined replicates are dropped; where more than 2.5 % are undefined, so is the interval.
/// </summary>
internal sealed class Replicates : IConfidenceDistribution
{
    private readonly double[] _sorted;
    private readonly double? _acceleration;
    private readonly double _bias;
    private readonly bool _defined;

    public Replicates(double value, double[] replicates, double? acceleration = null)
    {
        Value = value;
        _sorted = Array.FindAll(replicates, replicate => !double.IsNaN(replicate));
        Array.Sort(_sorted);
        _defined = !double.IsNaN(value) && _sorted.Length > 0 && replicates.Length - _sorted.Length <= 0.025 * replicates.Length;
        if (acceleration is { } a && _defined && double.IsFinite(a))
        {
            // Rounding must not decide on which side a replicate equal to the value stands; equal ones count half.
            var tolerance = 1e-12 * Math.Max(1e-300, Math.Abs(value));
            var below = _sorted.Count(replicate => replicate < value - tolerance);
            var notAbove = _sorted.Count(replicate => replicate <= value + tolerance);
            _bias = StandardNormal.Quantile((below + notAbove) / 2.0 / _sorted.Length);
            _acceleration = double.IsFinite(_bias) ? a : null;
        }
    }

    public double Value { get; }

    /// <summary>Mean of the replicates; NaN where there are none.</summary>
    public double Mean => _sorted.Length == 0 ? double.NaN : _sorted.Average();

    /// <summary>The bound below which the statistic lies with the given confidence.</summary>
    public double Bound(double level)
    {
        if (!_defined)
        {
            return double.NaN;
        }

        if (_acceleration is { } acceleration)
        {
            var z = _bias + StandardNormal.Quantile(level);
            level = StandardNormal.Cdf(_bias + (z / (1 - (acceleration * z))));
        }

        return Quantile.Of(_sorted, level);
    }

    /// <summary>
    /// The inverse of <see cref="Bound"/>: the share of replicates below, equal ones counted half, and bias and acceleration taken back.
    /// Never 0 or 1: so many replicates as there are cannot show that.
    /// </summary>
    public double Level(double bound)
    {
        if (!_defined)
        {
            return double.NaN;
        }

        var tolerance = 1e-12 * Math.Max(1e-300, Math.Abs(Value));
        var below = _sorted.Count(replicate => replicate < bound - tolerance);
        var notAbove = _sorted.Count(replicate => replicate <= bound + tolerance);
        var share = (((below + notAbove) / 2.0) + 0.5) / (_sorted.Length + 1);
        if (_acceleration is not { } acceleration)
        {
            return share;
        }

        var shifted = StandardNormal.Quantile(share) - _bias;
        var stretch = 1 + (acceleration * shifted);
        return stretch <= 0 ? (shifted < 0 ? 0.5 / (_sorted.Length + 1) : 1 - (0.5 / (_sorted.Length + 1)))
            : StandardNormal.Cdf((shifted / stretch) - _bias);
    }

    /// <summary>Standard deviation of the replicates; NaN where the interval is undefined.</summary>
    public double StandardError
    {
        get
        {
            if (!_defined || _sorted.Length < 2)
            {
                return double.NaN;
            }

            var mean = _sorted.Average();
            return Math.Sqrt(_sorted.Sum(replicate => (replicate - mean) * (replicate - mean)) / (_sorted.Length - 1));
        }
    }

    /// <summary>The value with its two-sided 95 % interval.</summary>
    public Estimate ToEstimate(int n) => new(Value, Bound(0.025), Bound(0.975), n);
}

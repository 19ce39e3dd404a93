using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// What data say of one number: every one-sided bound of it at once (Xie and Singh 2013, Int. Stat. Rev. 81:3). Bounds make intervals,
/// levels make p-values, and both agree.
/// </summary>
internal interface IConfidenceDistribution
{
    /// <summary>The point estimate.</summary>
    double Value { get; }

    /// <summary>Its standard error; NaN where it is undefined.</summary>
    double StandardError { get; }

    /// <summary>The bound below which the number lies with the given confidence; NaN where it is undefined.</summary>
    double Bound(double level);

    /// <summary>
    /// The confidence that the number lies below a bound: the one-sided p-value of "it is at most <paramref name="bound"/>"; 1 less it
    /// is that of "it is at least". NaN where it is undefined.
    /// </summary>
    double Level(double bound);

    /// <summary>The value with its two-sided 95 % interval.</summary>
    Estimate ToEstimate(int n) => new(Value, Bound(0.025), Bound(0.975), n);
}

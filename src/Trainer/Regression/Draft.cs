using Trainer.Evaluation;

namespace Trainer.Regression;

/// <summary>A check whose evidence is there and whose verdict waits for the checks beside it.</summary>
/// <param name="Check">The evidence. Where <paramref name="WithinMargin"/> is null the verdict stands already.</param>
/// <param name="NotBetter">P-value of "it is not better", not corrected.</param>
/// <param name="NotWorse">The same of "it is not worse".</param>
/// <param name="WithinMargin">Improvement + margin.</param>
internal sealed record Draft(
    RegressionCheck Check, double NotBetter = double.NaN, double NotWorse = double.NaN, IConfidenceDistribution? WithinMargin = null)
{
    /// <summary>Whether it is one of the questions asked at once, for which p-values are corrected.</summary>
    public bool Counts => Check.Require is not null && WithinMargin is not null && !double.IsNaN(NotBetter) && !double.IsNaN(NotWorse);
}

using Trainer.Export;

namespace Trainer.Regression;

/// <summary>One question asked of the two routers, with its evidence.</summary>
internal sealed record RegressionCheck
{
    public required string Name { get; init; }

    public required CheckVerdict Verdict { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Explanation { get; init; }

    public Estimate Baseline { get; init; } = new(double.NaN, double.NaN, double.NaN, 0);

    public Estimate Candidate { get; init; } = new(double.NaN, double.NaN, double.NaN, 0);

    /// <summary>Candidate - baseline, paired, in the metric's own unit.</summary>
    public Estimate Difference { get; init; } = new(double.NaN, double.NaN, double.NaN, 0);

    /// <summary>The loss that is tolerated, in the same unit, at least 0.</summary>
    public double Margin { get; init; } = double.NaN;

    /// <summary>The least true loss that these queries would show with 80 % power.</summary>
    public double MinimumDetectableEffect { get; init; } = double.NaN;

    /// <summary>
    /// Queries after which the margin would be detectable, if further ones vary like these; null where no number suffices.
    /// </summary>
    public int? QueriesNeeded { get; init; }

    /// <summary>The test of binary outcomes beside it; null where outcomes are not binary.</summary>
    public McNemarTest? McNemar { get; init; }
}

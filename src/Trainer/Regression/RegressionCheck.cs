using Trainer.Export;

namespace Trainer.Regression;

/// <summary>One question asked of the two routers, with its evidence.</summary>
internal sealed record RegressionCheck
{
    private static readonly Estimate Unknown = new(double.NaN, double.NaN, double.NaN, 0);

    public required string Name { get; init; }

    /// <summary>Checks of one kind: quality, cost, latency, ranking, calibration, bundle.</summary>
    public required string Group { get; init; }

    /// <summary>The slice that was asked, as key=value; null for all queries.</summary>
    public string? Slice { get; init; }

    /// <summary>In what the numbers are; null where there are none.</summary>
    public string? Unit { get; init; }

    /// <summary>What the gate asks; null where the check only informs.</summary>
    public Requirement? Require { get; init; }

    public required CheckVerdict Verdict { get; init; }

    /// <summary>Whether the gate lets it through; what only informs always passes.</summary>
    public required bool Passed { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Explanation { get; init; }

    public Estimate Baseline { get; init; } = Unknown;

    public Estimate Candidate { get; init; } = Unknown;

    /// <summary>Candidate - baseline, paired, in the metric's own unit.</summary>
    public Estimate Difference { get; init; } = Unknown;

    /// <summary>Candidate / baseline, for latencies.</summary>
    public Estimate? Ratio { get; init; }

    /// <summary>The loss that is tolerated, in the same unit, at least 0; NaN where nothing is asked.</summary>
    public double Margin { get; init; } = double.NaN;

    /// <summary>The least true loss that these queries would show with 80 % power.</summary>
    public double MinimumDetectableEffect { get; init; } = double.NaN;

    /// <summary>
    /// Queries after which the margin would be detectable, if further ones vary like these; null where no number suffices.
    /// </summary>
    public int? QueriesNeeded { get; init; }

    /// <summary>One-sided p-value of "it is not better", corrected for the checks beside it where it is gated.</summary>
    public double NotBetterP { get; init; } = double.NaN;

    /// <summary>The same of "it is not worse".</summary>
    public double NotWorseP { get; init; } = double.NaN;

    /// <summary>The test of binary outcomes beside it; null where outcomes are not binary.</summary>
    public McNemarTest? McNemar { get; init; }

    /// <summary>The permutation test beside it; null where the metric is no mean.</summary>
    public SignFlipTest? SignFlip { get; init; }

    /// <summary>The verdict in words; where there are no numbers, there is no δ.</summary>
    public string VerdictTitle() => Unit is null && Verdict == CheckVerdict.Unchanged ? "unchanged"
        : Unit is null && Verdict == CheckVerdict.Inconclusive ? "changed"
        : Verdict.Title();

    /// <summary>The name with the slice.</summary>
    public string Title() => Slice is null ? Name : $"{Name}, {Slice}";
}

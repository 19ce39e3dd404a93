namespace Trainer.Regression;

internal sealed record RegressionOptions
{
    /// <summary>The loss of mean quality that is tolerated.</summary>
    public double QualityMargin { get; init; } = 0.01;

    /// <summary>The rise of mean cost that is tolerated, as a share of the baseline's.</summary>
    public double CostMarginShare { get; init; } = 0.05;

    /// <summary>Whether a check that the data cannot decide fails the gate.</summary>
    public bool InconclusiveFails { get; init; }

    public ulong Seed { get; init; } = 42;

    public int Resamples { get; init; } = 10_000;
}

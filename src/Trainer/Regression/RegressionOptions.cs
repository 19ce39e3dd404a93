namespace Trainer.Regression;

/// <summary>A gate file with its defaults.</summary>
internal sealed record RegressionOptions
{
    public MetricGates Metrics { get; init; } = new();

    public SliceOptions Slices { get; init; } = new();

    /// <summary>Decisions on the baseline's golden rows that may change; null: they are counted and do not decide.</summary>
    public int? GoldenChanges { get; init; }

    /// <summary>Whether the candidate must take the same inputs as the baseline; else a change is only said.</summary>
    public bool SameInputs { get; init; }

    /// <summary>Whether the candidate must choose among the same models.</summary>
    public bool SameModels { get; init; }

    /// <summary>Hash of the data that the gate is to be run on; null for any.</summary>
    public string? DataHash { get; init; }

    /// <summary>Whether a check that the data cannot decide fails the gate.</summary>
    public bool InconclusiveFails { get; init; }

    /// <summary>Resamples of means, and of random signs.</summary>
    public int Resamples { get; init; } = 10_000;

    /// <summary>Resamples of what must be computed anew on each: curves, quantiles, calibration.</summary>
    public int CurveResamples { get; init; } = 1_000;

    public ulong Seed { get; init; } = 42;
}

using Trainer.Features;

namespace Trainer.Evaluation.Report;

/// <summary>
/// Everything that is said about a router on one set of queries. Every other format (console, Markdown, HTML) is written from it. JSON
/// needs named floating-point literals: what is undefined is NaN, and a threshold that nothing reaches is infinite.
/// </summary>
internal sealed record EvaluationReport
{
    public const int CurvePoints = 400;

    public required int Queries { get; init; }

    /// <summary>Queries on which not every model was run.</summary>
    public required int QueriesLeftOut { get; init; }

    /// <summary>Independent groups of queries; intervals resample these.</summary>
    public required int Clusters { get; init; }

    public required Verdict Verdict { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>A pair's are the weak model, the strong one, then others it is compared with.</summary>
    public required IReadOnlyList<ModelReport> Models { get; init; }

    public required BaselineReport Baselines { get; init; }

    /// <summary>The first is the main one.</summary>
    public required IReadOnlyList<OperatingPointReport> OperatingPoints { get; init; }

    /// <summary>Null for a pool.</summary>
    public PairMetrics? Pair { get; init; }

    /// <summary>Null for a pair, and where prices are unknown.</summary>
    public PoolMetrics? Pool { get; init; }

    /// <summary>At most <see cref="CurvePoints"/> points of the curve, for the eye; metrics are computed on all of them.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <summary>Where the curve lies, for each axis that it can be read over.</summary>
    public IReadOnlyList<CurveBand> Bands { get; init; } = [];

    /// <summary>Null where the scores are no probabilities.</summary>
    public CalibrationReport? Calibration { get; init; }

    /// <summary>The same of the scores before calibration, taken for log-odds; null where they are not known.</summary>
    public CalibrationReport? Uncalibrated { get; init; }

    public required IReadOnlyList<DomainReport> Domains { get; init; }
}

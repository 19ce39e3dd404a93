using Trainer.Evaluation;
using Trainer.Evaluation.Comparison;
using Trainer.Export;
using Trainer.Features;

namespace Trainer.Reporting;

/// <summary>Everything that is said about routers on the same queries. JSON, Markdown and HTML are all written from this one object.</summary>
internal sealed record ComparisonReport
{
    /// <summary>Version of the JSON form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Version of the program.</summary>
    public required string TrainerVersion { get; init; }

    public required JudgedData Data { get; init; }

    /// <summary>Null where none were given.</summary>
    public JudgedData? ReferenceData { get; init; }

    /// <summary>Seed of the resamples.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Resamples of curves; means get ten times as many.</summary>
    public required int Resamples { get; init; }

    /// <summary>Queries on which everything that is compared has an outcome.</summary>
    public required int Queries { get; init; }

    /// <summary>Independent groups of queries; intervals resample these.</summary>
    public required int Clusters { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The first is the one that others are compared with.</summary>
    public required IReadOnlyList<RouterReport> Routers { get; init; }

    /// <summary>Operating points of all routers, all single models, coins and the oracle.</summary>
    public required IReadOnlyList<PolicyReport> Policies { get; init; }

    /// <summary>What a coin between single models gives; null where prices are unknown.</summary>
    public IReadOnlyList<CostQuality>? Hull { get; init; }

    /// <summary>One per router.</summary>
    public required IReadOnlyList<ConventionReport> Conventions { get; init; }

    /// <summary>AIQ of the coin between single models among the same routers, as published; null where prices are unknown.</summary>
    public Estimate? ZeroRouterAiq { get; init; }

    /// <summary>Empty where none were asked for.</summary>
    public IReadOnlyList<SliceReport> Slices { get; init; } = [];

    /// <summary>Slices of too few queries to be shown.</summary>
    public int SlicesLeftOut { get; init; }

    /// <summary>Empty without reference data.</summary>
    public IReadOnlyList<ReferenceReport> Reference { get; init; } = [];
}

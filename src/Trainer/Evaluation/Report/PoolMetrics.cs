using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>Metrics of a pool router's whole curve, compared with the hull of single models only.</summary>
internal sealed record PoolMetrics
{
    /// <summary>AIQ as RouterBench's code has it.</summary>
    public required Estimate AiqAsCoded { get; init; }

    /// <summary>AIQ as RouterBench's paper has it.</summary>
    public required Estimate AiqAsPublished { get; init; }

    public required Estimate ZeroRouterAiqAsCoded { get; init; }

    public required Estimate ZeroRouterAiqAsPublished { get; init; }

    /// <summary>Mean height of the router's curve over the hull of single models; see <see cref="Evaluation.AreaOverHull"/>.</summary>
    public required Estimate AreaOverHull { get; init; }
}

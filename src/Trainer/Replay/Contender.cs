using Trainer.Features.Data;
using Trainer.Replay.Policies;

namespace Trainer.Replay;

/// <summary>A policy with the router whose scores it sees and the outcomes that its choices have.</summary>
internal sealed record Contender
{
    public required string Name { get; init; }

    /// <summary>The rule; null for the oracle, which knows all outcomes and is a bound, not a policy.</summary>
    public required IReplayPolicy? Policy { get; init; }

    /// <summary>Whether it was chosen with outcomes in hand, so that nothing could do it.</summary>
    public bool IsBound { get; init; }

    /// <summary>The candidate behind each model of the policy.</summary>
    public required int[] Models { get; init; }

    /// <summary>Outcomes of all candidates, one table per phase; a cascade's costs and latencies where the router is one.</summary>
    public required IReadOnlyList<RoutingTable> Outcomes { get; init; }

    /// <summary>The router's scores of all rows, one array per phase; empty where the policy looks at none.</summary>
    public required IReadOnlyList<float[]> Scores { get; init; }

    /// <summary>Scores per row.</summary>
    public int ScoresPerQuery { get; init; }
}

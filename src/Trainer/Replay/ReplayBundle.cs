using Trainer.Export;
using Trainer.Features.Data;

namespace Trainer.Replay;

/// <summary>A bundle as a replay needs it.</summary>
/// <param name="Name">What the reader knows it by.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Models">The candidate behind each of its models.</param>
/// <param name="Outcomes">Outcomes of all candidates, one table per phase; a cascade's where it is one.</param>
/// <param name="History">The same of the history; null without one.</param>
/// <param name="Scores">Its scores of all rows, one array per phase.</param>
internal sealed record ReplayBundle(
    string Name, Bundle Bundle, int[] Models, IReadOnlyList<RoutingTable> Outcomes, RoutingTable? History, IReadOnlyList<float[]> Scores)
{
    public bool IsPair => Bundle.Descriptor.Task == RoutingTask.Pair;

    /// <summary>
    /// Whether its scores may be weighed against costs. A cascade of several models is steered inside its graph: its scores are a decision.
    /// </summary>
    public bool TakesObjectives => IsPair || Bundle.Labels.Cascade is null;

    public int ScoresPerQuery => Bundle.Descriptor.Graph.ScoresPerQuery;
}

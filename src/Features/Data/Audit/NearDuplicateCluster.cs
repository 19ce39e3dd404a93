namespace Trainer.Features.Data.Audit;

/// <summary>Prompts of at least two different texts that are tied by chains of near-duplicates.</summary>
/// <param name="Rows">Their rows, ordered by normalised text.</param>
/// <param name="Pairs">The pairs that tie them, each within the similarity, the most similar first; fewer than there are rows.</param>
public sealed record NearDuplicateCluster(IReadOnlyList<int> Rows, IReadOnlyList<NearDuplicatePair> Pairs);

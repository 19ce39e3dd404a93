namespace Trainer.Features.Data.Summary;

/// <summary>What a router without any learning would reach, on the queries that every model answered.</summary>
/// <param name="Name">The model, or "oracle".</param>
/// <param name="MeanQuality">Mean quality.</param>
/// <param name="MeanCostUsd">Mean cost of a query in USD, or null if a chosen answer's cost is unknown.</param>
/// <param name="Queries">Number of queries.</param>
public sealed record ReferencePolicy(string Name, double MeanQuality, double? MeanCostUsd, int Queries);

namespace Trainer.Regression;

/// <summary>A query on which the two routers chose different models.</summary>
/// <param name="QueryId">Its stable name.</param>
/// <param name="BaselineModel">Chosen before.</param>
/// <param name="CandidateModel">Chosen now.</param>
/// <param name="QualityChange">Candidate - baseline; negative is a loss; NaN where one of the models was never run.</param>
/// <param name="CostChangeUsd">Candidate - baseline; null where prices are unknown.</param>
/// <param name="Slices">Slices that the query is in, as key=value.</param>
internal sealed record Flip(
    string QueryId, string BaselineModel, string CandidateModel, double QualityChange, double? CostChangeUsd, IReadOnlyList<string> Slices);

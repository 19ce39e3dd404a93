namespace Trainer.Replay;

/// <summary>A model that may be chosen, with what is known of it before the stream begins.</summary>
/// <param name="Name">Its name, as in the data.</param>
/// <param name="ExpectedCostUsd">Mean cost of an answer in USD, from a bundle or else from the history; NaN if unknown.</param>
/// <param name="MeanOutputTokens">Mean tokens of an answer; NaN if unknown.</param>
/// <param name="HistoryQuality">Mean quality in the history; NaN without one.</param>
internal sealed record Candidate(string Name, double ExpectedCostUsd, double MeanOutputTokens, double HistoryQuality);

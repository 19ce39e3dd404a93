namespace Trainer.Export;

/// <summary>One candidate model.</summary>
/// <param name="Id">Its name, as in the routing data.</param>
/// <param name="ExpectedCostUsd">Mean cost of one answer on the training data, in USD; NaN if unknown.</param>
/// <param name="InputUsdPerMTok">Price of a million input tokens in USD, if it was given.</param>
/// <param name="OutputUsdPerMTok">Price of a million output tokens in USD, if it was given.</param>
/// <param name="PricedOn">The day on which these prices held (ISO 8601), if it is known.</param>
/// <param name="MeanInputTokens">Mean tokens that it reads for a query of the training data, measured or estimated, if known.</param>
/// <param name="MeanOutputTokens">Mean tokens that it writes for one, measured or estimated, if known.</param>
public sealed record ModelLabel(
    string Id,
    double ExpectedCostUsd,
    double? InputUsdPerMTok = null,
    double? OutputUsdPerMTok = null,
    string? PricedOn = null,
    double? MeanInputTokens = null,
    double? MeanOutputTokens = null);

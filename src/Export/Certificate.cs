namespace Trainer.Export;

/// <summary>
/// What is promised of an operating point for queries like those that it was certified on. Drift voids it: nothing in it is checked when the
/// router is used.
/// </summary>
/// <param name="Method"><c>ltt</c> (learn then test: with a confidence) or <c>crc</c> (conformal risk control: in expectation).</param>
/// <param name="Confidence">Probability that the promise is right, above 0 and below 1; NaN for <c>crc</c>.</param>
/// <param name="MaxQualityLoss">Largest mean quality lost against <paramref name="Reference"/>; NaN if nothing is said about it.</param>
/// <param name="Reference">The model that losses are counted from.</param>
/// <param name="MaxCostUsd">Largest mean cost of a query in USD; NaN if nothing is said about it.</param>
/// <param name="CostBoundUsd">Assumed: no answer costs more than this.</param>
/// <param name="N">Independent queries, or groups of queries, behind it.</param>
/// <param name="Bound">The test: <c>binomial</c>, <c>betting</c> or <c>conformal</c>.</param>
/// <param name="PValue">Largest p-value of the limits at this setting; NaN for <c>crc</c>.</param>
/// <param name="HoeffdingBentkusPValue">The same by a bound that knows the mean alone, for reference; NaN for <c>crc</c>.</param>
/// <param name="ObservedLoss">Mean loss that was seen; of max(0, loss) for <c>crc</c>; NaN without a limit on it.</param>
/// <param name="ObservedCostUsd">Mean cost that was seen; NaN without a limit on it.</param>
/// <param name="Guarantee">The promise in a sentence.</param>
public sealed record Certificate(
    string Method,
    double Confidence,
    double MaxQualityLoss,
    string? Reference,
    double MaxCostUsd,
    double CostBoundUsd,
    int N,
    string Bound,
    double PValue,
    double HoeffdingBentkusPValue,
    double ObservedLoss,
    double ObservedCostUsd,
    string Guarantee);

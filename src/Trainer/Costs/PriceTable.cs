using Trainer.Configuration;

namespace Trainer.Costs;

/// <summary>What models charge, as of a day.</summary>
/// <param name="From">Where it stands, for sentences: a file, or a key of the configuration.</param>
/// <param name="Models">Prices by model.</param>
/// <param name="Date">The day on which the prices held (ISO 8601), or null if nobody said.</param>
/// <param name="Source">Where they were taken from, or null.</param>
/// <param name="Sha256">Digest of the file, or null for prices of the configuration itself.</param>
internal sealed record PriceTable(
    string From, IReadOnlyDictionary<string, PriceOptions> Models, string? Date = null, string? Source = null, string? Sha256 = null)
{
    /// <summary>The prices that a configuration names, or null if it names none.</summary>
    /// <exception cref="UsageException">The file of prices cannot be used.</exception>
    public static PriceTable? Of(DataOptions options) =>
        options.PriceTable is { } file ? PriceTableFile.Read(file)
        : options.Prices.Count > 0 ? new PriceTable("'data.prices'", options.Prices)
        : null;

    /// <summary>Cost in USD of an answer.</summary>
    /// <param name="price">USD per million tokens.</param>
    /// <param name="inputTokens">Tokens read.</param>
    /// <param name="outputTokens">Tokens written.</param>
    public static double CostUsd(PriceOptions price, double inputTokens, double outputTokens) =>
        ((inputTokens * price.InputUsdPerMTok) + (outputTokens * price.OutputUsdPerMTok)) / 1e6;

    /// <summary>Refuses to go on without a price for each of some models: what has no price would look free.</summary>
    /// <exception cref="UsageException">Some are missing; the message names them and the place.</exception>
    public void Require(IReadOnlyList<string> models, string why)
    {
        var missing = models.Where(model => !Models.ContainsKey(model)).ToArray();
        if (missing.Length > 0)
        {
            throw new UsageException(
                $"{From} has no price for {string.Join(", ", missing)}; {why}, and without a price it would look free: add its input and " +
                "output USD per million tokens");
        }
    }
}

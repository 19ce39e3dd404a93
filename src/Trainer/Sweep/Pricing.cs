using Trainer.Configuration;
using Trainer.Features.Data;

namespace Trainer.Sweep;

/// <summary>
/// Costs from prices, for tables that have none: input tokens are taken as a quarter of the prompt's characters, output tokens as the
/// configured number. Observed costs are never overwritten.
/// </summary>
internal static class Pricing
{
    private const double CharactersPerToken = 4;

    public static RoutingTable Apply(RoutingTable table, DataOptions options)
    {
        foreach (var name in options.Prices.Keys.Where(name => table.IndexOf(name) < 0))
        {
            throw new UsageException($"'data.prices' has a model '{name}' that is no candidate; {NearestName.Hint(name, table.Models)}");
        }

        if (options.Prices.Count == 0)
        {
            return table;
        }

        var costs = new double[table.Models.Count][];
        for (var m = 0; m < costs.Length; m++)
        {
            costs[m] = table.CostUsd(m).ToArray();
            if (options.Prices.TryGetValue(table.Models[m], out var price))
            {
                for (var row = 0; row < table.Count; row++)
                {
                    var inputTokens = table.Queries[row].Prompt.Length / CharactersPerToken;
                    var cost = ((inputTokens * price.InputUsdPerMTok) + (options.OutputTokens * price.OutputUsdPerMTok)) / 1e6;
                    costs[m][row] = double.IsNaN(costs[m][row]) ? cost : costs[m][row];
                }
            }
        }

        return table.WithCosts(costs);
    }
}

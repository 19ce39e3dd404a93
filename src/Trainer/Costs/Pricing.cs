using Trainer.Features.Data;

namespace Trainer.Costs;

/// <summary>
/// Costs from prices. Only answers that were given have a cost; observed costs stay, unless everything is to be priced anew. A model with
/// an unknown cost and no price is refused: it would look free.
/// </summary>
internal static class Pricing
{
    /// <param name="table">Candidate models only.</param>
    /// <param name="prices">What they charge.</param>
    /// <param name="tokens">Tokens of the table's answers.</param>
    /// <param name="reprice">Whether prices replace observed costs too.</param>
    /// <exception cref="UsageException">A model needs a price and has none.</exception>
    public static PricedTable Apply(RoutingTable table, PriceTable prices, TokenCounts tokens, bool reprice)
    {
        var models = Enumerable.Range(0, table.Models.Count).ToArray();
        prices.Require(
            [.. models.Where(m => reprice || NeedsPrice(table, m)).Select(m => table.Models[m])],
            reprice ? "every cost is computed from prices" : "some of its answers have no cost");

        var (priced, inputMeasured, outputMeasured) = (0, 0, 0);
        var costs = new double[models.Length][];
        foreach (var m in models)
        {
            costs[m] = table.CostUsd(m).ToArray();
            if (!prices.Models.TryGetValue(table.Models[m], out var price))
            {
                continue;
            }

            for (var row = 0; row < table.Count; row++)
            {
                if (!table.WasRun(row, m))
                {
                    costs[m][row] = reprice ? double.NaN : costs[m][row];
                }
                else if (reprice || double.IsNaN(costs[m][row]))
                {
                    costs[m][row] = PriceTable.CostUsd(price, tokens.Input(m, row), tokens.Output(m, row));
                    priced++;
                    inputMeasured += double.IsNaN(table.InputTokens(m)[row]) ? 0 : 1;
                    outputMeasured += double.IsNaN(table.OutputTokens(m)[row]) ? 0 : 1;
                }
            }
        }

        return new PricedTable(table.WithCosts(costs), prices, priced, inputMeasured, outputMeasured);
    }

    private static bool NeedsPrice(RoutingTable table, int model)
    {
        var known = 0;
        for (var row = 0; row < table.Count; row++)
        {
            var isKnown = !double.IsNaN(table.CostUsd(model)[row]);
            known += isKnown ? 1 : 0;
            if (table.WasRun(row, model) && !isKnown)
            {
                return true;
            }
        }

        return known == 0;
    }
}

using System.Globalization;
using Trainer.Features;
using Trainer.Features.Data;

namespace Trainer.Costs;

/// <summary>A table with costs from prices, and what these rest on.</summary>
/// <param name="Table">The table.</param>
/// <param name="Prices">What was charged.</param>
/// <param name="Answers">Answers whose cost was computed.</param>
/// <param name="InputMeasured">Of these, answers whose input tokens were measured rather than estimated.</param>
/// <param name="OutputMeasured">Of these, answers whose output tokens were measured rather than estimated.</param>
internal sealed record PricedTable(RoutingTable Table, PriceTable Prices, int Answers, int InputMeasured, int OutputMeasured)
{
    /// <summary>How far the costs can be trusted.</summary>
    public Finding Finding => new(FindingSeverity.Info, Answers == 0
        ? $"All costs are observed; the prices of {Prices.From} were not needed."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The costs of {Answers} answers are computed from prices{(Prices.Date is { } date ? $" of {date}" : "")}: input tokens are ") +
            $"{Shares(InputMeasured)}, output tokens {Shares(OutputMeasured)}.");

    private string Shares(int measured) => measured == Answers
        ? "all measured"
        : measured == 0
            ? "all estimated"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(double)measured / Answers:0.#%} measured and {(double)(Answers - measured) / Answers:0.#%} estimated");
}

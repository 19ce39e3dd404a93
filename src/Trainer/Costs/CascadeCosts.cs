using System.Globalization;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;

namespace Trainer.Costs;

/// <summary>
/// Costs where models are asked one after another and a verifier scores every answer but the last one's: a model's cost is that of all
/// calls and verifications up to it and its own, and so for latency. Of a pair "weak" costs weak + verifier, "strong" weak + verifier + strong.
/// What is unknown of a part is unknown of the sum.
/// </summary>
internal static class CascadeCosts
{
    /// <param name="table">The outcomes of models that are asked alone.</param>
    /// <param name="order">Indexes of the models in the order in which they are asked; other models keep their costs.</param>
    /// <param name="cascade">What a verification takes.</param>
    public static RoutingTable Apply(RoutingTable table, IReadOnlyList<int> order, CascadeLabel cascade)
    {
        double[][] Rewritten(Func<int, double[]> column, double verifier)
        {
            double[][] columns = [.. Enumerable.Range(0, table.Models.Count).Select(column)];
            for (var place = 0; place < order.Count; place++)
            {
                var own = columns[order[place]];
                for (var row = 0; row < table.Count; row++)
                {
                    own[row] += (place > 0 ? columns[order[place - 1]][row] : 0) + (place < order.Count - 1 ? verifier : 0);
                }
            }

            return columns;
        }

        return table
            .WithCosts(Rewritten(m => table.CostUsd(m).ToArray(), cascade.VerifierUsd))
            .WithLatencies(Rewritten(m => table.LatencySeconds(m).ToArray(), cascade.VerifierSeconds));
    }

    /// <summary>What a reader of the costs must know.</summary>
    /// <param name="alone">The models as asked alone, in the order of the cascade.</param>
    /// <param name="cascaded">The same as a cascade.</param>
    /// <param name="cascade">What a verification takes.</param>
    public static Finding Finding(RoutingTable alone, RoutingTable cascaded, CascadeLabel cascade)
    {
        static string Usd(ReadOnlySpan<double> costs)
        {
            var known = costs.ToArray().Where(cost => !double.IsNaN(cost)).ToArray();
            return known.Length == 0 ? "an unknown cost" : string.Create(CultureInfo.InvariantCulture, $"{known.Average():0.########} USD");
        }

        var last = alone.Models.Count - 1;
        var goesOn = string.Join(", ", alone.Models.Skip(1).Select(
            (model, i) => $"one that goes on to {model} {Usd(cascaded.CostUsd(i + 1))}"));
        var always = alone.Models.Reverse().Select((model, i) => $"{Usd(alone.CostUsd(last - i))} for always {model}").ToArray();
        return new Finding(
            FindingSeverity.Info,
            string.Create(
                CultureInfo.InvariantCulture, $"Costs are a cascade's, with {cascade.VerifierUsd:0.########} USD for each verification: ") +
            $"a query that ends with {alone.Models[0]} costs {Usd(cascaded.CostUsd(0))} on average, {goesOn}. Asking one model alone, " +
            $"without cascade and verifier, would cost {string.Join(", ", always[..^1])} and {always[^1]}.");
    }
}

using System.Globalization;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;

namespace Trainer.Costs;

/// <summary>
/// A pair's costs where the weak model answers every query first, a verifier scores the answer, and the strong model is asked besides: "weak"
/// costs weak + verifier, "strong" costs weak + verifier + strong, and so for latency. What is unknown of a part is unknown of the sum.
/// </summary>
internal static class CascadeCosts
{
    /// <param name="table">The outcomes of models that are asked alone.</param>
    /// <param name="weak">Index of the weak model.</param>
    /// <param name="strong">Index of the strong model; other models keep their costs.</param>
    /// <param name="cascade">What a verification takes.</param>
    public static RoutingTable Apply(RoutingTable table, int weak, int strong, CascadeLabel cascade)
    {
        double[][] Rewritten(Func<int, double[]> column, double verifier)
        {
            double[][] columns = [.. Enumerable.Range(0, table.Models.Count).Select(column)];
            for (var row = 0; row < table.Count; row++)
            {
                columns[weak][row] += verifier;
                columns[strong][row] += columns[weak][row];
            }

            return columns;
        }

        return table
            .WithCosts(Rewritten(m => table.CostUsd(m).ToArray(), cascade.VerifierUsd))
            .WithLatencies(Rewritten(m => table.LatencySeconds(m).ToArray(), cascade.VerifierSeconds));
    }

    /// <summary>What a reader of the costs must know.</summary>
    /// <param name="alone">The pair as asked alone, weak then strong.</param>
    /// <param name="cascaded">The same as a cascade.</param>
    /// <param name="cascade">What a verification takes.</param>
    public static Finding Finding(RoutingTable alone, RoutingTable cascaded, CascadeLabel cascade)
    {
        static string Usd(ReadOnlySpan<double> costs)
        {
            var known = costs.ToArray().Where(cost => !double.IsNaN(cost)).ToArray();
            return known.Length == 0 ? "an unknown cost" : string.Create(CultureInfo.InvariantCulture, $"{known.Average():0.########} USD");
        }

        var (weak, strong) = (alone.Models[0], alone.Models[1]);
        return new Finding(
            FindingSeverity.Info,
            string.Create(CultureInfo.InvariantCulture, $"Costs are a cascade's, with {cascade.VerifierUsd:0.########} USD for each verification: ") +
            $"a query that ends with {weak} costs {Usd(cascaded.CostUsd(0))} on average, one that goes on to {strong} " +
            $"{Usd(cascaded.CostUsd(1))}. Asking one model alone, without cascade and verifier, would cost {Usd(alone.CostUsd(1))} for always " +
            $"{strong} and {Usd(alone.CostUsd(0))} for always {weak}.");
    }
}

using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Regression;

namespace Trainer.Commands;

/// <summary>What a bundle's router makes of a table on which every one of its models was run.</summary>
internal static class RoutedTable
{
    /// <param name="router">The router, at its default operating point.</param>
    /// <param name="table">The router's models, and perhaps others.</param>
    /// <param name="tradeoff">Quality that one USD is worth, for the regret.</param>
    /// <param name="cancellation">Stops it.</param>
    public static RoutedOutcomes Route(Router router, RoutingTable table, double tradeoff, CancellationToken cancellation)
    {
        // A cascade pays its weak model and verifier for every query, which another router on the same data does not.
        var bundle = router.Bundle;
        var paid = BundleData.WithItsCosts(bundle, table);
        var outcomes = PoolOutcomes.From(paid, [.. Enumerable.Range(0, table.Models.Count)]);
        var (at, perQuery) = (bundle.OperatingPoint(), router.ScoresPerQuery);
        var scores = BundleData.Score(router, table, cancellation);
        var choices = new int[table.Count];
        for (var row = 0; row < choices.Length; row++)
        {
            choices[row] = table.IndexOf(router.Decide(scores.AsSpan(row * perQuery, perQuery), at).Model);
        }

        var decisions = new Decisions(outcomes, choices, outcomes.CostUsd is null ? 0 : tradeoff);
        return new RoutedOutcomes(choices, decisions.Quality, decisions.CostUsd)
        {
            LatencySeconds = Latency(paid, choices),
            Regret = decisions.Regret,
            Scored = Scored(bundle, paid, scores, perQuery),
        };
    }

    private static double[]? Latency(RoutingTable paid, int[] choices)
    {
        double[] seconds = [.. choices.Select((model, row) => paid.LatencySeconds(model)[row])];
        return seconds.All(double.IsNaN) ? null : seconds;
    }

    private static ScoredQueries Scored(Bundle bundle, RoutingTable paid, float[] scores, int perQuery)
    {
        var labels = bundle.Labels.Models;
        string[] models = [.. labels.Select(model => model.Id)];
        double[] Column(int column) => [.. Enumerable.Range(0, paid.Count).Select(row => (double)scores[(row * perQuery) + column])];
        var isPair = bundle.Descriptor.Task == RoutingTask.Pair;
        return new(
            models,
            isPair,
            PoolOutcomes.From(paid, Array.ConvertAll(models, paid.IndexOf)),
            [.. Enumerable.Range(0, perQuery).Select(Column)],
            isPair ? null : [.. labels.Select((label, m) => Array.ConvertAll(
                perQuery > labels.Count ? Column(labels.Count + m) : [.. Enumerable.Repeat(1.0, paid.Count)],
                ratio => double.IsNaN(label.ExpectedCostUsd) ? 0 : ratio * label.ExpectedCostUsd))])
        {
            IsCascade = bundle.Labels.Cascade is not null,
        };
    }
}

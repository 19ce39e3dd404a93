using Trainer.Features.Data;

namespace Trainer.Replay.Latencies;

/// <summary>Gives a table the latencies that the options ask for: its own, those of a log, or simulated ones.</summary>
internal static class LatencyColumns
{
    /// <param name="table">One column per candidate.</param>
    /// <param name="candidates">The candidates, in the same order.</param>
    /// <param name="options">Where latencies come from.</param>
    /// <param name="log">The log, if there is one.</param>
    /// <exception cref="UsageException">A simulation lacks tokens or speeds.</exception>
    public static RoutingTable Apply(RoutingTable table, IReadOnlyList<Candidate> candidates, ReplayOptions options, LatencyLog? log)
    {
        if (log is not null)
        {
            return table.WithLatencies(Columns((model, row) => log.Seconds(table.Queries[row].Id, candidates[model].Name)));
        }

        if (!options.SimulateLatency)
        {
            return table;
        }

        var simulator = new LatencySimulator(options.Noise, options.NoiseDeviation, options.Seed);
        var speeds = Speeds(candidates, options);
        return table.WithLatencies(Columns((model, row) =>
        {
            var counted = table.OutputTokens(model)[row];
            var tokens = double.IsNaN(counted) ? candidates[model].MeanOutputTokens : counted;
            return double.IsNaN(tokens)
                ? throw new UsageException(
                    $"latencies cannot be simulated: the tokens of {candidates[model].Name}'s answer to {table.Queries[row].Id} are not known, " +
                    "neither from the data nor as a mean from the bundle; give data with output_tokens")
                : simulator.Seconds(table.Queries[row].Id, candidates[model].Name, tokens, speeds[model]);
        }));

        double[][] Columns(Func<int, int, double> seconds) => [.. candidates.Select((_, model) =>
            Enumerable.Range(0, table.Count).Select(row => seconds(model, row)).ToArray())];
    }

    private static ModelSpeed[] Speeds(IReadOnlyList<Candidate> candidates, ReplayOptions options)
    {
        foreach (var model in options.Speeds.Keys.Where(model => candidates.All(candidate => candidate.Name != model)))
        {
            throw new UsageException(
                $"speeds has '{model}', which no bundle routes to; there are {string.Join(", ", candidates.Select(candidate => candidate.Name))}");
        }

        var costs = candidates.Select(candidate => candidate.ExpectedCostUsd).Order().ToArray();
        var middle = costs.Length / 2;
        var reference = costs.Length % 2 == 1 ? costs[middle] : (costs[middle - 1] + costs[middle]) / 2;
        return [.. candidates.Select(candidate => options.Speeds.TryGetValue(candidate.Name, out var speed) ? speed
            : candidate.ExpectedCostUsd > 0 && reference > 0 ? ModelSpeed.FromCost(candidate.ExpectedCostUsd, reference)
            : throw new UsageException(
                $"latencies cannot be simulated: {candidate.Name} has neither a speed nor a cost to guess it from; give speeds in the configuration"))];
    }
}

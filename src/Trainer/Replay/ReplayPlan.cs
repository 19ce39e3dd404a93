using Trainer.Commands;
using Trainer.Configuration;
using Trainer.Costs;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Features.Data.Splits;
using Trainer.Replay.Latencies;

namespace Trainer.Replay;

/// <summary>All that a replay works on: the phases with their outcomes, the candidates, and the bundles with their scores.</summary>
internal sealed record ReplayPlan
{
    public required ReplayOptions Options { get; init; }

    public required IReadOnlyList<Candidate> Candidates { get; init; }

    public required IReadOnlyList<ReplayPhase> Phases { get; init; }

    public required IReadOnlyList<ReplayBundle> Bundles { get; init; }

    /// <summary>The domains of all phases in ordinal order.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    public required int RowsLeftOut { get; init; }

    /// <summary>Reads the data and scores them.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="named">The bundles and what they are called.</param>
    /// <param name="data">Files of the table.</param>
    /// <param name="load">Loads a bundle's router for the queries.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ReplayPlan Load(
        ReplayOptions options,
        IReadOnlyList<(string Name, Bundle Bundle)> named,
        IEnumerable<string> data,
        Func<Bundle, IReadOnlyList<Query>, Router> load,
        CancellationToken cancellation)
    {
        string[] models = [.. named.SelectMany(item => item.Bundle.Labels.Models).Select(model => model.Id).Distinct(StringComparer.Ordinal)];
        var table = BundleData.Read(data);
        var history = options.History is { } past ? Columns(BundleData.Read([past]), models) : null;
        var drift = options.Drift is { } text ? Drift.Parse(text) : null;
        var later = drift is null ? null : Columns(drift.Data is { } second ? BundleData.Read([second]) : table, models, drift.Becomes);
        var candidates = models.Select((model, i) => CandidateOf(model, named, history, i)).ToArray();
        var log = options.LatencyLog is { } file ? LatencyLog.Read(file) : null;
        RoutingTable Timed(RoutingTable outcomes) => LatencyColumns.Apply(outcomes, candidates, options, log);
        var first = Phase(0, Timed(Columns(table, models)));
        ReplayPhase[] phases = later is null ? [first] : [first, Phase(drift!.Seconds, Timed(later))];
        history = history is null ? null : Timed(history);
        Demand(options, phases, candidates);

        var queries = drift?.Data is null ? table.Queries : [.. table.Queries, .. later!.Queries];
        return new ReplayPlan
        {
            Options = options,
            Candidates = candidates,
            Phases = phases,
            Bundles = [.. named.Select(item => BundleOf(item, models, phases, drift, history, load(item.Bundle, queries), cancellation))],
            Domains = [.. phases.SelectMany(phase => phase.Table.Queries).Select(query => query.Domain ?? Replayer.NoDomain)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            RowsLeftOut = phases.Sum(phase => phase.Table.Count - phase.Rows.Length),
        };
    }

    // One column per candidate, in their order.
    private static RoutingTable Columns(RoutingTable table, string[] models, IReadOnlyDictionary<string, string> becomes)
    {
        foreach (var old in becomes.Keys.Where(old => !models.Contains(old)))
        {
            throw new UsageException($"the drift changes '{old}', which no bundle routes to; {NearestName.Hint(old, models)}");
        }

        return table.WithModels([.. models.Select(model => becomes.GetValueOrDefault(model, model)).Select(name =>
            table.IndexOf(name) is var index and >= 0
                ? index
                : throw new UsageException($"the data have no model '{name}', which the replay needs; {NearestName.Hint(name, table.Models)}"))]);
    }

    private static RoutingTable Columns(RoutingTable table, string[] models) =>
        Columns(table, models, new Dictionary<string, string>());

    private static ReplayPhase Phase(double from, RoutingTable table)
    {
        var all = Enumerable.Range(0, table.Models.Count).ToArray();
        int[] rows = [.. CanonicalOrder.Of(table).Where(row => all.All(model => table.WasRun(row, model)))];
        return rows.Length > 0
            ? new ReplayPhase(from, table, rows)
            : throw new UsageException("the data have no query on which every model of the bundles was run, so there is nothing to replay");
    }

    private static Candidate CandidateOf(
        string model, IReadOnlyList<(string Name, Bundle Bundle)> named, RoutingTable? history, int index)
    {
        // What a model costs alone, if a bundle knows it; in a cascade's labels the models before it are paid too.
        var labels = named.OrderBy(item => item.Bundle.Labels.Cascade is not null)
            .SelectMany(item => item.Bundle.Labels.Models)
            .Where(label => label.Id == model)
            .ToArray();
        var cost = labels.Select(label => label.ExpectedCostUsd).FirstOrDefault(double.IsFinite, double.NaN);
        return new Candidate(
            model,
            double.IsNaN(cost) && history is not null ? KnownMean(history.CostUsd(index)) : cost,
            labels.Select(label => label.MeanOutputTokens).FirstOrDefault(tokens => tokens is not null) ?? double.NaN,
            history is null ? double.NaN : KnownMean(history.Quality(index)));
    }

    /// <summary>Mean of what is known; NaN where nothing is.</summary>
    internal static double KnownMean(ReadOnlySpan<double> values)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    private static void Demand(ReplayOptions options, IReadOnlyList<ReplayPhase> phases, IReadOnlyList<Candidate> candidates)
    {
        foreach (var phase in phases)
        {
            for (var model = 0; model < candidates.Count; model++)
            {
                var latencies = phase.Table.LatencySeconds(model);
                var costs = phase.Table.CostUsd(model);
                var (unknown, unpriced, example) = (0, 0, "");
                foreach (var row in phase.Rows)
                {
                    unknown += double.IsNaN(latencies[row]) ? 1 : 0;
                    unpriced += double.IsNaN(costs[row]) ? 1 : 0;
                    example = example.Length == 0 && double.IsNaN(latencies[row]) ? phase.Table.Queries[row].Id : example;
                }

                if (unknown > 0 && options is { MaxLatency: not null, MissingLatency: MissingLatency.Refuse })
                {
                    throw new UsageException(
                        $"the latency of {candidates[model].Name} is not known on {unknown} of {phase.Rows.Length} queries, such as {example}; " +
                        "an unknown latency is not a short one: give --latency-log, simulate latencies (--simulate-latency), or count such answers " +
                        "apart (missingLatency: apart)");
                }

                if (unpriced > 0 && options.Budget is not null)
                {
                    throw new UsageException(
                        $"the cost of {candidates[model].Name} is not known on {unpriced} of {phase.Rows.Length} queries, so no budget can be " +
                        "checked; give data with costs ('trainer import --prices' computes them), or no budget");
                }
            }
        }
    }

    private static ReplayBundle BundleOf(
        (string Name, Bundle Bundle) item,
        string[] models,
        ReplayPhase[] phases,
        Drift? drift,
        RoutingTable? history,
        Router router,
        CancellationToken cancellation)
    {
        int[] own = [.. item.Bundle.Labels.Models.Select(model => Array.IndexOf(models, model.Id))];
        RoutingTable WithItsCosts(RoutingTable table) =>
            item.Bundle.Labels.Cascade is { } cascade ? CascadeCosts.Apply(table, own, cascade) : table;
        var scores = BundleData.Score(router, phases[0].Table, cancellation);
        float[][] all = phases.Length == 1 ? [scores]
            : [scores, drift!.Data is null ? scores : BundleData.Score(router, phases[1].Table, cancellation)];
        return new ReplayBundle(
            item.Name,
            item.Bundle,
            own,
            [.. phases.Select(phase => WithItsCosts(phase.Table))],
            history is null ? null : WithItsCosts(history),
            all);
    }
}

using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Replay.Policies;
using Trainer.Replay.Streams;

namespace Trainer.Replay;

/// <summary>Makes the contenders that the options ask for.</summary>
internal static class Contenders
{
    private const string Point = "point";
    private const string Points = "points";
    private const string Objective = "objective";
    private const string Bias = "bias";
    private const string Dual = "dual";
    private const string Adaptive = "adaptive";
    private const string Random = "random";
    private const string Cheapest = "cheapest";
    private const string Strong = "strong";
    private const string BestConstant = "best-constant";
    private const string Oracle = "oracle";

    // The history is old: it counts as no more answers than this.
    private const int MaxHistoryWeight = 50;

    /// <summary>All names of policies.</summary>
    public static readonly IReadOnlyList<string> Names =
        [Point, Points, Objective, Bias, Dual, Adaptive, Random, Cheapest, Strong, BestConstant, Oracle];

    /// <summary>The contenders in the order of their names; those of a bundle once for each bundle.</summary>
    /// <param name="plan">What they are made from.</param>
    /// <param name="stream">The stream, for the bound that is chosen with outcomes in hand.</param>
    /// <exception cref="UsageException">A name is unknown, or a policy lacks what it needs.</exception>
    public static IReadOnlyList<Contender> Of(ReplayPlan plan, Func<IEnumerable<Arrival>> stream)
    {
        var options = plan.Options;
        foreach (var name in options.Policies.Where(name => !Names.Contains(name)))
        {
            throw new UsageException($"there is no policy '{name}'; {NearestName.Hint(name, Names)}");
        }

        var isConstrained = options.Budget is not null || options.MaxLatency is not null;
        if (!isConstrained && options.Policies.Contains(Dual))
        {
            throw new UsageException("the policy dual keeps a budget or a latency limit; give --budget, --max-latency or both");
        }

        string[] weighing = [Objective, Bias, Dual, Adaptive];
        if (plan.Bundles.FirstOrDefault(bundle => !bundle.TakesObjectives) is { } steered
            && weighing.FirstOrDefault(options.Policies.Contains) is { } asked)
        {
            throw new UsageException(
                $"{steered.Name} is a cascade of several models, which is steered inside its graph, so {asked} cannot weigh its scores; " +
                "give point, or another bundle");
        }

        string[] names = options.Policies.Count > 0
            ? [.. Names.Where(options.Policies.Contains)]
            : [.. Names.Where(name => name switch
            {
                Points => false,
                Objective => options.UsdTradeoffs.Count > 0 || (options.MaxLatency is not null && options.LatencyTradeoff > 0),
                Bias => !isConstrained,
                Dual or Adaptive => isConstrained,
                _ => true,
            })];
        return [.. names.SelectMany(name => name switch
        {
            Point => plan.Bundles.Select(bundle => OfPoint(plan, bundle, bundle.Bundle.OperatingPoint())),
            Points => plan.Bundles.SelectMany(bundle => bundle.Bundle.Policy.OperatingPoints.Select(point => OfPoint(plan, bundle, point))),
            Objective or Bias or Dual or Adaptive => plan.Bundles.Where(bundle => bundle.TakesObjectives).SelectMany(bundle => Online(plan, bundle, name)),
            Random => [Alone(plan, name, new RandomPolicy(plan.Candidates.Count, options.Seed))],
            Cheapest => [Always(plan, name, CheapestOf(plan))],
            Strong => [Always(plan, name, StrongOf(plan))],
            BestConstant => [Always(plan, name, BestOf(plan, stream())) with { IsBound = true }],
            _ => new[] { Alone(plan, name, null) with { IsBound = true } },
        })];
    }

    private static Contender OfPoint(ReplayPlan plan, ReplayBundle bundle, OperatingPoint point) =>
        Routed(plan, bundle, $"{Point} {point.Name}", new PointPolicy(bundle.Bundle.Labels, point));

    private static IEnumerable<Contender> Online(ReplayPlan plan, ReplayBundle bundle, string name)
    {
        var options = plan.Options;
        var tradeoffs = options.UsdTradeoffs.Count > 0 ? options.UsdTradeoffs : [bundle.Bundle.OperatingPoint().UsdTradeoff ?? 0];
        var costs = bundle.Bundle.Labels.Models
            .Select((label, i) => double.IsNaN(label.ExpectedCostUsd) && bundle.History is { } history
                ? ReplayPlan.KnownMean(history.CostUsd(bundle.Models[i]))
                : label.ExpectedCostUsd)
            .ToArray();
        var keeps = name is Dual or Adaptive;
        if (Array.FindIndex(costs, double.IsNaN) is >= 0 and var unknown && (options.Budget is not null || tradeoffs.Any(t => t > 0)))
        {
            throw new UsageException(
                $"what {bundle.Bundle.Labels.Models[unknown].Id} costs is not known from {bundle.Name}, so {name} cannot weigh costs; " +
                "give --history with costs, or 'trainer reprice' the bundle");
        }

        foreach (var tradeoff in tradeoffs)
        {
            var rule = new OnlineRule
            {
                UsdTradeoff = tradeoff,
                LatencyTradeoff = options.MaxLatency is null ? 0 : options.LatencyTradeoff,
                Budget = keeps ? options.Budget : null,
                KeepsLatency = keeps && options.MaxLatency is not null,
                LateShare = options.LateShare,
                MaxLatency = options.MaxLatency,
                DualStep = options.DualStep,
                BiasStep = name is Bias or Adaptive ? options.BiasStep : 0,
                BiasLimit = options.BiasLimit,
            };
            var suffix = tradeoffs.Count > 1 ? FormattableString.Invariant($" {tradeoff}") : "";
            yield return Routed(plan, bundle, name + suffix, new OnlinePolicy(rule, costs, Belief(options, bundle)));
        }
    }

    private static LatenessBelief? Belief(ReplayOptions options, ReplayBundle bundle)
    {
        if (options.MaxLatency is not { } limit)
        {
            return null;
        }

        var (shares, weights) = (new double[bundle.Models.Length], new double[bundle.Models.Length]);
        for (var model = 0; model < shares.Length; model++)
        {
            double[] known = bundle.History is { } history
                ? [.. history.LatencySeconds(bundle.Models[model]).ToArray().Where(seconds => !double.IsNaN(seconds))]
                : [];
            (shares[model], weights[model]) = known.Length == 0
                ? (options.LateShare, 1)
                : (known.Average(seconds => seconds > limit ? 1.0 : 0), Math.Min(known.Length, MaxHistoryWeight));
        }

        return new LatenessBelief(shares, weights, limit);
    }

    private static Contender Routed(ReplayPlan plan, ReplayBundle bundle, string name, IReplayPolicy policy) => new()
    {
        Name = plan.Bundles.Count > 1 ? $"{bundle.Name}: {name}" : name,
        Policy = policy,
        Models = bundle.Models,
        Outcomes = bundle.Outcomes,
        Scores = bundle.Scores,
        ScoresPerQuery = bundle.ScoresPerQuery,
    };

    // Models that are asked alone have their own costs, whatever a bundle's cascade adds.
    private static Contender Alone(ReplayPlan plan, string name, IReplayPolicy? policy) => new()
    {
        Name = name,
        Policy = policy,
        Models = [.. Enumerable.Range(0, plan.Candidates.Count)],
        Outcomes = [.. plan.Phases.Select(phase => phase.Table)],
        Scores = [],
    };

    private static Contender Always(ReplayPlan plan, string name, int model) =>
        Alone(plan, $"{name} ({plan.Candidates[model].Name})", new ConstantPolicy(model));

    private static int CheapestOf(ReplayPlan plan) =>
        Enumerable.Range(0, plan.Candidates.Count).MinBy(model => OrInfinite(plan.Candidates[model].ExpectedCostUsd));

    // The best of the history; without one a pair's strong model, else the dearest.
    private static int StrongOf(ReplayPlan plan)
    {
        var all = Enumerable.Range(0, plan.Candidates.Count);
        return plan.Options.History is not null
            ? all.OrderByDescending(model => plan.Candidates[model].HistoryQuality)
                .ThenBy(model => OrInfinite(plan.Candidates[model].ExpectedCostUsd)).First()
            : plan.Bundles[0].IsPair ? plan.Bundles[0].Models[1]
            : all.MaxBy(model => double.IsNaN(plan.Candidates[model].ExpectedCostUsd) ? -1 : plan.Candidates[model].ExpectedCostUsd);
    }

    private static int BestOf(ReplayPlan plan, IEnumerable<Arrival> stream)
    {
        var sums = new double[plan.Candidates.Count];
        foreach (var arrival in stream)
        {
            RoutingTable table = plan.Phases[arrival.Phase].Table;
            for (var model = 0; model < sums.Length; model++)
            {
                sums[model] += table.Quality(model)[arrival.Row];
            }
        }

        return Enumerable.Range(0, sums.Length).OrderByDescending(model => sums[model])
            .ThenBy(model => OrInfinite(plan.Candidates[model].ExpectedCostUsd)).First();
    }

    private static double OrInfinite(double cost) => double.IsNaN(cost) ? double.PositiveInfinity : cost;
}

using Trainer.Features;
using Trainer.Replay.Policies;
using Trainer.Replay.Streams;

namespace Trainer.Replay;

/// <summary>
/// Runs contenders side by side over one stream. Each gets the feedback of its own decisions and sees nothing of the others. Events in order,
/// O(contenders × models) each.
/// </summary>
internal sealed class Replayer(ReplayOptions options, IReadOnlyList<ReplayPhase> phases, IReadOnlyList<string> domains)
{
    /// <summary>Domain of a query without one.</summary>
    public const string NoDomain = "(none)";

    private const ulong KeepStream = 400;

    private readonly Dictionary<string, int> _domains =
        domains.Select((name, i) => (name, i)).ToDictionary(d => d.name, d => d.i, StringComparer.Ordinal);

    /// <summary>Hears of each decision: the query, its domain, the contender, the candidate and the outcome.</summary>
    public delegate void Decided(in Arrival arrival, int domain, int contender, int candidate, in Outcome outcome);

    public void Run(IEnumerable<Arrival> stream, IReadOnlyList<Contender> contenders, Decided decided, CancellationToken cancellation)
    {
        var queues = contenders.Select(_ => new FeedbackQueue(options.Delay, options.DelayUnit)).ToArray();
        foreach (var arrival in stream)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var c = 0; c < contenders.Count; c++)
            {
                var contender = contenders[c];
                var candidate = contender.Policy is { } policy ? Decide(contender, policy, queues[c], arrival) : Best(contender, arrival);
                var outcome = OutcomeOf(contender, arrival, candidate);
                decided(arrival, Domain(arrival), c, candidate, outcome);
            }
        }
    }

    private int Decide(Contender contender, IReplayPolicy policy, FeedbackQueue queue, in Arrival arrival)
    {
        while (queue.TryTake(arrival, out var pending))
        {
            var then = OutcomeOf(contender, pending.Arrival, contender.Models[pending.Model]);
            policy.Learn(new Feedback(
                RequestOf(contender, pending.Arrival),
                pending.Model,
                IsReported(pending.Arrival.Number) ? then.Quality : double.NaN,
                then.CostUsd,
                then.LatencySeconds));
        }

        var model = policy.Choose(RequestOf(contender, arrival));
        queue.Add(new FeedbackQueue.Pending(arrival, model), OutcomeOf(contender, arrival, contender.Models[model]).LatencySeconds);
        return contender.Models[model];
    }

    private Request RequestOf(Contender contender, in Arrival arrival) => new(
        arrival.Number,
        arrival.Time,
        Domain(arrival),
        StableHash.Of(phases[arrival.Phase].Table.Queries[arrival.Row].Id),
        contender.ScoresPerQuery == 0 ? []
            : contender.Scores[arrival.Phase].AsSpan(arrival.Row * contender.ScoresPerQuery, contender.ScoresPerQuery));

    private int Domain(in Arrival arrival) => _domains[phases[arrival.Phase].Table.Queries[arrival.Row].Domain ?? NoDomain];

    // The same queries are reported whatever was chosen, so that policies differ by their choices only.
    private bool IsReported(int number) => new SeededRandom(options.Seed + (ulong)number, KeepStream).NextDouble() < options.Keep;

    private static Outcome OutcomeOf(Contender contender, in Arrival arrival, int candidate)
    {
        var table = contender.Outcomes[arrival.Phase];
        return new Outcome(
            table.Quality(candidate)[arrival.Row],
            table.CostUsd(candidate)[arrival.Row],
            table.LatencySeconds(candidate)[arrival.Row] * arrival.LatencyFactor);
    }

    // The best quality, at the least cost where several have it.
    private static int Best(Contender contender, in Arrival arrival)
    {
        var best = contender.Models[0];
        foreach (var candidate in contender.Models)
        {
            var (known, next) = (OutcomeOf(contender, arrival, best), OutcomeOf(contender, arrival, candidate));
            if (next.Quality > known.Quality || (next.Quality == known.Quality && next.CostUsd < known.CostUsd))
            {
                best = candidate;
            }
        }

        return best;
    }
}

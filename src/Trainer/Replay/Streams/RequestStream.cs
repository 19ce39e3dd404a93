using Trainer.Features;

namespace Trainer.Replay.Streams;

/// <summary>
/// Makes the stream: which query comes when. Enumerating it again gives the same. Holds an order of the rows and, per query, nothing.
/// </summary>
internal static class RequestStream
{
    // Independent uses of one seed.
    private const ulong OrderStream = 1;
    private const ulong TimeStream = 100;

    /// <summary>The stream of the options, in order of time.</summary>
    public static IEnumerable<Arrival> Of(ReplayOptions options, IReadOnlyList<ReplayPhase> phases)
    {
        var arrivals = options.Stream is { } file ? StreamFile.Read(file, options.Warp, phases)
            : options.Warp > 0 ? Recorded(options, phases)
            : Drawn(options, phases);
        return options.Limit > 0 ? arrivals.Take(options.Limit) : arrivals;
    }

    private static IEnumerable<Arrival> Drawn(ReplayOptions options, IReadOnlyList<ReplayPhase> phases)
    {
        var times = new ArrivalTimes(
            options.Rate, Burst.Parse(options.Bursts), options.Calm, options.Gaps, new SeededRandom(options.Seed, TimeStream));
        var waiting = new Waiting(options.Capacity);
        var before = new HashSet<string>(StringComparer.Ordinal);
        var (phase, place, number) = (0, 0, 0);
        var random = new SeededRandom(options.Seed, OrderStream);
        var order = Order(options, phases[0], random);
        while (true)
        {
            var time = times.Next();
            while (phase + 1 < phases.Count && time >= phases[phase + 1].From)
            {
                // A query that came before does not come again under other outcomes, unless queries may repeat.
                before.UnionWith(order.Take(place).Select(row => phases[phase].Table.Queries[row].Id));
                phase++;
                random = new SeededRandom(options.Seed, OrderStream + (ulong)phase);
                order = Array.FindAll(
                    Order(options, phases[phase], random),
                    row => options.Replacement || !before.Contains(phases[phase].Table.Queries[row].Id));
                place = 0;
            }

            if (order.Length == 0 || (place == order.Length && !options.Replacement))
            {
                yield break;
            }

            var row = options.Replacement ? order[random.Next(order.Length)] : order[place++];
            yield return new Arrival(number++, time, phase, row, waiting.Factor(time));
        }
    }

    private static int[] Order(ReplayOptions options, ReplayPhase phase, SeededRandom random)
    {
        int[] order = [.. phase.Rows];
        if (!options.Replacement)
        {
            random.Shuffle<int>(order);
        }

        return order;
    }

    private static IEnumerable<Arrival> Recorded(ReplayOptions options, IReadOnlyList<ReplayPhase> phases)
    {
        double Time(ReplayPhase phase, int row) => phase.Table.Queries[row].Time ?? throw new UsageException(
            $"warp replays the times of the table, but query {phase.Table.Queries[row].Id} has none; give every query a ts, or leave warp out");
        var start = phases[0].Rows.Min(row => Time(phases[0], row));
        var waiting = new Waiting(options.Capacity);
        var number = 0;
        for (var p = 0; p < phases.Count; p++)
        {
            var phase = phases[p];
            var end = p + 1 < phases.Count ? phases[p + 1].From : double.PositiveInfinity;
            var timed = phase.Rows
                .Select(row => (Row: row, Time: (Time(phase, row) - start) / options.Warp))
                .Where(item => item.Time >= phase.From && item.Time < end)
                .OrderBy(item => item.Time)
                .ThenBy(item => phase.Table.Queries[item.Row].Id, StringComparer.Ordinal);
            foreach (var (row, time) in timed)
            {
                yield return new Arrival(number++, time, p, row, waiting.Factor(time));
            }
        }
    }
}

using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Data.Splits;
using Trainer.Replay;
using Trainer.Replay.Policies;
using Trainer.Replay.Streams;

namespace Trainer.Tests.Replay;

/// <summary>Small tables, phases and contenders.</summary>
internal static class Made
{
    public static readonly DataPlace Place = new("made", 1, null);

    /// <summary>A table of queries q000, q001, … and models m0, m1, … with drawn outcomes.</summary>
    public static RoutingTable Table(int queries, int models, ulong seed, Func<int, double?>? time = null)
    {
        var builder = new RoutingTableBuilder("made");
        var random = new SeededRandom(seed);
        var names = Enumerable.Range(0, models).Select(m => $"m{m}").ToArray();
        builder.DeclareModels(names, Place);
        for (var i = 0; i < queries; i++)
        {
            var row = builder.AddQuery(new Query($"q{i:000}", $"prompt {i}", $"d{i % 3}", Time: time?.Invoke(i)), Place);
            foreach (var name in names)
            {
                var model = builder.ModelIndex(name, Place);
                builder.SetQuality(row, model, random.NextDouble(), Place);
                builder.SetCostUsd(row, model, (1 + model) * random.NextDouble() / 100, Place);
                builder.SetLatencySeconds(row, model, 10 * random.NextDouble(), Place);
            }
        }

        return builder.Build();
    }

    public static ReplayPhase Phase(RoutingTable table, double from = 0) => new(from, table, CanonicalOrder.Of(table));

    public static Contender Contender(IReplayPolicy? policy, float[][] scores, params RoutingTable[] tables) => new()
    {
        Name = "made",
        Policy = policy,
        Models = [.. Enumerable.Range(0, tables[0].Models.Count)],
        Outcomes = tables,
        Scores = scores,
        ScoresPerQuery = scores.Length == 0 ? 0 : scores[0].Length / tables[0].Count,
    };

    public static float[] Scores(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];
    }

    /// <summary>What one contender does on a stream.</summary>
    public static List<(Arrival Arrival, int Candidate, Outcome Outcome)> Play(
        ReplayOptions options, IReadOnlyList<ReplayPhase> phases, Contender contender)
    {
        var decisions = new List<(Arrival, int, Outcome)>();
        new Replayer(options, phases, ["d0", "d1", "d2"]).Run(
            RequestStream.Of(options, phases),
            [contender],
            (in Arrival arrival, int _, int _, int candidate, in Outcome outcome) => decisions.Add((arrival, candidate, outcome)),
            CancellationToken.None);
        return decisions;
    }
}

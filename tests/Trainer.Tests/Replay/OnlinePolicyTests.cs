using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Replay;
using Trainer.Replay.Policies;

namespace Trainer.Tests.Replay;

[TestClass]
public sealed class OnlinePolicyTests
{
    private const double Limit = 6;
    private static readonly double[] Costs = [0.004, 0.01, 0.02];

    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(5.0, 0.1)]
    public void Decisions_OfThePolicy_AreThoseOfASlowReference(double usdTradeoff, double biasStep)
    {
        var table = Made.Table(300, 3, 4);
        var scores = Made.Scores(900, 5);
        var rule = new OnlineRule
        {
            UsdTradeoff = usdTradeoff,
            LatencyTradeoff = 0.1,
            Budget = 0.006,
            KeepsLatency = true,
            LateShare = 0.3,
            MaxLatency = Limit,
            DualStep = 0.07,
            BiasStep = biasStep,
            BiasLimit = 0.2,
        };
        var options = new ReplayOptions { Delay = 4, Keep = 0.5 };
        var policy = new OnlinePolicy(rule, Costs, new LatenessBelief([0.5, 0.5, 0.5], [1, 1, 1], Limit));
        var decisions = Made.Play(options, [Made.Phase(table)], Made.Contender(policy, [scores], table));

        // Written out by hand: everything is recomputed from the beginning for each query.
        var (changed, moved) = (0, 0);
        for (var t = 0; t < decisions.Count; t++)
        {
            var (muCost, muLate) = (0.0, 0.0);
            double[] late = [0.5, 0.5, 0.5], count = [1, 1, 1];
            var bias = new double[3, 3];
            double Clip(double value) => biasStep > 0 ? Math.Min(1 - 1e-4, Math.Max(1e-4, value)) : value;
            for (var s = 0; s <= t - 4; s++)
            {
                var (then, model, outcome) = decisions[s];
                late[model] += outcome.LatencySeconds > Limit ? 1 : 0;
                count[model]++;
                muCost = Math.Max(0, muCost + (0.07 * (outcome.CostUsd - 0.006) / 0.02));
                muLate = Math.Max(0, muLate + (0.07 * ((outcome.LatencySeconds > Limit ? 1 : 0) - 0.3)));
                if (new SeededRandom(options.Seed + (ulong)s, 400).NextDouble() < 0.5)
                {
                    var d = then.Row % 3;
                    var p = Clip(scores[(then.Row * 3) + model] + bias[d, model]);
                    bias[d, model] = Math.Max(-0.2, Math.Min(0.2, bias[d, model] + (biasStep * (outcome.Quality - p))));
                }
            }

            var row = decisions[t].Arrival.Row;
            var values = Enumerable.Range(0, 3).Select(m => Clip(scores[(row * 3) + m] + bias[row % 3, m]) - (usdTradeoff * Costs[m])
                - (muCost * Costs[m] / 0.02) - ((0.1 + muLate) * late[m] / count[m])).ToArray();
            Assert.AreEqual(Array.IndexOf(values, values.Max()), decisions[t].Candidate, $"query {t}");
            changed += decisions[t].Candidate != Enumerable.Range(0, 3).MaxBy(m => scores[(row * 3) + m] - (usdTradeoff * Costs[m])) ? 1 : 0;
            moved += muCost > 0 && muLate > 0 ? 1 : 0;
        }

        Assert.IsGreaterThan(30, changed, "the multipliers mattered");
        Assert.IsGreaterThan(30, moved);
    }

    [TestMethod]
    public void Decisions_WithoutConstraintsAndBias_AreThoseOfTheDecisionRule()
    {
        var table = Made.Table(200, 3, 4);
        var scores = Made.Scores(200 * 6, 5);
        var policy = new OnlinePolicy(new OnlineRule { UsdTradeoff = 20 }, Costs, null);
        foreach (var (arrival, candidate, _) in Made.Play(new ReplayOptions(), [Made.Phase(table)], Made.Contender(policy, [scores], table)))
        {
            Assert.AreEqual(DecisionRule.Pool(scores.AsSpan(arrival.Row * 6, 6), Costs, 20), candidate);
        }
    }

    [TestMethod]
    public void Pair_ScoreAboveAHalf_GoesToTheStrongModel()
    {
        var policy = new OnlinePolicy(new OnlineRule(), [0.001, 0.01], null);
        Assert.AreEqual(1, policy.Choose(new Request(0, 0, 0, 0, [0.6f])));
        Assert.AreEqual(0, policy.Choose(new Request(0, 0, 0, 0, [0.4f])));
        Assert.AreEqual(0, policy.Choose(new Request(0, 0, 0, 0, [0.5f])), "a tie goes to the cheaper model");
    }

    [TestMethod]
    public void Budget_KeptByDualUpdates_IsMetInTheLongRun()
    {
        var table = Made.Table(300, 3, 4);
        var options = new ReplayOptions { Replacement = true, Limit = 5000, DualStep = 0.02 };
        var rule = new OnlineRule { Budget = 0.007, DualStep = 0.02 };
        var made = Made.Contender(new OnlinePolicy(rule, [0.005, 0.01, 0.015], null), [Made.Scores(900, 5)], table);
        var free = Made.Contender(new OnlinePolicy(new OnlineRule(), [0.005, 0.01, 0.015], null), [Made.Scores(900, 5)], table);
        double Cost(Contender contender) => Made.Play(options, [Made.Phase(table)], contender).Average(decision => decision.Outcome.CostUsd);
        Assert.IsGreaterThan(0.009, Cost(free));
        Assert.AreEqual(0.007, Cost(made), 0.0002);
    }

    [TestMethod]
    [DataRow("Events", 10.0)]
    [DataRow("Events", 0.0)]
    [DataRow("Seconds", 5.0)]
    [DataRow("Seconds", 0.0)]
    public void Decisions_OutcomesChangedFromAQueryOn_StayTheSameUntilItsFeedbackIsDue(string unit, double delay)
    {
        const int Changed = 120;
        var table = Made.Table(300, 3, 4);
        var options = new ReplayOptions { Delay = delay, DelayUnit = Enum.Parse<DelayUnit>(unit), Keep = 1 };
        var order = Trainer.Replay.Streams.RequestStream.Of(options, [Made.Phase(table)]).ToArray();
        var later = order.Skip(Changed).Select(arrival => arrival.Row).ToHashSet();

        // Everything that comes of the later queries is the opposite, latencies apart where they decide when feedback comes.
        double[][] Turned(Func<int, double[]> column, double most) => [.. Enumerable.Range(0, 3).Select(m =>
            column(m).Select((value, row) => later.Contains(row) ? most - value : value).ToArray())];
        var other = table.WithCosts(Turned(m => table.CostUsd(m).ToArray(), 0.03));
        other = delay == 0 && unit == "Seconds" ? other : other.WithLatencies(Turned(m => table.LatencySeconds(m).ToArray(), 10));
        var rule = new OnlineRule { Budget = 0.006, KeepsLatency = true, MaxLatency = 5, LateShare = 0.2, DualStep = 0.1, BiasStep = 0.1, BiasLimit = 0.5 };
        int[] Of(RoutingTable outcomes)
        {
            var policy = new OnlinePolicy(rule, Costs, new LatenessBelief([0.5, 0.5, 0.5], [1, 1, 1], 5));
            return [.. Made.Play(options, [Made.Phase(outcomes)], Made.Contender(policy, [Made.Scores(900, 5)], outcomes))
                .Select(decision => decision.Candidate)];
        }

        // The first query that may know of the change.
        var first = unit == "Events" ? Changed + (int)Math.Max(1, delay)
            : Array.FindIndex(order, arrival => arrival.Number > Changed && arrival.Time >= order[Changed].Time + delay);
        var (known, changed) = (Of(table), Of(other));
        CollectionAssert.AreEqual(known[..first], changed[..first]);
        CollectionAssert.AreNotEqual(known[first..], changed[first..], "what has arrived does matter");
    }

    [TestMethod]
    public void Random_SameQuery_IsTheSameWhereverItStands()
    {
        var table = Made.Table(200, 4, 4);
        Dictionary<int, int> Of(ReplayOptions options) => Made.Play(
                options, [Made.Phase(table)], Made.Contender(new RandomPolicy(4, 3), [], table))
            .ToDictionary(decision => decision.Arrival.Row, decision => decision.Candidate);
        var (one, two) = (Of(new ReplayOptions { Seed = 1 }), Of(new ReplayOptions { Seed = 2 }));
        Assert.IsTrue(one.All(decision => two[decision.Key] == decision.Value));
        Assert.IsTrue(one.Values.GroupBy(model => model).All(group => group.Count() is > 30 and < 70));
    }

    [TestMethod]
    public void Oracle_EveryQuery_HasTheBestQuality()
    {
        var table = Made.Table(100, 3, 4);
        foreach (var (arrival, _, outcome) in Made.Play(new ReplayOptions(), [Made.Phase(table)], Made.Contender(null, [], table)))
        {
            Assert.AreEqual(Enumerable.Range(0, 3).Max(m => table.Quality(m)[arrival.Row]), outcome.Quality);
        }
    }
}

using Trainer.Calibration.OperatingPoints;
using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class WishReaderTests
{
    private static readonly Wish[] Wishes =
    [
        new() { StrongShare = 0.4 }, new() { CostShare = 0.5 }, new() { Budget = 0.6 }, new() { Quality = 0.6 }, new() { QualityOfStrong = 0.9 },
        new() { Latency = 2, LatencyShare = 0.5 }, new() { Objective = 0.3 }, new() { Pgr = 0.5 },
    ];

    public static IEnumerable<object[]> Cases => Enumerable.Range(0, Wishes.Length).Select(i => new object[] { i });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Read_AnyPair_IsWhatTryingEveryThresholdFinds(int which)
    {
        var (wish, tried) = (Wishes[which], 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new SeededRandom((ulong)seed, 7);
            var (data, scores) = Pair(random);
            double[] thresholds = [0, .. Midpoints(scores), 2]; // from always strong to never
            tried += Compare(data, wish, thresholds, seed);
        }

        Assert.IsGreaterThan(10, tried, "most cases must have an answer");
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Read_AnyPool_IsWhatTryingAFineGridFinds(int which)
    {
        var wish = Wishes[which];
        for (var seed = 0; seed < 30; seed++)
        {
            var (data, turns) = Pool(new SeededRandom((ulong)seed, 9));
            if ((wish.StrongShare ?? wish.Pgr) is not null)
            {
                StringAssert.Contains(new WishReader(data).Refusal(wish), "calibrated by --budget");
                continue;
            }

            // Between two turns every trade-off decides alike.
            double[] grid = [0, .. turns.Zip(turns.Skip(1), (a, b) => (a + b) / 2), 2 * turns[^1]];
            Compare(data, wish, grid, seed);
        }
    }

    [TestMethod]
    public void Read_EqualScores_ReportsTheShareThatIs()
    {
        var data = SyntheticPair.Of([0, 0, 0, 1], [1, 1, 1, 1], [0.5f, 0.5f, 0.5f, 0.1f]);
        var point = Read(data, new Wish { StrongShare = 0.5 });
        Assert.AreEqual((0.3, 0.75, 1.0), (Math.Round(point.Setting.Value, 6), point.DearShare, point.Quality));
        Assert.IsNull(point.CostUsd);
    }

    [TestMethod]
    public void Read_SettingsInterval_CoversTheQuantileInMostSamples()
    {
        // The threshold of a 30 % strong share of uniform scores is truly 0.7.
        var covered = 0;
        for (var seed = 0UL; seed < 100; seed++)
        {
            var setting = new WishReader(new SyntheticPair(0.05).Draw(200, seed), 1, 200)
                .Read([new("x", new Wish { StrongShare = 0.3 })])[0].Setting;
            covered += setting.Low <= 0.7 && 0.7 <= setting.High ? 1 : 0;
        }

        Assert.IsTrue(covered is >= 87 and <= 100, $"{covered} of 100 intervals of 95 %");
    }

    [TestMethod]
    public void Read_SeveralWishes_GivesEachWhatItHasAlone()
    {
        var data = new SyntheticPair(0.05).Draw(300, 3);
        KeyValuePair<string, Wish>[] wishes = [new("a", new() { StrongShare = 0.3 }), new("b", new() { Budget = 0.5 })];
        var together = new WishReader(data).Read(wishes);
        Assert.AreEqual(new WishReader(data).Read(wishes[1..])[0], together[1]);
        Assert.AreEqual(new WishReader(data).Read(wishes[..1])[0], together[0]);
    }

    [TestMethod]
    public void Refusal_NamesTheBestThatCanBeHad()
    {
        var data = SyntheticPair.Of([0, 0, 1, 0], [1, 0, 1, 0], [0.9f, 0.5f, 0.3f, 0.1f], [1, 1, 1, 1], [2, 2, 2, 2]);
        string? Refusal(Wish wish) => new WishReader(data).Refusal(wish);
        StringAssert.Contains(Refusal(new() { Quality = 0.6 }), "no threshold reaches a mean quality of 0.6 on these data; the best that can be had is 0.5");
        StringAssert.Contains(Refusal(new() { Budget = 0.9 }), "even without strong calls a query costs more than 0.9 USD; the least that can be had is 1");
        StringAssert.Contains(Refusal(new() { Latency = 1 }), "needs the latency of every outcome");
        StringAssert.Contains(Refusal(new() { Pgr = 0.9 }), "cannot be told from 0");
        StringAssert.Contains(Refusal(new()), "names no wish");
        StringAssert.Contains(Refusal(new() { Pgr = 0.1, Quality = 0.1 }), "names several wishes");
        StringAssert.Contains(Refusal(new() { Pgr = double.NaN }), "outside 0 to 1");
        StringAssert.Contains(Refusal(new() { Objective = -1 }), "an amount below 0");
        StringAssert.Contains(Refusal(new() { Quality = 0.1, LatencyShare = 1 }), "a latencyShare without a latency");
        StringAssert.Contains(new WishReader(SyntheticPair.Of([0], [1], [0.5f])).Refusal(new() { Objective = 1 }), "needs the cost of every outcome");
        var fault = Assert.ThrowsExactly<UsageException>(() => Read(data, new Wish { Quality = 0.6 }));
        StringAssert.Contains(fault.Message, "0.5");
    }

    private static WishedPoint Read(HeldOut data, Wish wish) => new WishReader(data, 1, 100).Read([new("x", wish)])[0];

    // 1 where the wish could be had.
    private static int Compare(HeldOut data, Wish wish, double[] settings, int seed)
    {
        var outcomes = data.Outcomes;
        int[][] choices = [.. settings.Select(data.Choose)];
        double Mean(double[][] values, int[] choice) => choice.Select((m, row) => values[m][row]).Average();
        var quality = Array.ConvertAll(choices, choice => Mean(outcomes.Quality, choice));
        var cost = Array.ConvertAll(choices, choice => Mean(outcomes.CostUsd!, choice));
        var dear = Array.ConvertAll(outcomes.CostUsd!, column => column.Average()).Max();
        var alone = Array.ConvertAll(outcomes.Quality, column => column.Average());
        var inTime = Array.ConvertAll(choices, choice => choice.Select((m, row) => data.LatencySeconds![m][row] <= 2 ? 1.0 : 0).Average());
        var strong = Array.ConvertAll(choices, choice => choice.Average(m => m == 1 ? 1.0 : 0));
        int Last(Predicate<double> holds) => Array.FindLastIndex(quality, holds);
        int Budget(double limit) => Array.FindLastIndex(cost, usd => usd > limit + 1e-9) is var over && over == cost.Length - 1 ? -1 : over + 1;
        var expected = wish switch
        {
            { StrongShare: { } share } => Array.FindLastIndex(strong, s => Math.Abs(s - share) <= strong.Min(t => Math.Abs(t - share)) + 1e-9),
            { CostShare: { } share } => Budget(share * dear),
            { Budget: { } usd } => Budget(usd),
            { Quality: { } least } => Last(q => q >= least - 1e-9),
            { QualityOfStrong: { } share } => Last(q => q >= (share * (data.IsPair ? alone[1] : alone.Max())) - 1e-9),
            { Pgr: { } pgr } => Last(q => q >= alone[0] + (pgr * (alone[1] - alone[0])) - 1e-9),
            { Latency: not null } => Array.FindIndex(inTime, share => share >= 0.5 - 1e-9),
            _ => Array.FindIndex(
                [.. quality.Zip(cost, (q, c) => q - (0.3 * c))], u => u >= quality.Zip(cost, (q, c) => q - (0.3 * c)).Max() - 1e-9),
        };
        var reader = new WishReader(data, 1, 100);
        if (wish.Pgr is not null && reader.Refusal(wish)?.Contains("told from 0", StringComparison.Ordinal) == true)
        {
            return 0;
        }

        Assert.AreEqual(expected < 0, reader.Refusal(wish) is not null, $"seed {seed}");
        if (expected < 0)
        {
            return 0;
        }

        var point = Read(data, wish);
        CollectionAssert.AreEqual(choices[expected], data.Choose(point.Setting.Value), $"seed {seed}");
        Assert.AreEqual(quality[expected], point.Quality, 1e-9);
        Assert.AreEqual(cost[expected], point.CostUsd!.Value, 1e-9);
        return 1;
    }

    private static IEnumerable<double> Midpoints(float[] scores)
    {
        var rising = scores.Distinct().Order().ToArray();
        return rising.Zip(rising.Skip(1), (a, b) => ((double)a + b) / 2);
    }

    private static (HeldOut Data, float[] Scores) Pair(SeededRandom random)
    {
        var rows = 30 + random.Next(30);
        double[] Column(Func<double> next) => [.. Enumerable.Range(0, rows).Select(_ => next())];
        float[] scores = [.. Enumerable.Range(0, rows).Select(_ => (1 + random.Next(12)) / 16f)];
        return (SyntheticPair.Of(
            Column(() => random.Next(5) / 4.0 * 0.8),
            Column(() => 1 - (random.Next(5) / 8.0)),
            scores,
            Column(() => random.Next(8) / 16.0),
            Column(() => (4 + random.Next(8)) / 8.0),
            null,
            [Column(() => random.Next(4)), Column(() => random.Next(5))]), scores);
    }

    private static (HeldOut Data, double[] Turns) Pool(SeededRandom random)
    {
        const int Rows = 25, Models = 3;
        double[][] Matrix(Func<int, double> next) =>
            [.. Enumerable.Range(0, Models).Select(m => Enumerable.Range(0, Rows).Select(_ => next(m)).ToArray())];
        double[] expected = [0.1, 0.3, 1];
        var scores = PoolScores.WithFixedCosts(Matrix(_ => random.NextDouble()), expected);
        var outcomes = new PoolOutcomes(Matrix(_ => random.Next(5) / 4.0), Matrix(m => expected[m] * (0.5 + random.NextDouble())));
        var turns = new SortedSet<double>();
        for (var row = 0; row < Rows; row++)
        {
            for (var a = 0; a < Models; a++)
            {
                for (var b = 0; b < a; b++)
                {
                    turns.Add((scores.PredictedQuality[a][row] - scores.PredictedQuality[b][row]) / (expected[a] - expected[b]));
                }
            }
        }

        return (
            new(false, outcomes, scores.Choose, SettingPath.OfPool(scores), Matrix(_ => random.Next(5)), ["x", "y", "z"]),
            [0, .. turns.Where(turn => turn > 0)]);
    }
}

using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Learners;
using Trainer.Learners.Preference;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class BradleyTerryTests
{
    private static readonly double[] Truth = [0.9, 0.3, 0.0, -0.2, -1.0];

    [TestMethod]
    [DataRow(0.5)]
    [DataRow(1e-6)]
    public void Fit_HalfWins_IsLogisticRegressionOnEveryBattleTwice(double prior)
    {
        var battles = Planted(400, 3, ties: 0.2, weighted: true);
        var fit = BradleyTerry.Fit(PairCounts.Of(battles), TieRule.HalfWins, prior);
        var expected = Slow(battles, prior);
        for (var m = 0; m < Truth.Length; m++)
        {
            Assert.AreEqual(expected[m], fit.Strengths[m], 1e-7);
        }

        Assert.AreEqual(0, fit.Strengths.Sum(), 1e-9);
    }

    [TestMethod]
    public void Fit_Davidson_IsWhereNoStepGains()
    {
        var battles = Planted(600, 5, ties: 0.3, weighted: true);
        var fit = BradleyTerry.Fit(PairCounts.Of(battles), TieRule.Davidson, 0.5);
        var best = Likelihood(battles, fit.Strengths, fit.TieStrength, 0.5);
        for (var m = 0; m <= Truth.Length; m++)
        {
            foreach (var step in new[] { -1e-3, 1e-3 })
            {
                var moved = fit.Strengths.Select((strength, i) => i == m ? strength + step : strength).ToArray();
                var tie = m == Truth.Length ? fit.TieStrength * (1 + step) : fit.TieStrength;
                Assert.IsLessThan(best, Likelihood(battles, moved, tie, 0.5));
            }
        }
    }

    [TestMethod]
    public void Fit_Davidson_FindsThePlantedStrengthsAndTies()
    {
        const double Nu = 0.8;
        var random = new SeededRandom(4);
        var counts = new PairCounts(Truth.Length);
        for (var i = 0; i < 100_000; i++)
        {
            var (a, b) = Two(random);
            var (win, lose, tie) = (Math.Exp((Truth[a] - Truth[b]) / 2), Math.Exp((Truth[b] - Truth[a]) / 2), Nu);
            var drawn = random.NextDouble() * (win + lose + tie);
            counts.Add(drawn < win || drawn >= win + lose ? a : b, drawn < win || drawn >= win + lose ? b : a, drawn >= win + lose, 1);
        }

        var fit = BradleyTerry.Fit(counts, TieRule.Davidson, 0.1);
        Assert.AreEqual(Nu, fit.TieStrength, 0.02);
        for (var m = 0; m < Truth.Length; m++)
        {
            Assert.AreEqual(Truth[m], fit.Strengths[m], 0.03);
        }
    }

    [TestMethod]
    [DataRow(nameof(TieRule.HalfWins))]
    [DataRow(nameof(TieRule.Davidson))]
    public void Fit_NeverLostNeverMetOrNothingAtAll_IsFinite(string rule)
    {
        var ties = Enum.Parse<TieRule>(rule);
        var counts = new PairCounts(5);
        counts.Add(0, 1, false, 1e5); // never lost
        counts.Add(2, 3, true, 1e5); // another group, and nothing but ties; the last model never played
        foreach (var played in new[] { counts, new PairCounts(3), new PairCounts(1) })
        {
            foreach (var prior in new[] { 1e-6, 0.1, 10 })
            {
                var fit = BradleyTerry.Fit(played, ties, prior);
                Assert.IsTrue(fit.Strengths.All(double.IsFinite) && double.IsFinite(fit.TieStrength) && fit.Covariance.All(double.IsFinite));
            }
        }

        var strengths = BradleyTerry.Fit(counts, ties, 0.1).Strengths;
        Assert.IsTrue(strengths[0] > strengths[2] && strengths[2] > strengths[1]);
        Assert.AreEqual(strengths[2], strengths[3], 1e-9);
        Assert.ThrowsExactly<UsageException>(() => BradleyTerry.Fit(counts, ties, 0));
    }

    [TestMethod]
    public void Ratings_Intervals_AreThoseOfTheBootstrap()
    {
        var battles = Planted(1500, 8, ties: 0, weighted: false);
        var ratings = Rating.Of(BradleyTerry.Fit(PairCounts.Of(battles), TieRule.HalfWins, 0.01), battles.Models);
        Assert.AreEqual(1000, ratings.Average(rating => rating.Points), 1e-9);

        var random = new SeededRandom(1);
        var resampled = Enumerable.Range(0, 400).Select(_ =>
        {
            var builder = new BattlesBuilder("t");
            for (var i = 0; i < battles.Count; i++)
            {
                builder.Add(battles[random.Next(battles.Count)], new DataPlace("t"));
            }

            var again = builder.Build();
            return Rating.Of(BradleyTerry.Fit(PairCounts.Of(again), TieRule.HalfWins, 0.01), again.Models);
        }).ToArray();
        for (var m = 0; m < ratings.Length; m++)
        {
            var points = resampled.Select(again => again[m].Points).Order().ToArray();
            Assert.AreEqual(points[389] - points[10], ratings[m].High - ratings[m].Low, 0.2 * (points[389] - points[10]));
        }
    }

    [TestMethod]
    public void Ratings_Anchor_StandsAtAThousandAndDifferencesStay()
    {
        var battles = Planted(300, 8, ties: 0.1, weighted: false);
        var fit = BradleyTerry.Fit(PairCounts.Of(battles), TieRule.HalfWins, 0.1);
        var (free, held) = (Rating.Of(fit, battles.Models), Rating.Of(fit, battles.Models, 2));
        Assert.AreEqual((1000.0, 1000.0, 1000.0), (held[2].Points, held[2].Low, held[2].High));
        Assert.AreEqual(free[0].Points - free[2].Points, held[0].Points - 1000, 1e-9);
        Assert.IsGreaterThan(free[0].High - free[0].Low, held[0].High - held[0].Low);
    }

    [TestMethod]
    public void EloScores_ModelsThatAreNoCandidates_ConnectThoseThatAre()
    {
        // The candidates never met; a third model beat the first and lost to the second.
        double[][] quality = [[0, 0, double.NaN, double.NaN], [double.NaN, double.NaN, 1, 1]];
        double[][] others = [[1, 1, 0, 0]];
        var set = new TrainingSet(FeatureMatrix.Empty(4), quality, IsPair: true) { OtherQuality = others };
        Assert.IsGreaterThan(1f, new EloLearner().Fit(set, 1, default).Score(set.Features, ["q"])[0]);
        var heavier = set with { RowWeights = [100, 100, 1, 1] };
        Assert.IsGreaterThan(
            new EloLearner().Fit(set, 1, default).Score(set.Features, ["q"])[0], new EloLearner().Fit(heavier, 1, default).Score(set.Features, ["q"])[0]);
    }

    // One model's strength at a time by Newton's method on the log-likelihood of the single battles.
    private static double[] Slow(Battles battles, double prior)
    {
        var rows = new List<(int Winner, int Loser, double Weight)>();
        foreach (var battle in battles)
        {
            var (a, b) = (battles.IndexOf(battle.ModelA), battles.IndexOf(battle.ModelB));
            rows.Add(battle.Winner == BattleWinner.B ? (b, a, battle.Weight / 2) : (a, b, battle.Weight / 2));
            rows.Add(battle.Winner == BattleWinner.A ? (a, b, battle.Weight / 2) : (b, a, battle.Weight / 2));
        }

        var models = battles.Models.Count;
        for (var a = 0; a < models; a++)
        {
            rows.AddRange(Enumerable.Range(0, models).Where(b => b != a).Select(b => (a, b, prior / (models - 1) / 2)));
        }

        var strengths = new double[models];
        for (var round = 0; round < 300; round++)
        {
            for (var m = 0; m < models; m++)
            {
                double slope = 0, curvature = 0;
                foreach (var (winner, loser, weight) in rows)
                {
                    if (winner == m || loser == m)
                    {
                        var chance = 1 / (1 + Math.Exp(strengths[loser] - strengths[winner]));
                        slope += weight * (winner == m ? 1 - chance : chance - 1);
                        curvature += weight * chance * (1 - chance);
                    }
                }

                strengths[m] += slope / curvature;
            }
        }

        var mean = strengths.Average();
        return Array.ConvertAll(strengths, strength => strength - mean);
    }

    private static double Likelihood(Battles battles, double[] strengths, double nu, double prior)
    {
        double Log(int a, int b, BattleWinner winner)
        {
            var (win, lose) = (Math.Exp((strengths[a] - strengths[b]) / 2), Math.Exp((strengths[b] - strengths[a]) / 2));
            return Math.Log((winner switch { BattleWinner.A => win, BattleWinner.B => lose, _ => nu }) / (win + lose + nu));
        }

        var models = strengths.Length;
        var sum = battles.Sum(battle => battle.Weight * Log(battles.IndexOf(battle.ModelA), battles.IndexOf(battle.ModelB), battle.Winner));
        for (var a = 0; a < models; a++)
        {
            for (var b = a + 1; b < models; b++)
            {
                sum += prior / (models - 1) / 3 * (Log(a, b, BattleWinner.A) + Log(a, b, BattleWinner.B) + Log(a, b, BattleWinner.Tie));
            }
        }

        return sum;
    }

    private static Battles Planted(int count, ulong seed, double ties, bool weighted)
    {
        var random = new SeededRandom(seed);
        var builder = new BattlesBuilder("t");
        for (var i = 0; i < count; i++)
        {
            var (a, b) = Two(random);
            var winner = random.NextDouble() < ties ? BattleWinner.Tie
                : random.NextDouble() < 1 / (1 + Math.Exp(Truth[b] - Truth[a])) ? BattleWinner.A : BattleWinner.B;
            builder.Add(
                new Battle($"p{i}", $"m{a}", $"m{b}", winner, weighted ? random.NextDouble(0.5, 3) : 1), new DataPlace("t"));
        }

        return builder.Build();
    }

    private static (int A, int B) Two(SeededRandom random)
    {
        var a = random.Next(Truth.Length);
        var b = random.Next(Truth.Length - 1);
        return (a, b < a ? b : b + 1);
    }
}

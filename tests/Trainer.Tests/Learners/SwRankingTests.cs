using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.SimilarityWeighted;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class SwRankingTests
{
    private const int Models = 7;
    private const int Columns = 5;

    [TestMethod]
    [DataRow(3, 1e-6)]
    [DataRow(3, 2.0)]
    [DataRow(0, 0.3)]
    public void Score_Pool_IsLogisticRegressionOnAllBattlesOfTiers(int tiers, double prior)
    {
        var data = Planted(400, 2, isPair: false);
        var queries = Vectors(6, new SeededRandom(77));
        var scores = new SwRankingLearner(tiers, prior).Fit(data, 1, default)
            .Score(Dense(queries), [.. queries.Select(_ => "")]);
        var tierOf = TiersOf(data, tiers == 0 ? Models : tiers);
        for (var i = 0; i < queries.Length; i++)
        {
            var expected = Slow(data, queries[i], tierOf, prior);
            for (var m = 0; m < Models; m++)
            {
                Assert.AreEqual(expected[tierOf[m]], scores[(i * Models) + m], 2e-5, "scores are float32");
            }
        }
    }

    [TestMethod]
    public void Score_PlantedTopic_FollowsTheNearestBattles()
    {
        // The strong model wins where the first coordinate is positive, and loses elsewhere.
        var random = new SeededRandom(3);
        var vectors = Vectors(600, random);
        double[][] quality = [[.. vectors.Select(vector => vector[0] > 0 ? 0.0 : 1)], [.. vectors.Select(vector => vector[0] > 0 ? 1.0 : 0)]];
        var fitted = new SwRankingLearner().Fit(new TrainingSet(Dense(vectors), quality, IsPair: true), 1, default);
        float[][] asked = [[1, 0, 0, 0, 0], [-1, 0, 0, 0, 0]];
        var scores = fitted.Score(Dense(asked), ["", ""]);
        Assert.IsGreaterThan(0.65f, scores[0]);
        Assert.IsLessThan(0.35f, scores[1]);
    }

    [TestMethod]
    public void Fit_PairOfOneTier_IsToldApart()
    {
        var data = Planted(400, 2, isPair: true);
        var fitted = new SwRankingLearner(Tiers: 2).Fit(data, 1, default);
        var queries = Vectors(20, new SeededRandom(5));
        Assert.IsGreaterThan(10, fitted.Score(Dense(queries), [.. queries.Select(_ => "")]).Distinct().Count());
    }

    [TestMethod]
    public void Fit_MoreQueriesThanAreKept_IsASampleByTheSeed()
    {
        var data = Planted(300, 2, isPair: false);
        var asked = Dense(Vectors(1, new SeededRandom(5)));
        float[] Scores(ulong seed) => new SwRankingLearner(MaxQueries: 60).Fit(data, seed, default).Score(asked, [""]);
        CollectionAssert.AreEqual(Scores(1), Scores(1));
        CollectionAssert.AreNotEqual(Scores(1), Scores(2));
    }

    [TestMethod]
    [DataRow(1, 1.0)]
    [DataRow(21, 1.0)]
    [DataRow(5, 0.0)]
    public void Fit_BadSettings_AreRefused(int tiers, double prior)
    {
        var fault = Assert.ThrowsExactly<UsageException>(
            () => new SwRankingLearner(tiers, prior).Fit(Planted(20, 2, isPair: false), 1, default));
        StringAssert.Contains(fault.Message, "allowed are tiers 2 to 20");
    }

    [TestMethod]
    public void RatingTiers_AnyStrengths_HaveTheLeastSumOfVariances()
    {
        var random = new SeededRandom(4);
        for (var round = 0; round < 40; round++)
        {
            var strengths = Enumerable.Range(0, 2 + random.Next(7)).Select(_ => random.NextDouble(-2, 2)).ToArray();
            var tiers = 1 + random.Next(strengths.Length);
            var found = RatingTiers.Of(strengths, tiers);
            Assert.AreEqual(tiers, found.Distinct().Count());
            Assert.AreEqual(Least([.. strengths.OrderDescending()], tiers), Sum(strengths, found), 1e-12);
            var falling = Enumerable.Range(0, strengths.Length).OrderByDescending(m => strengths[m]).Select(m => found[m]).ToArray();
            CollectionAssert.AreEqual(falling.Order().ToArray(), falling, "the strongest first");
        }

        CollectionAssert.AreEqual(new[] { 1, 0, 1, 0 }, RatingTiers.Of([1, 5, 1.1, 5.2], 2));
        CollectionAssert.AreEqual(new[] { 2, 0, 1, 0 }, RatingTiers.Apart([1, 5, 1.1, 5.2], [1, 0, 1, 0], 2, 0));
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, RatingTiers.Apart([0, 0, -1], [0, 0, 1], 1, 0), "equal strengths too");
    }

    private static double Least(double[] sorted, int tiers) => tiers == 1
        ? Variance(sorted)
        : Enumerable.Range(1, sorted.Length - tiers + 1).Min(first => Variance(sorted[..first]) + Least(sorted[first..], tiers - 1));

    private static double Sum(double[] strengths, int[] tierOf) =>
        Enumerable.Range(0, tierOf.Max() + 1).Sum(tier => Variance([.. strengths.Where((_, m) => tierOf[m] == tier)]));

    private static double Variance(double[] values) => values.Average(value => value * value) - (values.Average() * values.Average());

    // The tiers by the overall ratings, by the slow way without weights; each model by itself.
    private static int[] TiersOf(TrainingSet data, int tiers) =>
        RatingTiers.Of(Strengths(Rows(data, _ => 1, [.. Enumerable.Range(0, Models)]), Models, 0.1), tiers);

    private static double[] Slow(TrainingSet data, float[] query, int[] tierOf, double prior)
    {
        var cosines = Enumerable.Range(0, data.Count).Select(row =>
        {
            var other = data.Features.Dense.Row(row).ToArray().Select(value => (double)value).ToArray();
            double Dot(IEnumerable<double> a, IEnumerable<double> b) => a.Zip(b, (x, y) => x * y).Sum();
            var asked = query.Select(value => (double)value).ToArray();
            return Dot(asked, other) / Math.Sqrt(Dot(asked, asked) * Dot(other, other));
        }).ToArray();
        var largest = cosines.Max();
        return Strengths(Rows(data, row => Math.Pow(10, (cosines[row] / largest) - 1), tierOf), tierOf.Max() + 1, prior);
    }

    private static List<(int Winner, int Loser, double Weight)> Rows(TrainingSet data, Func<int, double> weight, int[] tierOf)
    {
        var rows = new List<(int Winner, int Loser, double Weight)>();
        for (var row = 0; row < data.Count; row++)
        {
            var run = Enumerable.Range(0, Models).Where(m => !double.IsNaN(data.Quality[m][row])).ToArray();
            var (a, b) = (run[0], run[1]);
            var (ya, yb) = (data.Quality[a][row], data.Quality[b][row]);
            if (tierOf[a] != tierOf[b])
            {
                rows.Add((tierOf[ya >= yb ? a : b], tierOf[ya >= yb ? b : a], weight(row) / 2));
                rows.Add((tierOf[ya > yb ? a : b], tierOf[ya > yb ? b : a], weight(row) / 2));
            }
        }

        return rows;
    }

    private static double[] Strengths(List<(int Winner, int Loser, double Weight)> rows, int count, double prior)
    {
        for (var a = 0; a < count; a++)
        {
            rows.AddRange(Enumerable.Range(0, count).Where(b => b != a).Select(b => (a, b, prior / (count - 1) / 2)));
        }

        var strengths = new double[count];
        for (var round = 0; round < 200; round++)
        {
            for (var m = 0; m < count; m++)
            {
                double slope = 0, curvature = 0;
                foreach (var (winner, loser, weight) in rows.Where(row => row.Winner == m || row.Loser == m))
                {
                    var chance = 1 / (1 + Math.Exp(strengths[loser] - strengths[winner]));
                    slope += weight * (winner == m ? 1 - chance : chance - 1);
                    curvature += weight * chance * (1 - chance);
                }

                strengths[m] += slope / curvature;
            }
        }

        var mean = strengths.Average();
        return Array.ConvertAll(strengths, strength => strength - mean);
    }

    private static TrainingSet Planted(int battles, ulong seed, bool isPair)
    {
        var random = new SeededRandom(seed);
        var vectors = Vectors(battles, random);
        double[][] quality = [.. Enumerable.Range(0, Models).Select(_ => Enumerable.Repeat(double.NaN, battles).ToArray())];
        for (var row = 0; row < battles; row++)
        {
            var a = random.Next(Models);
            var b = (a + 1 + random.Next(Models - 1)) % Models;
            var lead = (0.3 * (b - a)) + (vectors[row][0] * (b % 2 - a % 2));
            var drawn = random.NextDouble();
            (quality[a][row], quality[b][row]) = drawn < 0.15 ? (0.5, 0.5) : random.NextDouble() < 1 / (1 + Math.Exp(lead)) ? (1, 0) : (0, 1);
        }

        return isPair
            ? new TrainingSet(Dense(vectors), quality[..2], IsPair: true) { OtherQuality = quality[2..] }
            : new TrainingSet(Dense(vectors), quality, IsPair: false);
    }

    private static float[][] Vectors(int count, SeededRandom random) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Columns).Select(_ => (float)random.NextDouble(-1, 1)).ToArray())];

    private static FeatureMatrix Dense(float[][] vectors) => new(
        new SparseMatrix(new int[vectors.Length + 1], [], [], 0), new DenseMatrix([.. vectors.SelectMany(v => v)], vectors.Length, vectors[0].Length));
}

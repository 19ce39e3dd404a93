using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Factorisation;
using Trainer.Learners.Logistic;
using Trainer.Learners.Supervision;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class MfTests
{
    private const int Rows = 12;
    private const int Models = 4;
    private const int Width = 3;

    private static readonly MfLearner RouteLlm = new(
        Ties: TieTarget.Drop, Skill: false, Rate: 3e-4, Decline: RateDecline.None, L2: 1e-5, Noise: 0.1, Batch: 64, Epochs: 2, Patience: 0,
        Validation: 0);

    private static readonly MfLearner LlmRouter = new(
        ComparedPairs.Best, TieTarget.First, Weighted: false, Skill: false, Rate: 1e-3, Decline: RateDecline.None, L2: 0, Noise: 0,
        Batch: 1, Epochs: 5, Patience: 0, Validation: 0);

    [TestMethod]
    [DataRow(0, 5, false)]
    [DataRow(0, 5, true)]
    [DataRow(5, 0, false)]
    [DataRow(2, 3, true)]
    public void Step_FromTheSameStart_IsADoubleLoopOverTheDefinition(int sparse, int dense, bool hasSkill)
    {
        var features = PlantedQueries.Draw(Rows, sparse, dense, 1);
        var comparisons = Comparisons();
        var model = new MfModel(features, [0.5, 0.8, 0.3, 0.5], Width, hasSkill, new SeededRandom(2));
        var slow = new SlowAdam(model.Parameters);
        double Total() => Loss(slow.Values, features, comparisons);
        using var task = new MfTask(model, features, comparisons, comparisons, Rows, noise: 0);
        var adam = new Adam(model.Parameters, l2: 0.01);
        int[] all = [.. Enumerable.Range(0, comparisons.Length)];

        Assert.AreEqual(Total(), task.Step(all, 1), 1e-6);
        foreach (var (name, gradient) in slow.Gradient(Total))
        {
            var parameter = model.Parameters[name];
            for (var i = 0; i < gradient.Length; i++)
            {
                var got = parameter.Rows is null ? parameter.Gradient[i] : parameter.Rows.Touch(i / Width)[i % Width];
                Assert.AreEqual(gradient[i], got, 1e-6, $"{name}[{i}]");
            }
        }

        for (var step = 0; step < 4; step++)
        {
            task.Step(all, (ulong)step);
            adam.Step(0.05);
            slow.Step(Total, 0.05, 0.01, "skill");
        }

        slow.AssertEqual(model.Parameters, 2e-5);
        Assert.AreEqual(Total(), task.Validate()!.Value, 1e-5);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Linear_AnyModels_IsTheFullFormOfTheDefinition(bool hasSkill)
    {
        var features = PlantedQueries.Draw(Rows, 3, 4, 3);
        var model = new MfModel(features, [0.5, 0.8, null, 0.5], Width, hasSkill, new SeededRandom(4));
        if (hasSkill)
        {
            Assert.AreEqual(Math.Log(0.8 / 0.2) / 2, model.Parameters["skill"].Values[1], 1e-6);
            new[] { 0.3f, -1, 0, 2 }.CopyTo(model.Parameters["skill"].Values, 0);
        }

        var values = new SlowAdam(model.Parameters).Values;
        for (var row = 0; row < Rows; row++)
        {
            for (var m = 0; m < Models; m++)
            {
                Assert.AreEqual(Delta(values, features.Row(row), m), Apply(model.Linear(m), features.Row(row)), 1e-6);
                var pair = Delta(values, features.Row(row), 1) - Delta(values, features.Row(row), m);
                Assert.AreEqual(pair, Apply(model.Linear(1, less: m), features.Row(row)), 1e-6);
            }

            Assert.AreEqual(0, Apply(model.Linear(2), features.Row(row)), "of a model that was never compared nothing is known");
        }
    }

    [TestMethod]
    public void Fit_RouteLlmsSettings_TrainsItsDefinitionOnBattlesWithoutTies()
    {
        var (features, quality) = Planted(200, 0);
        var comparisons = Enumerable.Range(0, 200).Where(row => quality[0][row] != quality[1][row])
            .Select(row => quality[0][row] > quality[1][row] ? new Comparison(row, 0, 1, false, 1) : new Comparison(row, 1, 0, false, 1))
            .ToArray();
        Assert.IsLessThan(200, comparisons.Length);
        AssertFitIs(RouteLlm, comparisons, new TrainingSet(features, quality[..2], IsPair: false), new Adam([], l2: 1e-5));
    }

    [TestMethod]
    public void Fit_LlmRoutersSettings_TrainsTheBestAgainstEveryOtherModel_TiesAsLosses()
    {
        var (features, quality) = Planted(30, 0);
        var comparisons = new List<Comparison>();
        for (var row = 0; row < 30; row++)
        {
            var best = Enumerable.Range(0, Models).First(m => quality[m][row] == quality.Max(column => column[row]));
            comparisons.AddRange(Enumerable.Range(0, Models).Where(m => m != best).Select(m => new Comparison(row, best, m, false, 1)));
        }

        AssertFitIs(LlmRouter, [.. comparisons], new TrainingSet(features, quality, IsPair: false), new Adam([]));
    }

    [TestMethod]
    public void Fit_OnlyTies_TeachWhatTheirRuleSays()
    {
        var features = PlantedQueries.Draw(60, 0, 4, 8);
        double[][] quality = [new double[60], new double[60]];
        float Mean(TieTarget ties) => new MfLearner(Ties: ties, Rate: 0.05, Epochs: 30, Patience: 0, Validation: 0)
            .Fit(new TrainingSet(features, quality, IsPair: true), 1, default).Score(features, []).Average();
        Assert.AreEqual(0, Mean(TieTarget.Drop));
        Assert.AreEqual(0, Mean(TieTarget.Half), 0.05);
        Assert.IsLessThan(-1, Mean(TieTarget.First));
    }

    [TestMethod]
    public void Fit_PlantedPreferences_AreRecoveredOnUnseenQueries()
    {
        var (features, quality) = Planted(4000, 0.5);
        int[] training = [.. Enumerable.Range(0, 3000)], unseen = [.. Enumerable.Range(3000, 1000)];
        var set = new TrainingSet(features, quality, IsPair: false);
        var scores = new MfLearner(Width: 16, Rate: 0.01, Noise: 0.05, Batch: 64).Fit(set.Select(training), 1, default)
            .Score(features.Select(unseen), []);
        var (right, all) = (0, 0);
        foreach (var comparison in Targets.Pairs(set.Select(unseen).Quality).Where(comparison => !comparison.IsTie))
        {
            all++;
            var of = scores.AsSpan(comparison.Query * Models, Models);
            right += of[comparison.Better] > of[comparison.Worse] ? 1 : 0;
        }

        Assert.IsGreaterThan(0.93 * BestPossible, (double)right / all);
    }

    [TestMethod]
    public void Fit_FeaturesWithoutACommonDirection_NeedTheSkillToSayWhichModelIsBetter()
    {
        var features = PlantedQueries.Draw(400, 0, 8, 9);
        var random = new SeededRandom(1);
        double[] strong = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() < 0.8 ? 1.0 : 0)];
        var set = new TrainingSet(features, [[.. strong.Select(y => 1 - y)], strong], IsPair: true);
        var learner = new MfLearner();
        Assert.AreEqual(Math.Log(0.8 / 0.2), learner.Fit(set, 1, default).Score(features, []).Average(), 0.3);
        Assert.AreEqual(0, (learner with { Skill = false }).Fit(set, 1, default).Score(features, []).Average(), 0.2);
    }

    [TestMethod]
    public void Fit_BattlesThatWeighMore_CountMore()
    {
        var features = PlantedQueries.Draw(400, 0, 8, 9);
        double[] strong = [.. Enumerable.Range(0, 400).Select(row => row % 2.0)];
        var set = new TrainingSet(features, [[.. strong.Select(y => 1 - y)], strong], IsPair: true);
        var weighted = set with { RowWeights = [.. strong.Select(y => 1 + (4 * y))] };
        Assert.AreEqual(0, new MfLearner().Fit(set, 1, default).Score(features, []).Average(), 0.1);
        Assert.AreEqual(Math.Log(5), new MfLearner().Fit(weighted, 1, default).Score(features, []).Average(), 0.3);
        Assert.AreEqual(Math.Log(5), new MfLearner(Weighted: false).Fit(weighted, 1, default).Score(features, []).Average(), 0.3);
    }

    [TestMethod]
    public void Fit_CandidatesThatNeverMet_AreToldApartByAThirdModel()
    {
        var features = PlantedQueries.Draw(200, 0, 4, 10);
        double[] Where(int rest, double value) => [.. Enumerable.Range(0, 200).Select(row => row % 2 == rest ? value : double.NaN)];
        var set = new TrainingSet(features, [Where(0, 0), Where(1, 1)], IsPair: true)
        {
            OtherQuality = [[.. Enumerable.Repeat(0.5, 200)]],
        };
        var scores = new MfLearner().Fit(set, 1, default).Score(features, []);
        Assert.IsTrue(scores.All(score => score > 1), "the weak one loses to the third model, the strong one beats it");
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_AreRefusedWithWhatIsAllowed()
    {
        var (features, quality) = Planted(40, 0);
        var set = new TrainingSet(features, quality, IsPair: false);
        foreach (var (learner, word) in new (MfLearner Learner, string Word)[]
        {
            (new MfLearner(MaxPerQuery: 0), "maxPerQuery"),
            (new MfLearner(Width: 0), "width"),
            (new MfLearner(Rate: 2), "rate"),
            (new MfLearner(L2: double.NaN), "l2"),
            (new MfLearner(Noise: -1), "noise"),
            (new MfLearner(Batch: -1), "batch"),
            (new MfLearner(Epochs: 0), "epochs"),
            (new MfLearner(Patience: -1), "patience"),
            (new MfLearner(Validation: 0.6), "validation"),
        })
        {
            var refused = Assert.ThrowsExactly<UsageException>(() => learner.Fit(set, 1, default));
            StringAssert.Contains(refused.Message, $"{word} of the mf learner is");
            StringAssert.Contains(refused.Message, "allowed");
        }
    }

    // Share of comparisons on which the planted model itself names the winner.
    private const double BestPossible = 0.8;

    // What Fit does with comparisons that the test makes itself: the same start, the same loop.
    private static void AssertFitIs(MfLearner learner, Comparison[] comparisons, TrainingSet set, Adam like)
    {
        const ulong Seed = 5;
        double?[] wins = [.. set.Quality.Select(_ => 0.5)];
        var model = new MfModel(set.Features, wins, learner.Width, hasSkill: false, new SeededRandom(Seed, 0x4D46));
        using var task = new MfTask(model, set.Features, comparisons, [], learner.Batch, learner.Noise);
        var options = new TrainingOptions(new LearningRate(learner.Rate), learner.Batch, learner.Epochs);
        TrainingLoop.Run(task, new Adam(model.Parameters, like.L2), options, Seed, default);
        var scores = learner.Fit(set, Seed, default).Score(set.Features, []);
        for (var row = 0; row < set.Count; row++)
        {
            for (var m = 0; m < set.Quality.Length; m++)
            {
                Assert.AreEqual(Apply(model.Linear(m), set.Features.Row(row)), scores[(row * set.Quality.Length) + m], 1e-6);
            }
        }
    }

    private static Comparison[] Comparisons() =>
    [
        .. Enumerable.Range(0, Rows).Select(row =>
            new Comparison(row, row % Models, (row + 1 + (row / Models)) % Models, row % 5 == 0, 1 + (row % 3))),
    ];

    // Two halves: where a feature is positive one half of the models is better, elsewhere the other; outcomes are drawn.
    private static (FeatureMatrix Features, double[][] Quality) Planted(int count, double missing)
    {
        var features = PlantedQueries.Draw(count, 0, 6, 6);
        var random = new SeededRandom(7);
        return (features, [.. Enumerable.Range(0, Models).Select(m => Enumerable.Range(0, count).Select(row =>
        {
            var logit = (m % 2 == 0 ? 8 : -8) * features.Dense.Row(row)[0];
            var quality = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1.0 : 0;
            return random.NextDouble() < missing ? double.NaN : quality;
        }).ToArray())]);
    }

    private static double Loss(Dictionary<string, double[]> values, FeatureMatrix features, Comparison[] comparisons)
    {
        double sum = 0, weights = 0;
        foreach (var c in comparisons)
        {
            var logit = Delta(values, features.Row(c.Query), c.Better) - Delta(values, features.Row(c.Query), c.Worse);
            var (win, lose) = (Math.Log(1 + Math.Exp(-logit)), Math.Log(1 + Math.Exp(logit)));
            sum += c.Weight * (c.IsTie ? (win + lose) / 2 : win);
            weights += c.Weight;
        }

        return sum / weights;
    }

    private static double Delta(Dictionary<string, double[]> values, double[] x, int model)
    {
        double[] w = [.. values.GetValueOrDefault("sparse_projection", []), .. values.GetValueOrDefault("projection", [])];
        var row = values["models"].AsSpan(model * Width, Width).ToArray();
        var norm = Math.Sqrt(row.Sum(value => value * value));
        var sum = values.TryGetValue("skill", out var skill) ? skill[model] : 0;
        for (var i = 0; i < Width && norm > 0; i++)
        {
            sum += values["head"][i] * (row[i] / norm) * x.Select((value, column) => value * w[(column * Width) + i]).Sum();
        }

        return sum;
    }

    private static double Apply(LinearModel model, double[] x) => model.Intercept + x.Select((value, i) => value * model.Weights[i]).Sum();
}

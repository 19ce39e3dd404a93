using Trainer.Export;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Carrot;
using Trainer.Learners.Logistic;
using Trainer.Sweep;
using Trainer.Tests.Sweep;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class CarrotTests
{
    // One feature that is 1 on long queries, on which the second model costs four times as much as on short ones.
    private static readonly FeatureMatrix Lengths = Dense([.. Enumerable.Range(0, 40).Select(i => (float)(i % 2))]);
    private static readonly double[] Cheap = [.. Enumerable.Repeat(0.001, 40)];
    private static readonly double[] Dear = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 1 ? 0.04 : 0.01)];
    private static readonly double[][] Quality =
        [[.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? 1.0 : 0)], [.. Enumerable.Range(0, 40).Select(i => i % 5 == 0 ? 0.0 : 1)]];

    [TestMethod]
    public void Fit_Pool_PredictsWhatAQueryCostsAsAMultipleOfTheMean()
    {
        var data = new TrainingSet(Lengths, Quality, false) { CostUsd = [Cheap, Dear] };
        var fitted = new CarrotLearner(C: 1e4).Fit(data, 1, default);
        Assert.IsTrue(fitted.PredictsCosts);
        var scores = fitted.Score(Dense([0, 1]), ["short", "long"]);
        Assert.AreEqual(1, scores[2], 1e-3);
        Assert.AreEqual(0.01 / 0.025, scores[3], 1e-3);
        Assert.AreEqual(1, scores[6], 1e-3);
        Assert.AreEqual(0.04 / 0.025, scores[7], 1e-3);
        CollectionAssert.AreEqual(new LogisticLearner(1e4).Fit(data, 1, default).Score(Dense([0]), ["short"]), scores[..2]);
    }

    [TestMethod]
    public void Fit_Pair_DividesTheGapByTheCostDifference()
    {
        var data = new TrainingSet(Lengths, Quality, true) { CostUsd = [Cheap, Dear] };
        var scores = new CarrotLearner(C: 1e4).Fit(data, 1, default).Score(Dense([0, 1]), ["short", "long"]);
        var gaps = new LogisticLearner(1e4).Fit(data, 1, default).Score(Dense([0, 1]), ["short", "long"]);
        Assert.AreEqual(gaps[0] / ((0.01 - 0.001) / (0.025 - 0.001)), scores[0], 1e-3);
        Assert.AreEqual(gaps[1] / ((0.04 - 0.001) / (0.025 - 0.001)), scores[1], 1e-3);
    }

    [TestMethod]
    public void Fit_NoCosts_BelievesTheMean()
    {
        var scores = new CarrotLearner().Fit(new TrainingSet(Lengths, Quality, false), 1, default).Score(Dense([1]), ["long"]);
        Assert.AreEqual(1, scores[2], 1e-4);
        Assert.AreEqual(1, scores[3], 1e-4);
    }

    [TestMethod]
    public void TrainedRouter_OfAPool_IsJudgedAndExportedWithItsCostRatios()
    {
        var problem = Tables.Problem(Tables.Random(120, 3, 4));
        using var sources = Tables.Sources(problem);
        var crossValidation = new CrossValidation(problem, sources, 3, 1);
        var trained = TrainedRouter.Fit(problem, crossValidation, sources, new TrialSpec(0, "words", new CarrotLearner()), 1, default);
        var scores = trained.Router.Score(problem.Texts);
        Assert.HasCount(120 * 6, scores);
        Assert.HasCount(120 * 6, trained.OutOfFoldScores);

        using var session = new Trainer.Onnx.GraphSession(trained.Router.BuildGraph(new Dictionary<string, string>()));
        var exported = new float[6];
        for (var row = 0; row < 20; row++)
        {
            session.Run(problem.Texts[row], exported);
            for (var j = 0; j < 6; j++)
            {
                Assert.AreEqual(scores[(row * 6) + j], exported[j], 1e-5f);
            }

            // Far into saving, the model that is cheapest for this very query is taken.
            var costs = problem.MeanCostUsd();
            var cheapest = Enumerable.Range(0, 3).MinBy(m => costs[m] * exported[3 + m]);
            Assert.AreEqual(cheapest, DecisionRule.Pool(exported, costs, 1e12));
        }
    }

    private static FeatureMatrix Dense(float[] column) =>
        new(FeatureMatrix.Empty(column.Length).Sparse, new DenseMatrix(column, column.Length, 1));
}

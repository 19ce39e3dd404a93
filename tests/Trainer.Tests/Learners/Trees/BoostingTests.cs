using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Trees;

namespace Trainer.Tests.Learners.Trees;

[TestClass]
public sealed class BoostingTests
{
    [TestMethod]
    [DataRow(true, 1)]
    [DataRow(false, 1)]
    [DataRow(false, 3)]
    public void Slopes_OfEveryLoss_AreThoseOfFiniteDifferences(bool isSquared, int outputs)
    {
        var random = new SeededRandom(4);
        var rows = Enumerable.Range(0, 30).ToArray();
        var shares = rows.Select(_ => random.Next(outputs)).ToArray();
        var targets = Enumerable.Range(0, outputs)
            .Select(k => rows.Select(row => outputs == 1 ? random.Next(5) / 4.0 : shares[row] == k ? 1.0 : 0).ToArray()).ToArray();
        var scores = targets.Select(target => target.Select(_ => random.NextGaussian()).ToArray()).ToArray();
        var (g, h) = (new double[30], new double[30]);
        const double Step = 1e-4;
        for (var k = 0; k < outputs; k++)
        {
            LossSlope.Of(isSquared, targets, scores, rows, k, g, h);
            foreach (var row in rows)
            {
                double Loss(double step)
                {
                    scores[k][row] += step;
                    var loss = LossSlope.Mean(isSquared, targets, scores, [row]);
                    scores[k][row] -= step;
                    return loss;
                }

                Assert.AreEqual((Loss(Step) - Loss(-Step)) / (2 * Step), g[row], 1e-6);
                Assert.AreEqual((Loss(Step) + Loss(-Step) - (2 * Loss(0))) / (Step * Step), h[row], 1e-5);
            }
        }
    }

    [TestMethod]
    public void Fit_OneFullStep_GivesTheMeansOfTheLeaves()
    {
        var random = new SeededRandom(5);
        var x = TreeData.Grid(random, 80, 3);
        var y = x.Select(row => row[1] > 0 ? 0.75 : 0.25).ToArray();
        var settings = Exact with { Trees = 1, LearningRate = 1, MaxDepth = 1, L2 = 0 };
        var (trees, bases) = GradientBoosting.Fit(
            TreeData.Binned(TreeData.Dense(x)), [y], [.. Enumerable.Range(0, 80)], true, settings, null, 1, default);
        CollectionAssert.AreEqual(new[] { 1, -1, -1 }, trees[0].Tree.Columns);
        Assert.AreEqual(0.25, bases[0] + trees[0].Tree.Values[1], 1e-6);
        Assert.AreEqual(0.75, bases[0] + trees[0].Tree.Values[2], 1e-6);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(-1)]
    public void Fit_MonotoneColumn_NeverGoesTheOtherWay(int direction)
    {
        var random = new SeededRandom(6);
        var x = TreeData.Grid(random, 400, 3, 40);
        double Wave(float[] row) => (0.3 * Math.Sin(6 * row[1])) + (0.2 * Math.Sin(5 * row[0] * row[1])) + (0.1 * random.NextGaussian());
        var y = x.Select(row => Math.Clamp(0.5 + (direction * 0.1 * row[1]) + Wave(row), 0, 1)).ToArray();
        var features = TreeData.Dense(x);
        var matrix = TreeData.Binned(features);
        var directions = new double[matrix.Columns.Length];
        directions[Array.FindIndex(matrix.Columns, column => column?.Source == 1)] = direction;
        float[] Grid(double[]? constraint)
        {
            var settings = Exact with { Trees = 60, MaxDepth = 5, L2 = 0.1 };
            var (trees, bases) = GradientBoosting.Fit(
                matrix, [y], [.. Enumerable.Range(0, 400)], false, settings, constraint, 1, default);
            var ensemble = new TreeEnsemble([.. trees], [(float)bases[0]], 0, 3);
            return ensemble.Score(TreeData.Dense([.. Enumerable.Range(0, 25).SelectMany(other =>
                Enumerable.Range(0, 80).Select(i => new[] { (other - 10) / 6f, (i - 30) / 14f, ((other * 7) % 11) / 6f }))]));
        }

        static float WorstFall(float[] scores, int direction) => Enumerable.Range(0, scores.Length - 1).Where(i => i % 80 != 79)
            .Max(i => direction * (scores[i] - scores[i + 1]));

        Assert.IsGreaterThan(0.1f, WorstFall(Grid(null), direction), "without the constraint it does");
        var constrained = Grid(directions);
        Assert.IsLessThanOrEqualTo(1e-6f, WorstFall(constrained, direction));
        Assert.IsGreaterThan(0.3f, constrained.Max() - constrained.Min(), "it still learns");
    }

    [TestMethod]
    public void Fit_NoiseAlone_StopsEarlyAndASignalDoesNot()
    {
        var random = new SeededRandom(7);
        var x = TreeData.Grid(random, 300, 6, 60);
        var noise = x.Select(_ => (double)random.Next(2)).ToArray();
        var signal = x.Select(row => row[0] + row[1] > 2 ? 1.0 : 0).ToArray();
        int Trees(double[] y) => GradientBoosting.Fit(
            TreeData.Binned(TreeData.Dense(x)), [y], [.. Enumerable.Range(0, 300)], false, Exact with { Patience = 8 }, null, 3, default)
            .Trees.Count;
        Assert.IsLessThan(12, Trees(noise));
        Assert.IsGreaterThan(20, Trees(signal));
    }

    [TestMethod]
    public void Fit_Interaction_IsLearnedFromSparseAndDenseColumnsAlike()
    {
        var random = new SeededRandom(8);
        var x = Enumerable.Range(0, 600).Select(_ => Enumerable.Range(0, 12).Select(_ => random.Next(5) == 0 ? 1f : 0).ToArray()).ToArray();
        var strong = x.Select(row => row[2] == row[5] ? 0.0 : 1.0).ToArray();
        foreach (var features in new[] { TreeData.Dense(x), TreeData.Sparse(x) })
        {
            var set = new TrainingSet(features, [Array.ConvertAll(strong, y => 1 - y), strong], IsPair: true);
            var learner = new BoostingLearner(Trees: 60, MaxDepth: 3, MinRows: 1, ColumnShare: 1, LearningRate: 0.3);
            var scores = learner.Fit(set, 1, default).Score(features, []);
            Assert.IsTrue(scores.Zip(strong).All(pair => pair.First > 0 == pair.Second > 0));
        }
    }

    [TestMethod]
    public void Fit_TwoClassesOfSoftmax_AreOrderedAsTheBestModels()
    {
        var random = new SeededRandom(9);
        var x = TreeData.Grid(random, 300, 4);
        var best = x.Select(row => row[0] > 0 ? 0 : row[1] > 0 ? 1 : 2).ToArray();
        double[][] quality = [.. Enumerable.Range(0, 3).Select(m => best.Select(index => index == m ? 1.0 : 0.5).ToArray())];
        var features = TreeData.Dense(x);
        var scores = new BoostingLearner(Trees: 40, MinRows: 5, LearningRate: 0.2, Target: BoostingTarget.BestModel)
            .Fit(new TrainingSet(features, quality, IsPair: false), 1, default).Score(features, []);
        for (var row = 0; row < 300; row++)
        {
            Assert.AreEqual(best[row], Enumerable.Range(0, 3).MaxBy(m => scores[(row * 3) + m]));
        }
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_SaysWhichAndWhatIsAllowed()
    {
        var set = new TrainingSet(TreeData.Dense([[1], [2]]), [[0, 1], [1, 0]], IsPair: true);
        var fault = Assert.ThrowsExactly<UsageException>(() => new BoostingLearner(RowShare: 1.5).Fit(set, 1, default));
        Assert.AreEqual("rowShare of the boosting learner is 1.5; allowed is (0, 1]", fault.Message);
        Assert.ThrowsExactly<UsageException>(() => new BoostingLearner(Bins: 257).Fit(set, 1, default));
        Assert.ThrowsExactly<UsageException>(() => new ForestLearner(Trees: 0).Fit(set, 1, default));
    }

    private static BoostingLearner Exact => new(Trees: 100, LearningRate: 0.1, MinRows: 1, MinChildWeight: 0, RowShare: 1, ColumnShare: 1);
}

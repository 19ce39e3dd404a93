using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Supervision;
using Trainer.Learners.Trees;

namespace Trainer.Tests.Learners.Trees;

[TestClass]
public sealed class ForestTests
{
    [TestMethod]
    public void Score_OneLeaf_IsTheShareOfStrongBetterAndBothFail()
    {
        // Constant features: every tree is one leaf with the classes of its bootstrap sample; their mean nears the classes of the rows.
        double[] weak = [0, 0, 1, 1, 0, double.NaN, 1, 1], strong = [1, 0, 1, 0, 1, 1, 1, 1];
        var features = TreeData.Dense([.. weak.Select(_ => new[] { 1f })]);
        CollectionAssert.AreEqual(
            new PairClass?[]
            {
                PairClass.StrongBetter, PairClass.BothFail, PairClass.BothFine, PairClass.WeakBetter, PairClass.StrongBetter, null,
                PairClass.BothFine, PairClass.BothFine,
            },
            Targets.FourClasses(weak, strong));
        var set = new TrainingSet(features, [weak, strong], IsPair: true);
        var scores = new ForestLearner(Trees: 2000).Fit(set, 1, default).Score(features, []);
        Assert.AreEqual(3 / 7.0, scores[0], 0.02);
    }

    [TestMethod]
    public void Score_SeparableClasses_GivesEachItsSide()
    {
        // Column 0 tells who is right: none, weak, strong, both.
        float[][] x = [.. Enumerable.Range(0, 200).Select(i => new[] { i % 4f })];
        double[] weak = [.. x.Select(row => row[0] is 1 or 3 ? 1.0 : 0)], strong = [.. x.Select(row => row[0] is 2 or 3 ? 1.0 : 0)];
        var features = TreeData.Dense(x);
        var scores = new ForestLearner().Fit(new TrainingSet(features, [weak, strong], IsPair: true), 1, default).Score(features, []);
        float[] expected = [1, 0, 1, 0]; // both fail and strong better to the strong one, the others to the weak one
        for (var row = 0; row < 200; row++)
        {
            Assert.AreEqual(expected[row % 4], scores[row], 1e-5);
        }
    }

    [TestMethod]
    public void Regress_Trees_GiveWeightedMeansOfTheirBootstrapSamples()
    {
        var random = new SeededRandom(3);
        var x = TreeData.Grid(random, 100, 3);
        var y = x.Select((row, i) => i % 9 == 0 ? double.NaN : row[0] > 0 ? 0.9 : 0.1).ToArray();
        var matrix = TreeData.Binned(TreeData.Dense(x));
        var trees = RandomForest.Regress(matrix, y, new TreeGrowth(3) { ColumnsPerNode = true }, 20, 1, default);
        Assert.HasCount(20, trees);
        var scores = new TreeEnsemble([.. trees.Select(tree => (tree, 0))], [0f], 0, 3).Score(TreeData.Dense(x));
        for (var row = 0; row < 100; row++)
        {
            Assert.AreEqual(x[row][0] > 0 ? 0.9 : 0.1, scores[row], 1e-5);
        }

        Assert.IsEmpty(RandomForest.Regress(matrix, [.. y.Select(_ => double.NaN)], new TreeGrowth(3), 20, 1, default));
    }

    [TestMethod]
    public void Fit_OtherSeed_GivesOtherTrees()
    {
        var random = new SeededRandom(3);
        var features = TreeData.Dense(TreeData.Grid(random, 100, 3));
        double[] Coins() => [.. Enumerable.Range(0, 100).Select(_ => (double)random.Next(2))];
        var set = new TrainingSet(features, [Coins(), Coins()], IsPair: true);
        float[] Scores(ulong seed) => new ForestLearner(Trees: 5).Fit(set, seed, default).Score(features, []);
        CollectionAssert.AreEqual(Scores(1), Scores(1));
        CollectionAssert.AreNotEqual(Scores(1), Scores(2));
    }
}

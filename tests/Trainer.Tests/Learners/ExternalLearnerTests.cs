using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.External;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class ExternalLearnerTests
{
    private static readonly double[][] Quality = [[0, 1], [1, 0]];

    [TestMethod]
    [DataRow(null, false, 0.25f, -3f)]
    [DataRow("mine", true, -0.25f, 3f)]
    public void Fit_Pair_PassesTheScoreOn(string? column, bool descending, float first, float second)
    {
        var features = Features(["mine"], 2, [0.25f, 9, -3, 9]);
        var fitted = new ExternalLearner(column, descending).Fit(new TrainingSet(features, Quality, true), 1, default);
        CollectionAssert.AreEqual(new[] { first, second }, fitted.Score(features, ["a", "b"]));
    }

    [TestMethod]
    public void Fit_Pool_FindsEachModelsScoreByItsName()
    {
        var features = Features(["b", "other", "a"], 3, [1, 2, 3, 4, 5, 6]);
        var set = new TrainingSet(features, Quality, false) { Models = ["a", "b"] };
        CollectionAssert.AreEqual(new[] { 3f, 1, 6, 4 }, new ExternalLearner().Fit(set, 1, default).Score(features, ["x", "y"]));
    }

    [TestMethod]
    [DataRow("", null, true, "its features have none; give it a feature set with 'scores'")]
    [DataRow("a,b", null, true, "has 2 external scores to choose from (a, b); name one with 'column'")]
    [DataRow("a,b", "c", true, "has no external score 'c'; its features have a, b")]
    [DataRow("model 0", null, false, "has no external score 'model 1'; it needs one of the name of each of model 0, model 1")]
    [DataRow("model 0,model 1", "model 0", false, "column of the external learner is 'model 0'; for a pool it must be null")]
    public void Fit_ScoresThatDoNotFit_SaysWhatIsNeeded(string names, string? column, bool isPair, string expected)
    {
        var features = Features(names.Split(',', StringSplitOptions.RemoveEmptyEntries), 2, [1, 2, 3, 4]);
        var fault = Assert.ThrowsExactly<UsageException>(
            () => new ExternalLearner(column).Fit(new TrainingSet(features, Quality, isPair), 1, default));
        StringAssert.Contains(fault.Message, expected);
    }

    private static FeatureMatrix Features(string[] names, int columns, float[] values) =>
        new(FeatureMatrix.Empty(2).Sparse, new DenseMatrix(values, 2, columns)) { ScoreNames = names };
}

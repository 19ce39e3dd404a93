using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Trees;

namespace Trainer.Tests.Learners.Trees;

[TestClass]
public sealed class UnsettledTests
{
    // Column 0 at 0.5; on its right column 1 at 2000.
    private static readonly TreeEnsemble Ensemble = new(
        [(new Tree([0, -1, 1, -1, -1], [0.5f, 0, 2000, 0, 0], [1, 0, 3, 0, 0], [0, 1, 0, 2, 3]), 0)], [0f], 0, 2);

    [TestMethod]
    [DataRow(0.4f, 0f, false, DisplayName = "far from the threshold")]
    [DataRow(0.5f, 0f, true, DisplayName = "on it")]
    [DataRow(0.5000003f, 0f, true, DisplayName = "within rounding of it")]
    [DataRow(0.50001f, 0f, false, DisplayName = "a hundred-thousandth off")]
    [DataRow(0.4f, 2000f, false, DisplayName = "on a threshold that its path does not meet")]
    [DataRow(0.9f, 2000.0005f, true, DisplayName = "within rounding of a large number")]
    [DataRow(0.9f, 2000.01f, false, DisplayName = "clear of a large number")]
    public void Unsettled_OnlyWithinRoundingOfAThresholdOnThePath(float first, float second, bool unsettled) =>
        Assert.AreEqual(unsettled, Ensemble.Unsettled(TreeData.Dense([[first, second]]))[0]);

    [TestMethod]
    public void ALearnerThatDoesNotCut_HasNoUnsettledQueries()
    {
        IFittedLearner fitted = new LogisticLearner().Fit(
            new TrainingSet(TreeData.Dense([[0f], [1f], [2f]]), [[0, 1, 1], [1, 0, 0]], true), 1, default);
        CollectionAssert.AreEqual(new bool[3], fitted.Unsettled(FeatureMatrix.Empty(3)));
    }
}

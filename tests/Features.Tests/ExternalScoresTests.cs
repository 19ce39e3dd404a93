using Trainer.Features.Text;

namespace Trainer.Features.Tests;

[TestClass]
public class ExternalScoresTests
{
    private static readonly ExternalScores _scores = new(["a", "b", "c"], new DenseMatrix([1, 2, 3, 4, 5, 6], 2, 3));

    [TestMethod]
    public void Of_Names_PicksColumnsInTheirOrder()
    {
        var picked = _scores.Of(["c", "a"]);
        CollectionAssert.AreEqual(new float[] { 3, 1, 6, 4 }, picked.Values.Values.ToArray());
        CollectionAssert.AreEqual(new float[] { 6, 4 }, picked.Select([1]).Values.Values.ToArray());
        Assert.ThrowsExactly<KeyNotFoundException>(() => _scores.Of(["d"]));
        Assert.ThrowsExactly<ArgumentException>(() => new ExternalScores(["a", "a"], new DenseMatrix([1, 2], 1, 2)));
    }

    [TestMethod]
    public void Transform_OtherColumnsInAnotherOrder_TakesItsOwnAndNamesThem()
    {
        var (features, vectors) = QueryFeatures.FitTransform(
            ["x y", "y z"], new TextFeatureSpec(null, null, Statistics: true), [], _scores.Of(["c", "a"]));
        CollectionAssert.AreEqual(new[] { "c", "a" }, vectors.ScoreNames.ToArray());
        CollectionAssert.AreEqual(new float[] { 3, 1, 6, 4 }, vectors.Dense.Values.ToArray());
        Assert.AreEqual(features.ColumnCount, vectors.ColumnCount);
        CollectionAssert.AreEqual(new float[] { 6, 4 }, features.Transform(["q"], _scores.Select([1])).Dense.Values.ToArray());
        CollectionAssert.AreEqual(new[] { "c", "a" }, vectors.Select([1]).ScoreNames.ToArray());
    }

    [TestMethod]
    public void Transform_ScoresMissing_IsRefused()
    {
        var (features, _) = QueryFeatures.FitTransform(["x", "y"], null, [], _scores);
        Assert.ThrowsExactly<ArgumentException>(() => features.Transform(["x"]));
        Assert.ThrowsExactly<ArgumentException>(() => features.Transform(["x"], _scores));
        Assert.ThrowsExactly<ArgumentException>(
            () => features.Transform(["x"], new ExternalScores(["a", "b", "c"], new DenseMatrix([1, float.NaN, 2], 1, 3))));

        // Unless that is meant.
        var known = new ExternalScores(["c", "b", "a"], new DenseMatrix([1, float.NaN, 2], 1, 3)) { MayBeUnknown = true };
        CollectionAssert.AreEqual(new[] { 2, float.NaN, 1 }, features.Transform(["x"], known.Select([0])).Dense.Values.ToArray());
    }
}

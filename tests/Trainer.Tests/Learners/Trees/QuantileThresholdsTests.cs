using Trainer.Features;
using Trainer.Learners.Trees;

namespace Trainer.Tests.Learners.Trees;

[TestClass]
public sealed class QuantileThresholdsTests
{
    [TestMethod]
    public void Of_FewValues_LiesMidwayBetweenAllOfThem() =>
        CollectionAssert.AreEqual(new[] { -1.5f, 0.5f, 3f }, QuantileThresholds.Of([-2, -2, -1, -1, 2, 2, 4], 256));

    [TestMethod]
    public void Of_ManyValues_MakesBinsOfAboutOneSizeAndKeepsItsDistance()
    {
        var random = new SeededRandom(2);
        float[] sorted = [.. Enumerable.Range(0, 20_000).Select(_ => (float)random.NextGaussian()).Order()];
        var thresholds = QuantileThresholds.Of(sorted, 256);
        Assert.HasCount(255, thresholds);
        var sizes = thresholds.Append(float.MaxValue).Zip(thresholds.Prepend(float.MinValue))
            .Select(bin => sorted.Count(x => x > bin.Second && x <= bin.First)).ToArray();
        Assert.IsTrue(sizes.All(size => size is > 30 and < 140), string.Join(' ', sizes));
        AssertApart(sorted, thresholds);
    }

    [TestMethod]
    public void Of_ValuesThatDifferByRounding_ShareABin()
    {
        float[] sorted = [1f, MathF.BitIncrement(1f), 1.000005f, 1.1f, 1.1000001f, 2f];
        var thresholds = QuantileThresholds.Of(sorted, 256);
        Assert.HasCount(2, thresholds);
        AssertApart(sorted, thresholds);
        Assert.IsEmpty(QuantileThresholds.Of([3, 3, 3], 256));
        Assert.IsEmpty(QuantileThresholds.Of([], 256));
    }

    [TestMethod]
    public void Of_MostlyOneValue_StillDividesTheOthers()
    {
        float[] sorted = [.. Enumerable.Repeat(0f, 900).Concat(Enumerable.Range(1, 100).Select(i => (float)i))];
        var thresholds = QuantileThresholds.Of(sorted, 11);
        Assert.HasCount(10, thresholds);
        Assert.AreEqual(0.5f, thresholds[0]);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(16)]
    public void OfSparse_BothSigns_DividesNothingFromSomething(int bins)
    {
        float[] stored = [.. Enumerable.Range(1, 200).SelectMany(i => new[] { i / 10f, -i / 5f }).Order()];
        var thresholds = QuantileThresholds.OfSparse(stored, bins);
        Assert.IsLessThan(bins, thresholds.Length);
        Assert.AreEqual(-0.1f, thresholds.Where(t => t < 0).Last());
        Assert.IsTrue(bins == 2 || thresholds.Contains(0.05f));
        CollectionAssert.AreEqual(thresholds.Order().ToArray(), thresholds);
    }

    private static void AssertApart(float[] sorted, float[] thresholds)
    {
        foreach (var threshold in thresholds)
        {
            Assert.IsGreaterThan(4e-6 * sorted.Max(Math.Abs), sorted.Min(value => Math.Abs((double)value - threshold)));
        }
    }
}

using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Sweep.Selection;

namespace Trainer.Tests.Sweep.Selection;

[TestClass]
public sealed class OneStandardErrorTests
{
    // Trial 0 is best, 1 is worse by less than the error of the difference, 2 by far more than it, 3 equals 1.
    private static readonly ResampledObjectives Trials = Made();

    [TestMethod]
    public void Choose_SimplerWithinOneError_IsTaken() => Assert.AreEqual(1, OneStandardError.Choose(Trials, [10, 3, 1, 4]));

    [TestMethod]
    public void Choose_BestIsSimplest_IsTaken() => Assert.AreEqual(0, OneStandardError.Choose(Trials, [2, 3, 1, 3]));

    [TestMethod]
    public void Choose_EquallySimple_TakesTheFirst() => Assert.AreEqual(1, OneStandardError.Choose(Trials, [10, 3, 1, 3]));

    [TestMethod]
    public void Difference_PairedRows_HasTheErrorOfTheMeanOfDifferences()
    {
        var (gap, error) = Trials.Difference(0, 1);
        Assert.AreEqual(0.02, gap.Value, 1e-9);
        Assert.AreEqual(1 / Math.Sqrt(400), error, 0.006, "differences are ±1 around 0.02");
        Assert.AreEqual(0, Trials.Difference(1, 3).StandardError);
    }

    private static ResampledObjectives Made()
    {
        var random = new SeededRandom(4);
        double[] common = [.. Enumerable.Range(0, 400).Select(_ => 5 * random.NextGaussian())];
        double[] near = [.. common.Select((value, i) => value - 0.02 + (i % 2 == 0 ? 1 : -1))];
        double[] far = [.. common.Select((value, i) => value - 0.2 + (i % 2 == 0 ? 1 : -1))];
        return ResampledObjectives.Of(
            [.. new[] { common, near, far, near }.Select(SelectionBiasTests.Mean)],
            new ClusterBootstrap(Enumerable.Range(0, 400).ToArray(), 6),
            400);
    }
}

using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class SignedRankTestTests
{
    [TestMethod]
    public void Below_DepressionScores_IsWhatTheTextbookHas()
    {
        // Hollander and Wolfe 1973, table 3.1: nine patients, before and after; rank sum 40 of 45 against, z = -2.07 without correction.
        double[] before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        double[] after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
        var differences = after.Zip(before, (a, b) => a - b).ToArray();
        Assert.AreEqual(StandardNormal.Cdf((5 - 22.5) / Math.Sqrt(71.25)), SignedRankTest.Below(differences), 1e-12);
    }

    [TestMethod]
    public void Below_TiesAndZeros_EqualsTheSlowWay()
    {
        var random = new SeededRandom(4);
        for (var repeat = 0; repeat < 50; repeat++)
        {
            var differences = Enumerable.Range(0, 1 + random.Next(40)).Select(_ => (double)(random.Next(9) - 4)).ToArray();
            Assert.AreEqual(Slow(differences), SignedRankTest.Below(differences), 1e-12);
        }
    }

    [TestMethod]
    public void Below_NothingToCompare_SaysNothing()
    {
        Assert.AreEqual(1, SignedRankTest.Below([]));
        Assert.AreEqual(1, SignedRankTest.Below([0, 0, 0]));
    }

    [TestMethod]
    public void Below_SymmetricDifferences_RejectsAboutAsOftenAsItSays()
    {
        var random = new SeededRandom(8);
        var rejected = 0;
        for (var repeat = 0; repeat < 2000; repeat++)
        {
            var differences = Enumerable.Range(0, 60).Select(_ => random.Next(3) == 0 ? 0 : Math.Round(random.NextGaussian(), 1)).ToArray();
            rejected += SignedRankTest.Below(differences) < 0.05 ? 1 : 0;
        }

        Assert.IsTrue(rejected is > 70 and < 135, $"{rejected} of 2000 at 5 %"); // 100 ± 3.5 standard deviations
    }

    // Ranks by counting; mean and variance of the positive rank sum over all assignments of signs to what is not zero.
    private static double Slow(double[] differences)
    {
        double Rank(double value) =>
            differences.Count(other => Math.Abs(other) < Math.Abs(value)) + ((1 + differences.Count(other => Math.Abs(other) == Math.Abs(value))) / 2.0);
        var above = differences.Sum(value => value > 0 ? Rank(value) : value == 0 ? Rank(value) / 2 : 0);
        var mean = differences.Sum(value => Rank(value) / 2);
        var variance = differences.Where(value => value != 0).Sum(value => Rank(value) * Rank(value) / 4);
        return variance > 0 ? StandardNormal.Cdf((above - mean) / Math.Sqrt(variance)) : 1;
    }
}

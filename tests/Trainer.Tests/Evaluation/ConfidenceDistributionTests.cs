using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class ConfidenceDistributionTests
{
    [TestMethod]
    [DataRow(null)]
    [DataRow(0.0)]
    [DataRow(0.08)]
    [DataRow(-0.08)]
    public void Level_OfReplicates_IsTheInverseOfBound(double? acceleration)
    {
        var random = new SeededRandom(3);
        double[] replicates = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextGaussian())];
        var distribution = new Replicates(0.1, replicates, acceleration);
        foreach (var level in new[] { 0.01, 0.025, 0.05, 0.3, 0.5, 0.9, 0.975 })
        {
            Assert.AreEqual(level, distribution.Level(distribution.Bound(level)), 1e-3);
        }
    }

    [TestMethod]
    public void Level_BeyondAllReplicates_IsNeverCertain()
    {
        var distribution = new Replicates(0, [.. Enumerable.Range(-50, 101).Select(i => i / 50.0)]);
        Assert.AreEqual(0.5 / 102, distribution.Level(-9), 1e-12);
        Assert.AreEqual(101.5 / 102, distribution.Level(9), 1e-12);
        Assert.IsTrue(double.IsNaN(new Replicates(double.NaN, [1, 2]).Level(0)));
    }

    [TestMethod]
    public void Level_NothingVaries_SpeaksForNeitherSide() => Assert.AreEqual(0.5, new Replicates(0, new double[1000]).Level(0), 1e-12);

    [TestMethod]
    public void NormalEstimate_KnownError_GivesTextbookBounds()
    {
        var estimate = new NormalEstimate(1, 2);
        Assert.AreEqual(1 - (2 * 1.959963984540054), estimate.Bound(0.025), 1e-9);
        Assert.AreEqual(0.308537538725987, estimate.Level(0), 1e-12);
    }

    [TestMethod]
    [DataRow(20, 0.95)]
    [DataRow(100, 0.95)]
    [DataRow(100, 0.5)]
    [DataRow(1000, 0.95)]
    public void OrderStatisticInterval_AnyCount_CoversAtLeast95Percent(int n, double probability)
    {
        // Of the numbers 1..n the ends are the ranks: P(low <= X < high), X ~ binomial(n, probability), summed by the slow recurrence.
        var interval = OrderStatisticInterval.Of([.. Enumerable.Range(1, n).Select(i => (double)i)], probability);
        var mass = new double[n + 1];
        mass[0] = 1;
        for (var trial = 0; trial < n; trial++)
        {
            for (var k = n; k >= 0; k--)
            {
                mass[k] = (mass[k] * (1 - probability)) + (k > 0 ? mass[k - 1] * probability : 0);
            }
        }

        var low = double.IsNaN(interval.Low) ? 0 : (int)interval.Low;
        var high = double.IsNaN(interval.High) ? n + 1 : (int)interval.High;
        var coverage = Enumerable.Range(0, n + 1).Where(k => k >= low && k < high).Sum(k => mass[k]);
        Assert.IsTrue(coverage >= 0.95 - 1e-9, $"{coverage}");
        Assert.AreEqual(n == 20, double.IsNaN(interval.High), "no rank of twenty bounds a 95th percentile from above");
    }

    [TestMethod]
    public void DebiasedError_CalibratedScores_IsNearerToNothingThanEce()
    {
        var random = new SeededRandom(6);
        double debiased = 0, ece = 0;
        for (var round = 0; round < 40; round++)
        {
            double[] predicted = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];
            double[] target = [.. predicted.Select(p => random.NextDouble() < p ? 1.0 : 0)];
            var measures = new CalibrationMeasures(predicted, target);
            var ones = Enumerable.Repeat(1, 300).ToArray();
            (debiased, ece) = (debiased + Math.Pow(measures.DebiasedError(ones, false), 2), ece + Math.Pow(measures.EqualMassEce(ones), 2));
        }

        Assert.IsLessThan(0.5 * ece, debiased);
    }

    [TestMethod]
    public void DebiasedError_OneBin_IsTheMeanExcessLessItsNoise()
    {
        // Ten equal predictions of 0.5, eight of ten right: excess -0.3, variance 0.16 of ten.
        var measures = new CalibrationMeasures([.. Enumerable.Repeat(0.5, 10)], [.. Enumerable.Range(0, 10).Select(i => i < 8 ? 1.0 : 0)]);
        var ones = Enumerable.Repeat(1, 10).ToArray();
        Assert.AreEqual(Math.Sqrt(0.09 - (0.16 / 9)), measures.DebiasedError(ones, false), 1e-12);
        Assert.AreEqual(Math.Sqrt(0.09 - (2 * 0.16 / 9)), measures.DebiasedError(ones, true), 1e-12);
    }
}

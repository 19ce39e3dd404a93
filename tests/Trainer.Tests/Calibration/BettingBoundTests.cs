using Trainer.Calibration.Certification;
using Trainer.Features;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class BettingBoundTests
{
    [TestMethod]
    public void PValue_AnyValues_IsOneOverTheLargestCapital()
    {
        var random = new SeededRandom(3);
        for (var repetition = 0; repetition < 50; repetition++)
        {
            double[] values = [.. Enumerable.Range(0, 1 + random.Next(40)).Select(_ => random.NextDouble())];
            var mean = random.NextDouble();
            var capitals = new List<double> { 1 };
            for (var i = 0; i < values.Length; i++)
            {
                // Waudby-Smith and Ramdas 2024, section 4.2: means and variance of what came before, from 1/2 and 1/4.
                double Mean(int count) => (0.5 + values.Take(count).Sum()) / (count + 1);
                var variance = (0.25 + Enumerable.Range(0, i).Sum(j => Math.Pow(values[j] - Mean(j + 1), 2))) / (i + 1);
                var bet = Math.Min(0.75 / (1 - mean), Math.Sqrt(2 * Math.Log(1 / 0.1) / (values.Length * variance)));
                capitals.Add(capitals[^1] * (1 + (bet * (mean - values[i]))));
            }

            Assert.AreEqual(1 / capitals.Max(), BettingBound.PValue(values, mean, 0.1), 1e-12);
        }
    }

    [TestMethod]
    [DataRow(0.02, 0.0, 50)]
    [DataRow(0.02, 0.3, 50)]
    [DataRow(0.2, 0.0, 500)]
    [DataRow(0.2, 0.6, 500)]
    public void PValue_MeanIsTheBoundItself_IsBelowTheLevelAtMostThatOften(double mean, double ties, int n)
    {
        const int Repetitions = 2_000;
        var rejected = 0;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            // Values of 0, 1/2 and 1 whose mean is the bound.
            var random = new SeededRandom(5, (ulong)repetition);
            var half = ties * Math.Min(mean, 1 - mean) * 2;
            double[] values = [.. Enumerable.Range(0, n).Select(_ =>
                random.NextDouble() is var draw && draw < half ? 0.5 : draw < half + mean - (half / 2) ? 1 : 0)];
            rejected += BettingBound.PValue(values, mean, 0.1) <= 0.1 ? 1 : 0;
        }

        Assert.IsLessThanOrEqualTo(0.1 + (3 * Math.Sqrt(0.09 / Repetitions)), (double)rejected / Repetitions);
    }

    [TestMethod]
    public void PValue_SmallVariance_BeatsWhatKnowsTheMeanAlone()
    {
        // 2,000 losses of which 4 % are not 0 and the mean is 0: a limit of 0.02 is certified by betting, not by Hoeffding and Bentkus.
        double[] values = [.. Enumerable.Range(0, 2_000).Select(i => i % 50 == 0 ? 1 : i % 50 == 25 ? 0 : 0.5)];
        Assert.IsLessThan(0.01, BettingBound.PValue(values, 0.51, 0.1));
        Assert.IsGreaterThan(0.3, HoeffdingBentkusBound.PValue(0.5, 2_000, 0.51));
    }

    [TestMethod]
    public void PValue_BoundOfOne_RejectsNothing() => Assert.AreEqual(1, BettingBound.PValue([0, 0], 1, 0.1));

    [TestMethod]
    public void HoeffdingBentkus_ByHand_IsTheSmallerOfTheTwo()
    {
        // 0 of 100 against 0.05: Hoeffding gives 0.95^100, Bentkus e times that.
        Assert.AreEqual(Math.Pow(0.95, 100), HoeffdingBentkusBound.PValue(0, 100, 0.05), 1e-12);
        var hoeffding = Math.Exp(-50 * ((0.1 * Math.Log(0.1 / 0.3)) + (0.9 * Math.Log(0.9 / 0.7))));
        var bentkus = Math.E * BinomialBound.PValue(5, 50, 0.3);
        Assert.AreEqual(Math.Min(hoeffding, bentkus), HoeffdingBentkusBound.PValue(0.1, 50, 0.3), 1e-12);
        Assert.AreEqual(1, HoeffdingBentkusBound.PValue(0.3, 50, 0.3));
    }
}

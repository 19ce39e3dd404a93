using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Cascade;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class AutoMixReferenceTests
{
    [TestMethod]
    [DataRow(8, 2.0, 1ul)]
    [DataRow(8, 0.0, 2ul)]
    [DataRow(5, 0.7, 3ul)]
    [DataRow(1, 1.0, 4ul)]
    [DataRow(40, 1.0, 5ul)]
    public void Score_AnyData_IsThatOfTheSlowReference(int bins, double sigma, ulong seed)
    {
        var random = new SeededRandom(seed);
        var scores = Enumerable.Range(0, 300).Select(_ => (float)(random.Next(9) / 8.0 * 0.9)).ToArray();
        double[][] quality = [.. Enumerable.Range(0, 2).Select(_ =>
            scores.Select(_ => random.Next(10) == 0 ? double.NaN : random.NextDouble()).ToArray())];
        float[] asked = [0, 1, -0.5f, 1.5f, .. Enumerable.Range(0, 200).Select(_ => (float)random.NextDouble())];

        var fitted = new AutoMixLearner(Bins: bins, Sigma: sigma).Fit(new TrainingSet(Features(scores), quality, true), 1, default);
        var actual = fitted.Score(Features(asked), new string[asked.Length]);

        for (var i = 0; i < asked.Length; i++)
        {
            Assert.AreEqual(Reference(scores, quality, bins, sigma, asked[i]), actual[i], 2e-5, $"at {asked[i]}");
        }
    }

    [TestMethod]
    public void Score_GainsByHand_AreThoseOfTheBinsAndLinearBetween()
    {
        // At 0 the weak model is hopeless and so is the strong one; at 0.5 the strong one helps; at 1 it can only hurt.
        float[] scores = [0, 0.1f, 0.5f, 0.45f, 1, 1];
        double[][] quality = [[0, 0, 0, 0.5, 1, 1], [0, 0, 1, 1, 1, 0.5]];
        var fitted = new AutoMixLearner(Bins: 2, Sigma: 0).Fit(new TrainingSet(Features(scores), quality, true), 1, default);

        var actual = fitted.Score(Features([0, 0.25f, 0.5f, 0.75f, 1]), new string[5]);

        float[] expected = [0, 0.375f, 0.75f, 0.25f, -0.25f];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-6f);
        }
    }

    [TestMethod]
    public void Score_EveryThreshold_EscalatesAPrefixOfTheBinsInOrderOfTheirGain()
    {
        var random = new SeededRandom(9);
        var scores = Enumerable.Range(0, 400).Select(_ => random.Next(9) / 8f).ToArray();
        double[][] quality = [[.. scores.Select(_ => (double)random.Next(2))], [.. scores.Select(_ => (double)random.Next(2))]];
        var fitted = new AutoMixLearner(Sigma: 0.5).Fit(new TrainingSet(Features(scores), quality, true), 1, default);
        float[] grid = [.. Enumerable.Range(0, 9).Select(bin => bin / 8f)];

        var gains = fitted.Score(Features(grid), new string[9]);

        var greedy = Enumerable.Range(0, 9).OrderByDescending(bin => Reference(scores, quality, 8, 0.5, grid[bin])).ToArray();
        for (var taken = 1; taken <= 9; taken++)
        {
            var threshold = gains[greedy[taken - 1]];
            int[] escalated = [.. Enumerable.Range(0, 9).Where(bin => gains[bin] >= threshold)];
            CollectionAssert.AreEquivalent(greedy[..taken], escalated);
        }
    }

    [TestMethod]
    [DataRow(1.5f, 8, 2.0, "the verification score of a training query is 1.5")]
    [DataRow(-0.1f, 8, 2.0, "the verification score of a training query is -0.1")]
    [DataRow(0.5f, 0, 2.0, "bins of the automix learner is 0")]
    [DataRow(0.5f, 8, -1.0, "sigma -1")]
    [DataRow(0.5f, 8, double.NaN, "sigma NaN")]
    public void Fit_WhatIsNotAllowed_SaysSo(float score, int bins, double sigma, string expected)
    {
        var set = new TrainingSet(Features([score]), [[0], [1]], true);
        var fault = Assert.ThrowsExactly<UsageException>(() => new AutoMixLearner(Bins: bins, Sigma: sigma).Fit(set, 1, default));
        StringAssert.Contains(fault.Message, expected);
    }

    [TestMethod]
    public void Fit_Pool_IsRefused()
    {
        var set = new TrainingSet(Features([0.5f]), [[0], [1], [1]], false);
        StringAssert.Contains(
            Assert.ThrowsExactly<UsageException>(() => new AutoMixLearner().Fit(set, 1, default)).Message, "there are 3; name a pair");
    }

    // Every training query votes at every bin, weighted by the distance of its own bin; then the two bins around the score.
    private static double Reference(float[] scores, double[][] quality, int bins, double sigma, double asked)
    {
        double Gain(int bin)
        {
            var (sum, weight) = (0.0, 0.0);
            for (var row = 0; row < scores.Length; row++)
            {
                var gain = quality[1][row] - quality[0][row];
                var own = (int)Math.Floor((scores[row] * (double)bins) + 0.5);
                var kernel = own == bin ? 1 : sigma == 0 ? 0 : Math.Exp(-(own - bin) * (own - bin) / (2 * sigma * sigma));
                if (!double.IsNaN(gain))
                {
                    (sum, weight) = (sum + (kernel * gain), weight + kernel);
                }
            }

            return weight > 1e-12 ? sum / weight : Enumerable.Range(0, scores.Length)
                .Select(row => quality[1][row] - quality[0][row]).Where(gain => !double.IsNaN(gain)).Average();
        }

        var place = Math.Clamp(asked, 0, 1) * bins;
        var left = Math.Min((int)place, bins - 1);
        return Gain(left) + ((place - left) * (Gain(left + 1) - Gain(left)));
    }

    private static FeatureMatrix Features(float[] scores) =>
        new(FeatureMatrix.Empty(scores.Length).Sparse, new DenseMatrix(scores, scores.Length, 1)) { ScoreNames = ["verified"] };
}

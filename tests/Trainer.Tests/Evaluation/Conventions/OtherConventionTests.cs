using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;

namespace Trainer.Tests.Evaluation.Conventions;

[TestClass]
public sealed class OtherConventionTests
{
    [TestMethod]
    public void Wandb_DistinctScores_EqualsTheTutorialsSteps()
    {
        var random = new Trainer.Features.SeededRandom(5);
        const int n = 317;
        double[] weak = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(2))];
        double[] strong = [.. Enumerable.Range(0, n).Select(_ => 1.0)];
        double[] scores = [.. weak.Select(w => random.NextDouble() - (0.3 * w))];
        var result = WandbConvention.Of(new PairOutcomes(weak, strong), scores);

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(row => scores[row])];
        var accuracy = Enumerable.Range(1, 1_000).Select(k =>
            Enumerable.Range(0, n).Average(rank => rank < k * n / 1_000 ? strong[order[rank]] : weak[order[rank]])).ToArray();
        double Naive(double part)
        {
            var target = weak.Average() + (part * (1 - weak.Average()));
            var distance = accuracy.Select(a => Math.Round(Math.Abs(a - target), 12)).ToArray();
            return (Array.IndexOf(distance, distance.Min()) + 1) / 1_000.0;
        }

        Assert.AreEqual(Naive(0.5), result.Cpt50);
        Assert.AreEqual(Naive(0.8), result.Cpt80);
        Assert.IsTrue(result.Cpt50 < result.Cpt80);
    }

    [TestMethod]
    public void Aiq_Toy_GivesGoldenNumbers()
    {
        CostQuality[] a = [new(1, .5), new(2, .6), new(3, .9), new(4, .8), new(6, .95)];
        CostQuality[] b = [new(1, .55), new(2, .7), new(4, .85)];
        var aiq = RouterBenchAiq.Of(a, b);
        CollectionAssert.AreEqual(new CostQuality[] { new(1, .5), new(3, .9), new(6, .95) }, aiq[0].Hull.ToArray());
        CollectionAssert.AreEqual(b, aiq[1].Hull.ToArray());
        Assert.AreEqual(.695833, aiq[0].AsCoded, 5e-7);
        Assert.AreEqual(.645833, aiq[1].AsCoded, 5e-7);
        Assert.AreEqual(.835, aiq[0].AsPublished, 1e-12);
        Assert.AreEqual(.775, aiq[1].AsPublished, 1e-12);
    }

    [TestMethod]
    public void Aiq_OneCost_HasNoRange() => Assert.IsTrue(double.IsNaN(RouterBenchAiq.Of([new CostQuality(2, 0.5)])[0].AsPublished));

    [TestMethod]
    public void OptimalCurve_GradedGains_EqualsTheBestSubset() => PairCase.Check(pair =>
    {
        var optimal = new OptimalCurve(pair.Outcomes);
        for (var calls = 0; calls <= pair.Weak.Length; calls++)
        {
            var best = pair.Weak.Sum() + pair.Strong.Zip(pair.Weak, (s, w) => Math.Max(0, s - w)).OrderDescending().Take(calls).Sum();
            Assert.AreEqual(best / pair.Weak.Length, optimal.AtCalls(calls), 1e-12);
        }
    });
}

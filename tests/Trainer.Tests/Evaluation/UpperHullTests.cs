using FsCheck;
using FsCheck.Fluent;
using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class UpperHullTests
{
    [TestMethod]
    public void QualityAt_RandomPoints_IsTheBestMixtureOfTwo() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new SeededRandom((ulong)seed);
            CostQuality[] points =
                [.. Enumerable.Range(0, 1 + random.Next(9)).Select(_ => new CostQuality(random.Next(8), random.Next(8)))];
            var hull = UpperHull.Of(points);
            for (var cost = points.Min(p => p.Cost); cost <= 9; cost += 0.25)
            {
                Assert.AreEqual(NaiveQualityAt(points, cost), UpperHull.QualityAt(hull, cost), 1e-9);
            }

            Assert.IsTrue(
                hull.Zip(hull.Skip(1)).All(pair => pair.First.Cost < pair.Second.Cost && pair.First.Quality < pair.Second.Quality));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void QualityAt_CheaperThanEverything_AsksForTheCheapestsQuality() =>
        Assert.AreEqual(0.4, UpperHull.QualityAt(UpperHull.Of([new(2, 0.4), new(3, 0.9)]), 1));

    // Money may be left unspent, so a cheaper mixture counts too.
    private static double NaiveQualityAt(CostQuality[] points, double cost) =>
        points.SelectMany(a => points.Select(b => (a, b))).Where(pair => pair.a.Cost <= cost).Max(pair =>
        {
            var (a, b) = pair;
            var part = b.Cost <= cost ? 1 : (cost - a.Cost) / (b.Cost - a.Cost);
            return Math.Max(a.Quality, a.Quality + (part * (b.Quality - a.Quality)));
        });
}

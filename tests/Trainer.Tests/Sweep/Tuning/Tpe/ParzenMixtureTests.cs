using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Learners.Settings;
using Trainer.Sweep.Tuning.Tpe;

namespace Trainer.Tests.Sweep.Tuning.Tpe;

[TestClass]
public sealed class ParzenMixtureTests
{
    private static readonly Domain[] Domains =
    [
        new RealDomain(0, 1, Digits: 9), new RealDomain(0.01, 100, IsLog: true, Digits: 9), new IntegerDomain(2, 7),
        new IntegerDomain(1, 12, IsLog: true), ChoiceDomain.Of("a", "b", "c"),
    ];

    [TestMethod]
    public void TheDensity_IsTheOneOfASlowReference()
    {
        foreach (var count in new[] { 0, 1, 2, 7, 26, 40 })
        {
            var points = Points(count, seed: 1);
            var mixture = new ParzenMixture(Domains, points);
            foreach (var point in Points(8, seed: 2).Concat(points.Take(3)))
            {
                var expected = ParzenReference.Density(Domains, points, point);
                Assert.AreEqual(1, mixture.Density(point) / expected, 1e-6, $"{count} points");
            }
        }
    }

    [TestMethod]
    public void ADensityOfOneDimension_HasAMassOfOne()
    {
        foreach (var domain in Domains)
        {
            foreach (var count in new[] { 0, 1, 30 })
            {
                var place = Array.IndexOf(Domains, domain);
                var mixture = new ParzenMixture([domain], [.. Points(count, seed: 3).Select(point => new[] { point[place] })]);
                double sum = 0;
                const int Steps = 20_000;
                if (domain.Count is null)
                {
                    // RealDomain rounds to digits, so the density of the unrounded place is asked for.
                    var real = (RealDomain)domain;
                    for (var i = 0; i < Steps; i++)
                    {
                        var share = (i + 0.5) / Steps;
                        var value = real.IsLog
                            ? real.Low * Math.Pow(real.High / real.Low, share)
                            : real.Low + (share * (real.High - real.Low));
                        sum += mixture.Density([value]) / Steps;
                    }
                }
                else
                {
                    var low = (domain as IntegerDomain)?.Low ?? 0;
                    sum = Enumerable.Range(low, domain.Count.Value).Sum(value => mixture.Density([value]));
                }

                Assert.AreEqual(1, sum, 1e-6, $"{domain}, {count} points");
            }
        }
    }

    [TestMethod]
    public void DrawnPoints_AreAsFrequentAsTheDensitySays()
    {
        Domain[] domains = [Domains[3], Domains[4]];
        var mixture = new ParzenMixture(domains, [.. Points(6, seed: 4).Select(point => point[3..])]);
        var random = new SeededRandom(5);
        const int Draws = 60_000;
        var counts = Enumerable.Range(0, Draws).Select(_ => mixture.Draw(random)).CountBy(point => (point[0], point[1]))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        double chi = 0;
        for (var whole = 1; whole <= 12; whole++)
        {
            for (var choice = 0; choice < 3; choice++)
            {
                var expected = Draws * mixture.Density([whole, choice]);
                chi += Math.Pow(counts.GetValueOrDefault((whole, choice)) - expected, 2) / expected;
            }
        }

        Assert.IsTrue(chi < 67, $"χ² {chi} with 35 degrees of freedom; 67 is exceeded once in a thousand times");
    }

    [TestMethod]
    public void OldPointsWeighLess_OnceThereAreMoreThan25()
    {
        var few = new ParzenMixture(Domains, Points(24, seed: 1)).Weights;
        CollectionAssert.AreEqual(Enumerable.Repeat(1 / 25.0, 25).ToArray(), few);

        // 28 points: 1/28, then half way to 1, then 1; the newest 25 and the prior 1.
        var many = new ParzenMixture(Domains, Points(28, seed: 1)).Weights;
        Assert.AreEqual(29, many.Length);
        Assert.AreEqual(1 / 28.0, many[0] / many[28], 1e-12);
        Assert.AreEqual((1 + (1 / 28.0)) / 2, many[1] / many[28], 1e-12);
        Assert.IsTrue(many.Skip(2).All(weight => weight == many[28]));
        Assert.AreEqual(1, many.Sum(), 1e-12);
    }

    [TestMethod]
    public void Widths_AreTheLargerGap_WithinTheirBounds()
    {
        // Sorted: 0.1, 0.2, 0.5 (the prior), 0.9. The outermost take their inner gap alone; no width is below 1/5.
        var kernels = new OrderedKernels(new RealDomain(0, 1), [0.9, 0.1, 0.2]);
        AreClose([0.4, 0.2, 0.3, 1], kernels.Widths);
        AreClose([1 / 3.0, 1], new OrderedKernels(new RealDomain(0, 1), [0.5]).Widths);
        AreClose([1], new OrderedKernels(new RealDomain(0, 1), []).Widths);
    }

    [TestMethod]
    public void TheNormalDistribution_IsTheTabulatedOne()
    {
        foreach (var (z, expected) in new[]
        {
            (-3.2, 0.0006871379379158471), (-0.5, 0.3085375387259869), (0, 0.5), (0.1, 0.539827837277029), (1.96, 0.9750021048517795),
            (6, 0.9999999990134123), (40, 1), (-40, 0),
        })
        {
            Assert.AreEqual(expected, StandardNormal.Cdf(z), 1e-15);
        }
    }

    private static double[][] Points(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Array.ConvertAll(Domains, domain => domain.FromUnit(random.NextDouble())))];
    }

    private static void AreClose(double[] expected, IEnumerable<double> found)
    {
        var widths = found.ToArray();
        Assert.AreEqual(expected.Length, widths.Length);
        for (var i = 0; i < widths.Length; i++)
        {
            Assert.AreEqual(expected[i], widths[i], 1e-12);
        }
    }
}

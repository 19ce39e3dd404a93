using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class ClusterBootstrapTests
{
    private static readonly int[] Cluster = [7, 7, 3, 3, 3, 9, 1, 9, 0, 5, 5, 8];
    private static readonly double[] Values = [0.1, 0.9, 0.3, 0.3, 1.0, 0.2, 0.8, 0.5, 0.0, 0.7, 0.4, 1.0];

    [TestMethod]
    public void Draw_AnyResample_DrawsAsManyClustersAsThereAre()
    {
        var bootstrap = new ClusterBootstrap(Cluster, 1);
        var drawn = new int[bootstrap.Clusters];
        var totals = new int[bootstrap.Clusters];
        for (var b = 0; b < 7_000; b++)
        {
            bootstrap.Draw(b, drawn);
            Assert.AreEqual(7, drawn.Sum());
            totals = [.. totals.Zip(drawn, (total, times) => total + times)];
        }

        Assert.IsTrue(totals.All(total => total is > 6_700 and < 7_300), string.Join(' ', totals));
    }

    [TestMethod]
    public void Percentile_MeanOfRows_EqualsExpandedRows()
    {
        const int resamples = 200;
        var bootstrap = new ClusterBootstrap(Cluster, 11);
        var fast = bootstrap.Percentile(1, (weights, values) => values[0] = WeightedMean(weights), resamples)[0];

        int[] order = [.. Cluster.Distinct()];
        var drawn = new int[order.Length];
        var naive = new List<double>();
        for (var b = 0; b < resamples; b++)
        {
            bootstrap.Draw(b, drawn);
            var rows = order.SelectMany((name, c) =>
                Enumerable.Repeat(Enumerable.Range(0, Cluster.Length).Where(row => Cluster[row] == name), drawn[c]).SelectMany(r => r));
            naive.Add(rows.Average(row => Values[row]));
        }

        naive.Sort();
        Assert.AreEqual(Values.Average(), fast.Value, 1e-12);
        Assert.AreEqual(naive[0], fast.Bound(0), 1e-12);
        Assert.AreEqual(naive[^1], fast.Bound(1), 1e-12);
        Assert.AreEqual((naive[99] + naive[100]) / 2, fast.Bound(0.5), 1e-12);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    public void Percentile_AnyNumberOfWorkers_GivesTheSameBits(int workers)
    {
        var bootstrap = new ClusterBootstrap(Cluster, 11);
        var alone = bootstrap.Percentile(1, (weights, values) => values[0] = WeightedMean(weights), 200)[0];
        var shared = bootstrap.Percentile(1, () => (weights, values) => values[0] = WeightedMean(weights), 200, workers)[0];
        foreach (var level in new[] { 0, 0.025, 0.31, 0.975, 1 })
        {
            Assert.AreEqual(alone.Bound(level), shared.Bound(level));
        }
    }

    [TestMethod]
    public void Means_SameSeed_SharesResamplesWithPercentile()
    {
        var bootstrap = new ClusterBootstrap(Cluster, 5);
        var percentile = bootstrap.Percentile(1, (weights, values) => values[0] = WeightedMean(weights), 300)[0];
        var means = bootstrap.Means([Values], 300).Of(values => values[0]);
        foreach (var level in new[] { 0, 0.025, 0.31, 0.975, 1 })
        {
            Assert.AreEqual(percentile.Bound(level), means.Bound(level), 1e-12);
        }
    }

    [TestMethod]
    public void Mean_SkewedValues_HasBcaBoundsByTheBook()
    {
        const int resamples = 2_000;
        var random = new SeededRandom(3);
        double[] values = [.. Enumerable.Range(0, 40).Select(_ => Math.Exp(1.5 * random.NextGaussian()))];
        int[] cluster = [.. Enumerable.Range(0, 40).Select(row => row / 2)];
        var means = new ClusterBootstrap(cluster, 4).Means([values], resamples);
        var fast = means.Mean(0);

        // Efron 1987, in plain steps.
        var percentile = means.Of(m => m[0]);
        var replicates = Enumerable.Range(0, resamples).Select(i => percentile.Bound(i / (resamples - 1.0))).ToArray();
        var z0 = StandardNormal.Quantile(replicates.Count(r => r < values.Average()) / (double)resamples);
        double[] without = [.. Enumerable.Range(0, 20).Select(c => values.Where((_, row) => cluster[row] != c).Average())];
        var u = without.Select(value => without.Average() - value).ToArray();
        var a = u.Sum(x => x * x * x) / (6 * Math.Pow(u.Sum(x => x * x), 1.5));
        foreach (var level in new[] { 0.025, 0.05, 0.975 })
        {
            var z = z0 + StandardNormal.Quantile(level);
            var expected = percentile.Bound(StandardNormal.Cdf(z0 + (z / (1 - (a * z)))));
            Assert.AreEqual(expected, fast.Bound(level), 1e-9);
        }

        Assert.IsTrue(a > 0.02, "The values must be skewed, or the test says nothing.");
        Assert.IsTrue(fast.Bound(0.975) > percentile.Bound(0.975), "BCa reaches further into the long tail.");
    }

    [TestMethod]
    public void StandardError_SingletonClusters_IsTheTextbookOne()
    {
        var means = new ClusterBootstrap([.. Enumerable.Range(0, Values.Length)], 1).Means([Values], 10);
        var mean = Values.Average();
        var variance = Values.Sum(v => (v - mean) * (v - mean)) / (Values.Length - 1);
        Assert.AreEqual(Math.Sqrt(variance / Values.Length), means.StandardError(0), 1e-12);
    }

    [TestMethod]
    public void Mean_ManySamples_CoversTheTruthAboutNinetyFivePercent()
    {
        var random = new SeededRandom(17);
        var covered = 0;
        for (var run = 0; run < 400; run++)
        {
            // Pairs of rows share most of their noise: rows taken as independent would cover far less.
            double[] shared = [.. Enumerable.Range(0, 60).Select(_ => random.NextGaussian())];
            double[] values = [.. Enumerable.Range(0, 120).Select(row => shared[row / 2] + (0.2 * random.NextGaussian()))];
            int[] cluster = [.. Enumerable.Range(0, 120).Select(row => row / 2)];
            var estimate = new ClusterBootstrap(cluster, (ulong)run).Means([values], 400).Estimate(0);
            covered += estimate.Low <= 0 && 0 <= estimate.High ? 1 : 0;
        }

        Assert.IsTrue(covered is >= 364 and <= 394, $"{covered} of 400 intervals cover the true mean.");
    }

    [TestMethod]
    public void Estimate_OneCluster_HasNoInterval()
    {
        var bootstrap = new ClusterBootstrap([4, 4, 4], 1);
        var mean = bootstrap.Means([[0.0, 1, 1]], 50).Estimate(0);
        var metric = bootstrap.Percentile(1, (_, values) => values[0] = 3, 50)[0].ToEstimate(3);
        Assert.IsTrue(double.IsNaN(mean.Low) && double.IsNaN(mean.High) && double.IsNaN(metric.Low));
        Assert.AreEqual((2 / 3.0, 3.0), (mean.Value, metric.Value));
    }

    [TestMethod]
    public void Bound_ManyUndefinedReplicates_IsUndefined()
    {
        double[] Some(int undefined) => [.. Enumerable.Range(0, 1_000).Select(i => i < undefined ? double.NaN : i)];
        Assert.IsTrue(double.IsNaN(new Replicates(5, Some(26)).Bound(0.5)));
        Assert.AreEqual(512, new Replicates(5, Some(25)).Bound(0.5), 1e-9);
    }

    private static double WeightedMean(ReadOnlySpan<int> weights)
    {
        double sum = 0, count = 0;
        for (var row = 0; row < weights.Length; row++)
        {
            (sum, count) = (sum + (weights[row] * Values[row]), count + weights[row]);
        }

        return sum / count;
    }
}

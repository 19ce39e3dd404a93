using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Learners.Baselines;
using Trainer.Sweep;
using Trainer.Sweep.Selection;

namespace Trainer.Tests.Sweep.Selection;

[TestClass]
public sealed class SelectionBiasTests
{
    [TestMethod]
    public void Of_PairTrials_EqualsTheSlowWay()
    {
        var problem = Tables.Problem(Tables.Random(90, 2, 3, missing: 0.05), isPair: true);
        var folds = new Splitter(problem.Table).KFold(Enumerable.Range(0, 90).ToArray(), 2, 1);
        var objective = new Objective(problem, folds, new ObjectiveOptions());
        var random = new SeededRandom(5);
        float[][] scores = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 90).Select(_ => random.Next(30) / 10f).ToArray())];
        int[] clusters = [.. Enumerable.Range(0, 90).Select(row => row % 4 == 0 ? row / 8 : -1)];
        const int Resamples = 60;
        var bootstrap = objective.Bootstrap(clusters, 7);
        var trials = ResampledObjectives.Of([.. scores.Select(raw => objective.Linearised((new ConstantLearner(), raw)))], bootstrap, Resamples);
        var found = SelectionBias.Of(trials);

        // Resamples as lists of rows, every curve from scratch.
        (double Area, double Gap) Parts(float[] raw, TableSplit fold, Func<int, int> times)
        {
            int[] rows = [.. fold.Test.Where(row => objective.Rows.Contains(row)).SelectMany(row => Enumerable.Repeat(row, times(row)))];
            var gain = Array.ConvertAll(rows, row => problem.Table.Quality(1)[row] - problem.Table.Quality(0)[row]);
            var groups = rows.Select((row, i) => (Score: raw[row], Gain: gain[i])).GroupBy(pair => pair.Score).OrderByDescending(group => group.Key);
            var (area, height) = (0.0, 0.0);
            foreach (var group in groups)
            {
                var rise = group.Sum(pair => pair.Gain) / rows.Length;
                area += group.Count() * (height + (rise / 2)) / rows.Length;
                height += rise;
            }

            return (area, height);
        }

        double Expanded(float[] raw, Func<int, int> times) => folds.Average(fold =>
        {
            var ((area, gap), (wholeArea, wholeGap)) = (Parts(raw, fold, times), Parts(raw, fold, _ => 1));
            return (wholeArea / wholeGap) + ((area - (wholeArea / wholeGap * gap)) / wholeGap);
        });
        var all = Array.ConvertAll(scores, raw => objective.PerFold(new ConstantLearner(), raw).Average());
        var (gains, means, wins) = (new List<double>(), new List<double>(), new double[5]);
        for (var b = 0; b < Resamples; b++)
        {
            var drawn = new int[bootstrap.Clusters];
            bootstrap.Draw(b, drawn);
            int[] keys = [.. objective.Rows.Select(row => clusters[row] < 0 ? -1 - row : clusters[row])];
            int[] distinct = [.. keys.Distinct()];
            int Times(int row) => drawn[Array.IndexOf(distinct, keys[Array.IndexOf(objective.Rows, row)])];
            var inBag = Array.ConvertAll(scores, raw => Expanded(raw, Times));
            var outOfBag = Array.ConvertAll(scores, raw => Expanded(raw, row => Times(row) == 0 ? 1 : 0));
            for (var t = 0; t < 5; t++)
            {
                Assert.AreEqual(inBag[t], trials.InBag[t][b], 1e-12);
                Assert.AreEqual(outOfBag[t], trials.OutOfBag[t][b], 1e-12);
            }

            var winner = Array.IndexOf(inBag, inBag.Max());
            wins[winner] += 1.0 / Resamples;
            gains.Add(outOfBag[winner] - outOfBag.Average());
            means.Add(outOfBag.Average());
        }

        var corrected = all.Average() + gains.Average();
        Assert.AreEqual(Array.IndexOf(all, all.Max()), found.Best);
        Assert.AreEqual(corrected, found.Corrected.Value, 1e-12);
        Assert.AreEqual(all.Max() - corrected, found.Optimism.Value, 1e-12);
        Assert.AreEqual(objective.Rows.Length, found.Corrected.N);
        double[] sorted = [.. gains.Zip(means, (gain, mean) => gain + mean + all.Average() - means.Average()).Order()];
        Assert.AreEqual(Quantile.Of(sorted, 0.025), found.Corrected.Low, 1e-12);
        Assert.AreEqual(Quantile.Of(sorted, 0.975), found.Corrected.High, 1e-12);
        for (var t = 0; t < 5; t++)
        {
            Assert.AreEqual(wins[t], found.WinShares[t], 1e-12);
        }
    }

    [TestMethod]
    public void Of_EquallyGoodNoisyTrials_FindsTheBiasOfTheMaximumAndCoversTheTruth()
    {
        // Every trial's value is 0.5 + noise of deviation 1 per query: the best of 20 means of 400 is expected 1.867 / 20 too high.
        const int Trials = 20, Rows = 400, Studies = 40;
        var random = new SeededRandom(3);
        var (optimism, corrected, covered) = (0.0, 0.0, 0);
        for (var study = 0; study < Studies; study++)
        {
            double[][] values = [.. Enumerable.Range(0, Trials).Select(_ => Enumerable.Range(0, Rows).Select(_ => 0.5 + random.NextGaussian()).ToArray())];
            var found = SelectionBias.Of(ResampledObjectives.Of(
                [.. values.Select(Mean)], new ClusterBootstrap(Enumerable.Range(0, Rows).ToArray(), (ulong)study), 200));
            optimism += found.Optimism.Value / Studies;
            corrected += found.Corrected.Value / Studies;
            covered += found.Corrected.Low <= 0.5 && found.Corrected.High >= 0.5 ? 1 : 0;
            Assert.AreEqual(1, found.WinShares.Sum(), 1e-9);
        }

        Assert.AreEqual(1.867 / 20, optimism, 0.025);
        Assert.AreEqual(0.5, corrected, 0.025);
        Assert.IsGreaterThanOrEqualTo(36, covered);
    }

    [TestMethod]
    public void Of_EquallyGoodNoisyApgr_IsRightThoughOutOfBagAreasDiffer()
    {
        const int Trials = 12, Rows = 240, Studies = 25;
        var random = new SeededRandom(8);

        // Weak is right in half, strong in 80 %; scores know a little of who is right, all trials equally much.
        (double[] Weak, double[] Strong) Draw(int rows)
        {
            double[] weak = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.5 ? 1.0 : 0)];
            return (weak, [.. weak.Select(_ => random.NextDouble() < 0.8 ? 1.0 : 0)]);
        }

        float[] Scores((double[] Weak, double[] Strong) data) =>
            [.. data.Weak.Zip(data.Strong, (weak, strong) => (float)((0.5 * (strong - weak)) + random.NextGaussian()))];
        var many = Draw(100_000);
        var truth = new CostQualityCurve(new PairOutcomes(many.Weak, many.Strong), [.. Scores(many).Select(score => (double)score)]).Apgr();
        var (expected, found, level) = (0.0, 0.0, 0.0);
        for (var study = 0; study < Studies; study++)
        {
            var data = Draw(Rows);
            var problem = Tables.Problem(
                Tables.Of(["weak", "strong"], [.. data.Weak.Select((_, i) => $"query {i}")], [.. data.Weak.Zip(data.Strong, (w, s) => new[] { w, s })]),
                isPair: true);
            var folds = new Splitter(problem.Table).KFold(Enumerable.Range(0, Rows).ToArray(), 3, 1);
            var objective = new Objective(problem, folds, new ObjectiveOptions());
            var trials = ResampledObjectives.Of(
                [.. Enumerable.Range(0, Trials).Select(_ => objective.Linearised((new ConstantLearner(), Scores(data))))],
                objective.Bootstrap([.. Enumerable.Repeat(-1, Rows)], (ulong)study),
                150);
            var bias = SelectionBias.Of(trials);
            Assert.IsTrue(bias.Corrected.Low < bias.Corrected.Value && bias.Corrected.Value < bias.Corrected.High);
            found += bias.Optimism.Value / Studies;
            expected += (trials.Values.Max() - trials.Values.Average()) / Studies;
            level += bias.Corrected.Value / Studies;
        }

        Assert.IsGreaterThan(0.03, expected, "the noise is worth correcting");
        Assert.AreEqual(expected, found, 0.35 * expected);
        Assert.AreEqual(truth, level, 0.05);
    }

    [TestMethod]
    public void Of_OneTrial_HasNoOptimism()
    {
        var random = new SeededRandom(2);
        double[] values = [.. Enumerable.Range(0, 50).Select(_ => random.NextGaussian())];
        var found = SelectionBias.Of(ResampledObjectives.Of([Mean(values)], new ClusterBootstrap(Enumerable.Range(0, 50).ToArray(), 1), 100));
        Assert.AreEqual(0, found.Optimism.Value, 1e-12);
        Assert.AreEqual(values.Average(), found.Corrected.Value, 1e-12);
        Assert.IsLessThan(found.Corrected.High, found.Corrected.Low);
    }

    [TestMethod]
    public void Of_OneCluster_HasNoInterval()
    {
        var found = SelectionBias.Of(ResampledObjectives.Of([Mean([1, 2, 3]), Mean([1, 1, 1])], new ClusterBootstrap([4, 4, 4], 1), 20));
        Assert.AreEqual(double.NaN, found.Corrected.Low);
    }

    internal static Func<ReadOnlySpan<int>, double> Mean(double[] values) => weights =>
    {
        double sum = 0, count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
            count += weights[i];
        }

        return sum / count;
    };
}

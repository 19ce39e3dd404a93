using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Replay;
using Trainer.Replay.Results;
using Trainer.Replay.Streams;

namespace Trainer.Tests.Replay;

[TestClass]
public sealed class ReplayMeasuresTests
{
    private static readonly ReplayOptions Options = new() { Budget = 0.01, MaxLatency = 5, Resamples = 200 };

    [TestMethod]
    public void Weighted_Quantile_IsThatOfTheRepeatedValues()
    {
        var random = new SeededRandom(1);
        for (var trial = 0; trial < 200; trial++)
        {
            double[] sorted = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => random.NextDouble()).Order()];
            int[] weights = [.. sorted.Select(_ => random.Next(4))];
            double[] repeated = [.. sorted.SelectMany((value, i) => Enumerable.Repeat(value, weights[i]))];
            foreach (var probability in new[] { 0, 0.3, 0.95, 0.99, 1 })
            {
                var expected = repeated.Length == 0 ? double.NaN : Quantile.Of(repeated, probability);
                Assert.AreEqual(expected, ReplayMeasures.Weighted(sorted, weights, probability), 1e-12);
            }
        }
    }

    [TestMethod]
    public void Of_Queries_EqualsMeansAndSharesWrittenOut()
    {
        var (log, outcomes) = Log();
        var all = Enumerable.Range(0, log.Count).ToArray();
        var found = new ReplayMeasures(log, Options).Of(Made.Contender(null, [], Made.Table(1, 1, 1)), 0, "all", null, all);
        Assert.AreEqual(outcomes.Average(o => o.Outcome.Quality), found.Quality.Value, 1e-12);
        Assert.AreEqual(outcomes.Average(o => o.Outcome.CostUsd), found.CostUsd.Value, 1e-12);
        var known = outcomes.Select(o => o.Outcome.LatencySeconds).Where(seconds => !double.IsNaN(seconds)).Order().ToArray();
        Assert.AreEqual(known.Average(), found.LatencySeconds.Value, 1e-12);
        Assert.AreEqual(Quantile.Of(known, 0.95), found.LatencyP95.Value, 1e-12);
        Assert.AreEqual(Quantile.Of(known, 0.99), found.LatencyP99.Value, 1e-12);
        Assert.AreEqual(known.Count(seconds => seconds > 5) / (double)known.Length, found.LateShare.Value, 1e-12);
        Assert.AreEqual(log.Count - known.Length, found.UnknownLatencies);
        Assert.AreEqual(known.Length, found.LateShare.N);
        var windows = outcomes.GroupBy(o => (int)(o.Time / 10)).Select(w => w.Average(o => o.Outcome.CostUsd) > 0.01).ToArray();
        Assert.AreEqual(windows.Count(over => over) / (double)windows.Length, found.WindowsOverBudget.Value, 1e-12);
        Assert.AreEqual(windows.Length, found.WindowsOverBudget.N);
        Assert.AreEqual(found.CostUsd.Value > 0.01, found.IsOverBudget);
        foreach (var estimate in new[] { found.Quality, found.CostUsd, found.LatencyP95, found.LateShare, found.WindowsOverBudget })
        {
            Assert.IsTrue(estimate.Low < estimate.Value && estimate.Value < estimate.High, estimate.ToString());
        }
    }

    [TestMethod]
    public void Windows_OfALog_EqualGroupsByTime()
    {
        var (log, outcomes) = Log();
        var windows = new ReplayMeasures(log, Options).Windows(Made.Contender(null, [], Made.Table(1, 1, 1)), 0).ToArray();
        var groups = outcomes.GroupBy(o => (int)(o.Time / 10)).OrderBy(group => group.Key).ToArray();
        Assert.HasCount(groups.Length, windows);
        foreach (var (window, group) in windows.Zip(groups))
        {
            Assert.AreEqual((group.Key, group.Key * 10.0, group.Count()), (window.Window, window.Start, window.N));
            Assert.AreEqual(group.Average(o => o.Outcome.Quality), window.Quality, 1e-12);
            Assert.AreEqual(group.Average(o => o.Outcome.CostUsd), window.CostUsd, 1e-12);
            Assert.AreEqual(group.Average(o => o.Outcome.CostUsd) > 0.01, window.IsOverBudget);
        }
    }

    [TestMethod]
    public void Of_UnknownCosts_AreUndefinedNotFree()
    {
        var log = new ReplayLog(1, 10);
        log.Add(new Arrival(0, 1, 0, 0, 1), 0, 0, new Outcome(1, 0.02, double.NaN));
        log.Add(new Arrival(1, 11, 0, 1, 1), 0, 0, new Outcome(0, double.NaN, double.NaN));
        var found = new ReplayMeasures(log, Options).Of(Made.Contender(null, [], Made.Table(1, 1, 1)), 0, "all", null, [0, 1]);
        Assert.AreEqual(0.5, found.Quality.Value);
        Assert.AreEqual(double.NaN, found.CostUsd.Value);
        Assert.AreEqual(double.NaN, found.LateShare.Value);
        Assert.AreEqual(2, found.UnknownLatencies);
        Assert.IsNull(found.IsOverBudget);
    }

    [TestMethod]
    public void StreamingEce_OfPredictions_IsThatOfTheWholeEvaluation()
    {
        var random = new SeededRandom(2);
        double[] predicted = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble()), 0, 1];
        double[] observed = [.. predicted.Select(p => random.NextDouble() < p * p ? 1.0 : 0)];
        var ece = new StreamingEce();
        foreach (var (p, y) in predicted.Zip(observed))
        {
            ece.Add(p, y);
        }

        var ones = new int[predicted.Length];
        Array.Fill(ones, 1);
        Assert.AreEqual(new CalibrationMeasures(predicted, observed).Ece(ones), ece.Value, 1e-12);
        ece.Add(1.5, 1);
        Assert.AreEqual(double.NaN, ece.Value);
        Assert.AreEqual(double.NaN, new StreamingEce().Value);
    }

    private static (ReplayLog Log, List<(double Time, Outcome Outcome)> Outcomes) Log()
    {
        var random = new SeededRandom(1);
        var log = new ReplayLog(1, 10);
        var outcomes = new List<(double, Outcome)>();
        var time = 0.0;
        for (var i = 0; i < 300; i++)
        {
            time += random.NextDouble() * (i % 40 == 0 ? 50 : 2);
            var latency = i % 17 == 0 ? double.NaN : 10 * random.NextDouble();
            var outcome = new Outcome(random.NextDouble(), 0.02 * random.NextDouble(), latency);
            log.Add(new Arrival(i, time, 0, i, 1), i % 3, 0, outcome);
            outcomes.Add((time, outcome));
        }

        return (log, outcomes);
    }
}

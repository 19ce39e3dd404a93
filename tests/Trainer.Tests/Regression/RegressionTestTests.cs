using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Regression;

namespace Trainer.Tests.Regression;

[TestClass]
public sealed class RegressionTestTests
{
    [TestMethod]
    [DataRow(0.5, 0.01, nameof(CheckVerdict.Improved))]
    [DataRow(0.0, 0.30, nameof(CheckVerdict.Unchanged))]
    [DataRow(0.0, 0.01, nameof(CheckVerdict.Inconclusive))]
    [DataRow(-0.5, 0.01, nameof(CheckVerdict.Regressed))]
    [DataRow(-0.5, 0.90, nameof(CheckVerdict.Unchanged), DisplayName = "worse for certain, yet within the margin")]
    public void Judge_SymmetricReplicates_FollowsTheRule(double shift, double margin, string expected)
    {
        // Replicates uniform on shift ± 0.2: L = shift - 0.19, B = shift - 0.18, U = shift + 0.19.
        double[] replicates = [.. Enumerable.Range(0, 401).Select(i => shift - 0.2 + (i / 1_000.0))];
        var (improvement, within) = (new Replicates(shift, replicates), new Replicates(shift + margin, [.. replicates.Select(d => d + margin)]));
        Assert.AreEqual(expected, NonInferiority.Judge(improvement.Level(0), 1 - improvement.Level(0), within).ToString());
    }

    [TestMethod]
    public void Judge_NothingChanged_IsUnchangedEvenWithoutMargin()
    {
        var input = Input([0, 1, 1, 0], [0, 1, 1, 0]);
        var report = RegressionTest.Run(input, Asked(0));
        Assert.AreEqual(CheckVerdict.Unchanged, report.Verdict);
        Assert.IsTrue(report.Passed);
        Assert.IsEmpty(report.Flips);
        Assert.IsNull(report.Checks[0].QueriesNeeded);
    }

    [TestMethod]
    public void Run_EqualRouters_SeldomCallsThemDifferent()
    {
        var verdicts = Simulate(400, loss: 0, margin: 0.05);
        Assert.IsTrue(verdicts[CheckVerdict.Improved] is >= 2 and <= 20, $"improved {verdicts[CheckVerdict.Improved]} of 400, 10 expected");
        Assert.IsTrue(verdicts[CheckVerdict.Regressed] <= 20, $"regressed {verdicts[CheckVerdict.Regressed]} of 400, at most 10 expected");
    }

    [TestMethod]
    public void Run_LossOfExactlyTheMargin_PassesAtMostOnceInTwenty()
    {
        var verdicts = Simulate(400, loss: 0.08, margin: 0.08);
        var passed = verdicts[CheckVerdict.Improved] + verdicts[CheckVerdict.Unchanged];
        Assert.IsTrue(passed is >= 8 and <= 34, $"passed {passed} of 400, 20 expected");
    }

    [TestMethod]
    public void Run_LossOfTheDetectableEffect_IsNotPassedFourTimesInFive()
    {
        // A true loss of 0 under a margin of exactly the detectable effect must be shown harmless in about 80 %.
        var random = new SeededRandom(8);
        var shown = 0;
        for (var run = 0; run < 300; run++)
        {
            var input = Draw(random, 300, loss: 0);
            var effect = RegressionTest.Run(input, new() { Resamples = 500 }).Checks[0].MinimumDetectableEffect;
            var verdict = RegressionTest.Run(input, Asked(effect) with { Resamples = 500 }).Verdict;
            shown += verdict is CheckVerdict.Unchanged or CheckVerdict.Improved ? 1 : 0;
        }

        Assert.IsTrue(shown is >= 217 and <= 263, $"{shown} of 300 shown, 240 expected");
    }

    [TestMethod]
    public void Run_CheaperAtEqualQuality_ImprovesCost()
    {
        var random = new SeededRandom(4);
        double[] quality = [.. Enumerable.Range(0, 200).Select(_ => (double)random.Next(2))];
        double[] old = [.. quality.Select(_ => 2 + random.NextDouble())];
        var report = RegressionTest.Run(Input(quality, quality, old, [.. old.Select(cost => cost - 1)]));
        var cost = Cost(report);
        Assert.AreEqual(CheckVerdict.Improved, cost.Verdict);
        Assert.AreEqual(-1, cost.Difference.Value, 1e-9);
        Assert.AreEqual(0.05 * old.Average(), cost.Margin, 1e-9);
        Assert.AreEqual(CheckVerdict.Improved, report.Verdict);
    }

    [TestMethod]
    public void Run_DearerBeyondTheMargin_Regresses()
    {
        double[] quality = [.. Enumerable.Repeat(1.0, 100)];
        double[] old = [.. Enumerable.Range(0, 100).Select(i => 1 + (i % 7))];
        var report = RegressionTest.Run(Input(quality, quality, old, [.. old.Select(cost => 1.2 * cost)]));
        Assert.AreEqual(CheckVerdict.Regressed, Cost(report).Verdict);
        Assert.IsFalse(report.Passed);
    }

    [TestMethod]
    public void Run_TooFewQueries_IsInconclusiveAndSaysHowManyAreNeeded()
    {
        // Seven gained, eight lost, of sixty.
        var input = Input(
            [.. Enumerable.Range(0, 60).Select(row => row < 7 ? 0.0 : 1)],
            [.. Enumerable.Range(0, 60).Select(row => row is >= 7 and < 15 ? 0.0 : 1)]);
        var report = RegressionTest.Run(input);
        var check = report.Checks[0];
        Assert.AreEqual(CheckVerdict.Inconclusive, check.Verdict);
        Assert.IsTrue(check.MinimumDetectableEffect > 0.01);
        Assert.AreEqual(60 * Math.Pow(check.MinimumDetectableEffect / 0.01, 2), check.QueriesNeeded!.Value, 1);
        StringAssert.Contains(check.Explanation, "not enough data");
        Assert.IsTrue(report.Passed);
        Assert.IsFalse(RegressionTest.Run(input, new() { InconclusiveFails = true }).Passed);
    }

    [TestMethod]
    public void Run_MissingValues_IsNotComputedAndFails()
    {
        var report = RegressionTest.Run(Input([0, 1, double.NaN], [1, 1, 1]));
        Assert.AreEqual(CheckVerdict.NotComputed, report.Verdict);
        StringAssert.Contains(report.Checks[0].Explanation, "missing on 1 of 3");
        Assert.IsFalse(report.Passed);
        Assert.AreEqual(CheckVerdict.NotComputed, Cost(RegressionTest.Run(Input([0, 1], [0, 1], [1, 1]))).Verdict);
        Assert.AreEqual(CheckVerdict.NotComputed, RegressionTest.Run(Input([0], [0])).Verdict);
        Assert.AreEqual(CheckVerdict.NotComputed, RegressionTest.Run(Input([], [])).Verdict);
    }

    [TestMethod]
    public void Run_DifferentLengths_Throws()
    {
        var input = Input([0, 1], [0, 1]);
        Assert.ThrowsExactly<ArgumentException>(() => RegressionTest.Run(input with { Queries = [new("a", "")] }));
    }

    [TestMethod]
    public void Flips_ChangedChoices_AreOrderedByLossThenCost()
    {
        var input = new RegressionInput(
            [.. "abcde".Select(id => new Query($"{id}", "", $"of {id}"))],
            ["small", "large"],
            new([0, 1, 1, 0, 1], [0, 1, 1, 1, 1], [1, 9, 9, 1, 9]),
            new([1, 1, 0, 1, 0], [1, 1, 0, 1, 0], [9, 9, 2, 9, 1]));
        var flips = RegressionTest.Run(input, new() { Resamples = 100 }).Flips;
        CollectionAssert.AreEqual(new[] { "c", "e", "d", "a" }, flips.Select(flip => flip.QueryId).ToArray());
        Assert.AreEqual(("large", "small", -1.0, -7.0), (flips[0].BaselineModel, flips[0].CandidateModel, flips[0].QualityChange, flips[0].CostChangeUsd));
        CollectionAssert.AreEqual(new[] { "domain=of c" }, flips[0].Slices.ToArray());
    }

    [TestMethod]
    [DataRow(1, 7, 0.0391)]
    [DataRow(7, 1, 0.0391)]
    [DataRow(5, 5, 1)]
    [DataRow(0, 0, 1)]
    [DataRow(0, 6, 0.015625)]
    public void McNemar_KnownCounts_GivesMidP(int onlyBaseline, int onlyCandidate, double expected) =>
        Assert.AreEqual(expected, new McNemarTest(onlyBaseline, onlyCandidate).MidP(), 5e-5);

    [TestMethod]
    public void McNemar_AnySmallCounts_EqualsTheSumOverAllOutcomes()
    {
        for (var b = 0; b <= 8; b++)
        {
            for (var c = 0; b + c <= 12; c++)
            {
                var (n, k) = (b + c, Math.Min(b, c));
                double below = 0, at = 0;
                for (var coins = 0; coins < 1 << n; coins++)
                {
                    var heads = System.Numerics.BitOperations.PopCount((uint)coins);
                    below += heads < k ? 1 : 0;
                    at += heads == k ? 1 : 0;
                }

                Assert.AreEqual(Math.Min(1, ((2 * below) + at) / (1 << n)), new McNemarTest(b, c).MidP(), 1e-12);
            }
        }
    }

    [TestMethod]
    public void McNemar_GradedQuality_IsNotApplicable()
    {
        Assert.IsNull(McNemarTest.Of([0, 0.5], [1, 1]));
        Assert.AreEqual(new McNemarTest(1, 2), McNemarTest.Of([1, 0, 0, 1, 0], [0, 1, 1, 1, 0]));
    }

    [TestMethod]
    public void McNemar_ManyDiscordantPairs_HasTheStatisticToo()
    {
        Assert.IsNull(new McNemarTest(12, 12).ChiSquare);
        Assert.AreEqual(14.0 * 14 / 35, new McNemarTest(25, 10).ChiSquare!.Value, 1e-12);
        Assert.AreEqual(0, new McNemarTest(13, 13).ChiSquare);
    }

    [TestMethod]
    public void Run_BetterIsAsked_EqualIsNotEnough()
    {
        var options = Asked(1) with { Metrics = new() { Quality = new() { Require = Requirement.Better }, Cost = null } };
        var equal = RegressionTest.Run(Input([0, 1, 1, 0], [0, 1, 1, 0]), options);
        Assert.IsFalse(equal.Passed);
        StringAssert.Contains(equal.Checks[0].Explanation, "not shown to be better");
        var better = RegressionTest.Run(Input([.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? 0.0 : 1)], [.. Enumerable.Repeat(1.0, 40)]), options);
        Assert.IsTrue(better.Passed);
    }

    [TestMethod]
    public void Run_WhatIsAskedIsAbsent_FailsUnlessOptional()
    {
        RegressionReport Run(bool optional) => RegressionTest.Run(
            Input([0, 1, 1], [0, 1, 1]), new() { Metrics = new() { Cost = new() { Optional = optional }, P95Latency = new() { Optional = optional } } });
        Assert.AreEqual(CheckVerdict.NotComputed, Run(false).Verdict);
        Assert.IsFalse(Run(false).Passed);
        Assert.AreEqual(CheckVerdict.Unchanged, Run(true).Verdict);
        Assert.HasCount(2, Run(true).Checks.Where(check => check is { Require: not null, Verdict: CheckVerdict.NotApplicable }).ToArray());
        Assert.IsFalse(RegressionTest.Run(Input([0, 1], [0, 1]), new() { Metrics = new() { Quality = null, Cost = new() { Optional = true } } }).Passed,
            "nothing was asked that could be answered");
    }

    [TestMethod]
    public void Run_OneSliceIsWorse_RegressesThereOnly()
    {
        double[] old = [.. Enumerable.Repeat(1.0, 400)];
        double[] now = [.. Enumerable.Range(0, 400).Select(row => row < 40 && row % 4 != 0 ? 0.0 : 1)];
        var input = Input(old, now) with { Queries = [.. Enumerable.Range(0, 400).Select(row => new Query($"q{row}", "", $"d{row / 40}"))] };
        var report = RegressionTest.Run(input, new()
        {
            Metrics = new() { Quality = new() { Margin = 0.2, SliceMargin = 0.2 } },
            Slices = new() { By = [SliceKey.Domain] },
        });
        Assert.AreEqual(CheckVerdict.Unchanged, report.Checks[0].Verdict);
        var regressed = report.Checks.Single(check => check.Verdict == CheckVerdict.Regressed);
        Assert.AreEqual(("quality", "domain=d0"), (regressed.Name, regressed.Slice));
        Assert.IsFalse(report.Passed);
        Assert.AreEqual("d0", report.Domains[0].Domain);
        Assert.IsTrue(report.Domains[0].Q < 0.01 && report.Domains[1].Q == 1);
    }

    [TestMethod]
    public void Run_SmallSlice_IsNotApplicable()
    {
        var report = RegressionTest.Run(
            Input([1, 1, 1], [1, 1, 1]) with { Queries = [new("a", "", "x"), new("b", "", "x"), new("c", "", "y")] },
            new() { Metrics = new() { Quality = new() { SliceMargin = 0.1 } }, Slices = new() { By = [SliceKey.Domain], MinimumQueries = 2 } });
        Assert.AreEqual(CheckVerdict.NotApplicable, report.Checks.Single(check => check.Slice == "domain=y").Verdict);
        Assert.AreEqual(CheckVerdict.Unchanged, report.Checks.Single(check => check.Slice == "domain=x").Verdict);
        Assert.IsTrue(report.Passed);
    }

    [TestMethod]
    public void Run_SlowerTail_RegressesTheTailOnly()
    {
        var random = new SeededRandom(2);
        double[] old = [.. Enumerable.Range(0, 1000).Select(_ => 1 + random.NextDouble())];
        double[] now = [.. old.Select((seconds, row) => row % 10 == 0 ? seconds + 3 : seconds)];
        var quality = Enumerable.Repeat(1.0, 1000).ToArray();
        var input = Input(quality, quality);
        input = input with
        {
            Baseline = input.Baseline with { LatencySeconds = old },
            Candidate = input.Candidate with { LatencySeconds = now },
        };
        var gate = new MetricGate { Margin = 0.2, Unit = MarginUnit.Share };
        var report = RegressionTest.Run(input, new() { Metrics = new() { MedianLatency = gate, P95Latency = gate } });
        RegressionCheck Of(string name) => report.Checks.Single(check => check.Name == name);
        Assert.AreEqual(CheckVerdict.Unchanged, Of("median latency").Verdict);
        Assert.AreEqual(CheckVerdict.Regressed, Of("p95 latency").Verdict);
        Assert.AreEqual(Quantile.Of([.. old.Order()], 0.95), Of("p95 latency").Baseline.Value, 1e-12);
        Assert.AreEqual(Quantile.Of([.. now.Order()], 0.5), Of("median latency").Candidate.Value, 1e-12);
        Assert.AreEqual(now.Average() / old.Average(), Of("mean latency").Ratio!.Value.Value, 1e-12);
    }

    [TestMethod]
    public void Run_OneScoreRanksBetter_IsShownByAucAndApgr()
    {
        var random = new SeededRandom(14);
        double[] weak = new double[500], strong = new double[500], good = new double[500], bad = new double[500];
        for (var row = 0; row < 500; row++)
        {
            good[row] = random.NextDouble();
            bad[row] = random.NextDouble();
            (weak[row], strong[row]) = (random.NextDouble() < 1 - good[row] ? 1 : 0, 1);
        }

        var outcomes = new PoolOutcomes([weak, strong], [[.. weak.Select(_ => 1.0)], [.. weak.Select(_ => 10.0)]]);
        ScoredQueries Scored(double[] scores) => new(["w", "s"], true, outcomes, [scores]);
        var input = Input(strong, strong);
        input = input with { Baseline = input.Baseline with { Scored = Scored(bad) }, Candidate = input.Candidate with { Scored = Scored(good) } };
        var gate = new MetricGate { Require = Requirement.Better };
        var report = RegressionTest.Run(input, new() { Metrics = new() { Apgr = gate, Auc = gate, AreaOverHull = gate, CalibrationError = gate }, CurveResamples = 200 });
        foreach (var name in new[] { "APGR", "AUC", "area over the hull", "calibration error" })
        {
            Assert.AreEqual(CheckVerdict.Improved, report.Checks.Single(check => check.Name == name).Verdict, name);
        }

        var auc = report.Checks.Single(check => check.Name == "AUC");
        var areas = DeLong.Of(bad, good, [.. weak.Select(quality => quality == 0)]);
        Assert.AreEqual(areas.Difference.Bound(0.025), auc.Difference.Low, 1e-12);
        Assert.AreEqual(areas.Second, auc.Candidate.Value, 1e-12);
    }

    private static RegressionCheck Cost(RegressionReport report) => report.Checks.Single(check => check.Name == "cost");

    private static RegressionOptions Asked(double margin) => new() { Metrics = new() { Quality = new() { Margin = margin } } };

    private static Dictionary<CheckVerdict, int> Simulate(int runs, double loss, double margin)
    {
        var random = new SeededRandom(21);
        var verdicts = Enum.GetValues<CheckVerdict>().ToDictionary(verdict => verdict, _ => 0);
        for (var run = 0; run < runs; run++)
        {
            var options = Asked(margin) with { Resamples = 1_000, Seed = (ulong)run };
            verdicts[RegressionTest.Run(Draw(random, 200, loss), options).Verdict]++;
        }

        return verdicts;
    }

    // Right half the time; a quarter of the queries change, downwards by the loss more often than upwards.
    private static RegressionInput Draw(SeededRandom random, int rows, double loss)
    {
        var (baseline, candidate) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var u = random.NextDouble();
            baseline[row] = random.Next(2);
            candidate[row] = baseline[row];
            if (u < 0.25)
            {
                baseline[row] = u < 0.125 + (loss / 2) ? 1 : 0;
                candidate[row] = 1 - baseline[row];
            }
        }

        return Input(baseline, candidate);
    }

    private static RegressionInput Input(
        double[] baseline, double[] candidate, double[]? baselineCost = null, double[]? candidateCost = null) => new(
        [.. baseline.Select((_, row) => new Query($"q{row}", ""))],
        ["only"],
        new(new int[baseline.Length], baseline, baselineCost),
        new(new int[candidate.Length], candidate, candidateCost));
}

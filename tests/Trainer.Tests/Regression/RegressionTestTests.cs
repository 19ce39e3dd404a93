using Trainer.Evaluation;
using Trainer.Features;
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
        Assert.AreEqual(expected, NonInferiority.Judge(new Replicates(shift, replicates), margin).ToString());
    }

    [TestMethod]
    public void Judge_NothingChanged_IsUnchangedEvenWithoutMargin()
    {
        var input = Input([0, 1, 1, 0], [0, 1, 1, 0]);
        var report = RegressionTest.Run(input, new() { QualityMargin = 0 });
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
            var verdict = RegressionTest.Run(input, new() { Resamples = 500, QualityMargin = effect }).Verdict;
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
        var cost = report.Checks[1];
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
        Assert.AreEqual(CheckVerdict.Regressed, report.Checks[1].Verdict);
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
        Assert.AreEqual(CheckVerdict.NotComputed, RegressionTest.Run(Input([0, 1], [0, 1], [1, 1])).Checks[1].Verdict);
        Assert.AreEqual(CheckVerdict.NotComputed, RegressionTest.Run(Input([0], [0])).Verdict);
        Assert.AreEqual(CheckVerdict.NotComputed, RegressionTest.Run(Input([], [])).Verdict);
    }

    [TestMethod]
    public void Run_DifferentLengths_Throws()
    {
        var input = Input([0, 1], [0, 1]);
        Assert.ThrowsExactly<ArgumentException>(() => RegressionTest.Run(input with { QueryIds = ["a"] }));
    }

    [TestMethod]
    public void Flips_ChangedChoices_AreOrderedByLossThenCost()
    {
        var input = new RegressionInput(
            ["a", "b", "c", "d", "e"],
            ["small", "large"],
            new([0, 1, 1, 0, 1], [0, 1, 1, 1, 1], [1, 9, 9, 1, 9]),
            new([1, 1, 0, 1, 0], [1, 1, 0, 1, 0], [9, 9, 2, 9, 1]));
        var flips = RegressionTest.Run(input, new() { Resamples = 100 }).Flips;
        CollectionAssert.AreEqual(new[] { "c", "e", "d", "a" }, flips.Select(flip => flip.QueryId).ToArray());
        Assert.AreEqual(new Flip("c", "large", "small", -1, -7), flips[0]);
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

    private static Dictionary<CheckVerdict, int> Simulate(int runs, double loss, double margin)
    {
        var random = new SeededRandom(21);
        var verdicts = Enum.GetValues<CheckVerdict>().ToDictionary(verdict => verdict, _ => 0);
        for (var run = 0; run < runs; run++)
        {
            var options = new RegressionOptions { QualityMargin = margin, Resamples = 1_000, Seed = (ulong)run };
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
        [.. baseline.Select((_, row) => $"q{row}")],
        ["only"],
        new(new int[baseline.Length], baseline, baselineCost),
        new(new int[candidate.Length], candidate, candidateCost));
}

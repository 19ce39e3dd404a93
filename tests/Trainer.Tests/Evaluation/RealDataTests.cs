using System.Globalization;
using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;

namespace Trainer.Tests.Evaluation;

/// <summary>Golden numbers on RouteLLM's published tables.</summary>
[TestClass]
public sealed class RealDataTests
{
    private static readonly double[] Tenths = [.. Enumerable.Range(0, 11).Select(i => i / 10.0)];

    [TestMethod]
    public void Mmlu_Decontaminated_GivesGoldenNumbers() => Golden(
        RouteLlmTables.Mmlu(),
        [8_816, 2_496, 742, 1_983],
        68.0915,
        80.5870,
        85.8730,
        [68.0915, 78.0915, 85.8730, 85.8730],
        84.205813,
        1.289607,
        6.2478,
        9.9964);

    [TestMethod]
    public void Mmlu_AScoreThatKnowsTheGain_HasTheAreaThatCountsGive()
    {
        // Three tie groups: 2,496 queries gain, 10,799 do not matter, 742 lose.
        var outcomes = RouteLlmTables.Mmlu();
        double[] scores = [.. outcomes.StrongQuality.Zip(outcomes.WeakQuality, (strong, weak) => (1 + strong - weak) / 2)];
        var report = PairEvaluation.Run(outcomes, scores, [new("gain", 0.75)], new() { CurveResamples = 200, MeanResamples = 2_000 });
        double n = 14_037, gap = 1_754, gain = 2_496, equal = 10_799, loss = 742;
        Assert.AreEqual(((gain * gain / 2) + (equal * gain) + (loss * (gain + gap) / 2)) / (n * gap), report.Pair!.Apgr.Value, 1e-9);
        Assert.AreEqual(gap / n, report.Pair.Gap.Value, 1e-9);
        Assert.IsTrue(report.Pair.Gap.Low > 0.11 && report.Pair.Gap.High < 0.14);
        Assert.AreEqual(gain / n, report.Pair.Cpt50.Value, 1e-9, "a threshold cannot cut the group");
        Assert.AreEqual(0.858730, report.OperatingPoints[0].Quality.Value, 5e-7, "the oracle");
        Assert.AreEqual(0.858730 / 0.805870, report.OperatingPoints[0].QualityKept!.Value.Value, 5e-6);
        Assert.AreEqual(1, report.Pair.RankAuc.Value, 1e-12);
    }

    [TestMethod]
    public void Gsm8k_Decontaminated_GivesGoldenNumbers() => Golden(
        RouteLlmTables.Gsm8k(),
        [739, 382, 94, 92],
        63.7337,
        85.7689,
        92.9610,
        [63.7337, 73.7337, 83.7337, 92.9610, 92.9610],
        88.654170,
        1.130937,
        11.0176,
        17.6282);

    [TestMethod]
    [DataRow(
        false,
        new[] { 8.3406, 8.8094, 9.0719, 9.2063, 9.2562, 9.3063, 9.3281, 9.3281, 9.3281, 9.3281, 9.3281 },
        DisplayName = "as coded: 80 questions")]
    [DataRow(
        true,
        new[] { 8.2812, 8.8021, 9.0729, 9.2083, 9.2569, 9.3125, 9.3160, 9.3160, 9.3160, 9.3160, 9.3160 },
        DisplayName = "72 questions")]
    public void MtBench_OptimalCurve_GivesGoldenNumbers(bool decontaminated, double[] golden)
    {
        var optimal = new OptimalCurve(RouteLlmTables.MtBench(decontaminated));
        for (var i = 0; i < golden.Length; i++)
        {
            // RouteLLM counts calls of 72 questions, whichever curve it draws.
            Assert.AreEqual(golden[i], optimal.AtCalls(Math.Floor(72 * Tenths[i])), 5.0001e-5);
        }
    }

    [TestMethod]
    [DataRow("lr_char3_diff", 0.684, 7.6, 25.0, 55.8, 0.688, 0.640)]
    [DataRow("lr_word12_diff", 0.676, 7.0, 26.5, 56.7, 0.681, 0.638)]
    [DataRow("lr_word12_needs", 0.657, 7.2, 27.2, 58.8, 0.664, 0.654)]
    public void PeerScores_FixedSplit_GivesPublishedNumbers(
        string column, double apgr10, double cpt20, double cpt50, double cpt80, double apgr, double auc)
    {
        var (outcomes, scores) = PeerScores(column);
        Assert.AreEqual(2_809, outcomes.Rows);
        Assert.AreEqual(504, outcomes.NeedsStrong().Count(needs => needs));

        var coded = RouteLlmConvention.Of(outcomes, scores);
        Assert.AreEqual(apgr10, Math.Round(coded.Apgr, 3));
        Assert.AreEqual((cpt20, cpt50, cpt80), (Percent(coded.Cpt20), Percent(coded.Cpt50), Percent(coded.Cpt80)));

        var order = new ScoreOrder(scores);
        Assert.AreEqual(apgr, Math.Round(new CostQualityCurve(outcomes, order).Apgr(), 3));
        var ones = new int[outcomes.Rows];
        Array.Fill(ones, 1);
        Assert.AreEqual(auc, Math.Round(new RankAuc(order, outcomes.NeedsStrong()).Value(ones), 3));
    }

    [TestMethod]
    [DataRow("lr_char3_diff", 7.0, 25.0, 54.9)]
    [DataRow("lr_word12_diff", 6.0, 25.5, 56.8)]
    [DataRow("lr_word12_needs", 6.1, 26.0, 58.5)]
    public void PeerScores_FewTies_HaveTheirCptAtTheNextCall(string column, double cpt20, double cpt50, double cpt80)
    {
        // The published values are where the polyline first crosses, ours the first threshold behind: one call, or a small tie, later.
        var (outcomes, scores) = PeerScores(column);
        var curve = new CostQualityCurve(outcomes, scores);
        foreach (var (published, ours) in new[] { (cpt20, curve.Cpt(0.2)), (cpt50, curve.Cpt(0.5)), (cpt80, curve.Cpt(0.8)) })
        {
            Assert.AreEqual(published, 100 * ours, 0.05 + (100 * 2 / 2_809.0));
        }
    }

    [TestMethod]
    public void PeerScores_ManyTies_GiveTheIndependentlyComputedArea()
    {
        // 95 distinct scores of a nearest-neighbour mean; both areas were computed by a separate program.
        var (outcomes, scores) = PeerScores("knn200_svd256");
        Assert.AreEqual(95, new ScoreOrder(scores).Groups);
        Assert.AreEqual(0.6614522956949954, new CostQualityCurve(outcomes, scores).Apgr(), 1e-12);
        Assert.AreEqual(0.6563359317593372, RouteLlmConvention.Of(outcomes, scores).Apgr, 1e-12);
    }

    private static void Golden(
        PairOutcomes outcomes,
        int[] counts,
        double weak,
        double strong,
        double oracle,
        double[] optimalCurve,
        double auc,
        double apgr,
        double cpt50,
        double cpt80)
    {
        int Count(double s, double w) =>
            Enumerable.Range(0, outcomes.Rows).Count(row => (outcomes.StrongQuality[row], outcomes.WeakQuality[row]) == (s, w));
        CollectionAssert.AreEqual(counts, new[] { Count(1, 1), Count(1, 0), Count(0, 1), Count(0, 0) });
        Assert.AreEqual(weak, 100 * outcomes.WeakQuality.Average(), 5e-5);
        Assert.AreEqual(strong, 100 * outcomes.StrongQuality.Average(), 5e-5);
        Assert.AreEqual(oracle, 100 * new Decisions(outcomes.Pool, Baselines.Oracle(outcomes.Pool)).Quality.Average(), 5e-5);

        var optimal = new OptimalCurve(outcomes);
        CurvePoint[] points = [.. Tenths.Select(share => new CurvePoint(0, share, optimal.AtShare(share), null))];
        for (var i = 0; i < points.Length; i++)
        {
            Assert.AreEqual(optimalCurve[Math.Min(i, optimalCurve.Length - 1)], 100 * points[i].Quality, 5e-5);
        }

        var coded = RouteLlmConvention.Of(points, outcomes.WeakQuality.Average(), outcomes.StrongQuality.Average());
        Assert.AreEqual(auc, 100 * coded.Auc, 5e-7);
        Assert.AreEqual(apgr, coded.Apgr, 5e-7);
        Assert.AreEqual(cpt50, 100 * optimal.Cpt(0.5), 5e-5);
        Assert.AreEqual(cpt80, 100 * optimal.Cpt(0.8), 5e-5);
    }

    private static (PairOutcomes Outcomes, double[] Scores) PeerScores(string column)
    {
        var lines = File.ReadAllLines(SharedData.Path("mmlu_splits/peer_scores.csv"));
        var index = Array.IndexOf(lines[0].Split(','), column);
        var split = lines.Skip(1).Select(line => line.Split(',')).Where(fields => fields[0] == "42").ToList();
        var all = RouteLlmTables.Mmlu(decontaminated: false);
        int[] rows = [.. split.Select(fields => int.Parse(fields[1], CultureInfo.InvariantCulture))];
        return (
            new([.. rows.Select(row => all.WeakQuality[row])], [.. rows.Select(row => all.StrongQuality[row])]),
            [.. split.Select(fields => double.Parse(fields[index], CultureInfo.InvariantCulture))]);
    }

    private static double Percent(double share) => Math.Round(100 * share, 1);
}

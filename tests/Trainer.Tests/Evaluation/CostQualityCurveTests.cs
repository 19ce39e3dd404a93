using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class CostQualityCurveTests
{
    [TestMethod]
    public void Toy_TwentyItems_GivesGoldenNumbers()
    {
        var (outcomes, scores) = Toy.Sweep();
        var curve = new CostQualityCurve(outcomes, scores);
        Assert.AreEqual(0.45, curve.WeakQuality, 1e-12);
        Assert.AreEqual(0.90, curve.StrongQuality, 1e-12);
        Assert.AreEqual(0.680556, curve.Apgr(), 5e-7);
        Assert.AreEqual((0.10, 0.30, 0.55), (curve.Cpt(0.2), curve.Cpt(0.5), curve.Cpt(0.8)));
    }

    [TestMethod]
    public void Points_RandomTies_EqualEveryThresholdTriedInTurn() => PairCase.Check(pair =>
    {
        var curve = new CostQualityCurve(pair.Outcomes, pair.Scores);
        var naive = NaiveCurve(pair);
        Assert.AreEqual(naive.Count, curve.Points);
        for (var point = 0; point < naive.Count; point++)
        {
            Assert.AreEqual(naive[point].Share, curve.StrongShare(point), 1e-12);
            Assert.AreEqual(naive[point].Quality, curve.Quality(point), 1e-12);
            Assert.AreEqual(naive[point].Threshold, curve[point].Setting);
        }
    });

    [TestMethod]
    public void Metrics_RandomTies_EqualTheNaiveCurves() => PairCase.Check(pair =>
    {
        var curve = new CostQualityCurve(pair.Outcomes, pair.Scores);
        var naive = NaiveCurve(pair);
        var (weak, strong) = (naive[0].Quality, naive[^1].Quality);
        if (pair.Strong.Sum() - pair.Weak.Sum() <= 1e-9)
        {
            Assert.IsTrue(double.IsNaN(curve.Apgr()) && double.IsNaN(curve.Cpt(0.5)) && double.IsNaN(curve.Pgr(0.5)));
            return;
        }

        var area = Enumerable.Range(1, naive.Count - 1)
            .Sum(i => (naive[i].Share - naive[i - 1].Share) * (naive[i].Quality + naive[i - 1].Quality) / 2);
        Assert.AreEqual((area - weak) / (strong - weak), curve.Apgr(), 1e-9);
        foreach (var pgr in new[] { 0.21, 0.52, 0.83 })
        {
            Assert.AreEqual(naive.First(point => (point.Quality - weak) / (strong - weak) >= pgr).Share, curve.Cpt(pgr), 1e-12);
        }

        var at = naive.FindIndex(1, point => point.Share >= 0.37);
        var part = (0.37 - naive[at - 1].Share) / (naive[at].Share - naive[at - 1].Share);
        var quality = naive[at - 1].Quality + (part * (naive[at].Quality - naive[at - 1].Quality));
        Assert.AreEqual((quality - weak) / (strong - weak), curve.Pgr(0.37), 1e-9);
    });

    [TestMethod]
    public void Weigh_RandomWeights_EqualsRowsRepeated() => PairCase.Check(pair =>
    {
        var curve = new CostQualityCurve(pair.Outcomes, pair.Scores);
        curve.Weigh(pair.Weights);
        var expanded = pair.Expanded();
        var reference = new CostQualityCurve(expanded.Outcomes, expanded.Scores);
        Assert.AreEqual(reference.Apgr(), curve.Apgr(), 1e-9);
        Assert.AreEqual(reference.PaperApgr(), curve.PaperApgr(), 1e-9);
        Assert.AreEqual(reference.Cpt(0.52), curve.Cpt(0.52), 1e-12);
    });

    [TestMethod]
    public void Apgr_ScoresReversed_SumsToOne() => PairCase.Check(pair =>
    {
        var apgr = new CostQualityCurve(pair.Outcomes, pair.Scores).Apgr();
        var reversed = new CostQualityCurve(pair.Outcomes, [.. pair.Scores.Select(score => -score)]).Apgr();
        Assert.AreEqual(double.IsNaN(apgr) ? double.NaN : 1, apgr + reversed, 1e-9);
    });

    [TestMethod]
    public void Apgr_ConstantScore_IsACoin()
    {
        var curve = new CostQualityCurve(new PairOutcomes([0, 1, 0, 0], [1, 1, 1, 0]), [0.3, 0.3, 0.3, 0.3]);
        Assert.AreEqual(2, curve.Points);
        Assert.AreEqual(0.5, curve.Apgr(), 1e-15);
        Assert.AreEqual(0.55, curve.PaperApgr(), 1e-15);
        Assert.AreEqual(1, curve.Cpt(0.2));
        Assert.IsTrue(double.IsNaN(curve.Cpt(1.01)));
    }

    [TestMethod]
    public void Point_CostsKnown_IsTheMeanCostOfTheChosenModels()
    {
        var curve = new CostQualityCurve(new PairOutcomes([0, 1], [1, 1], [1, 2], [10, 20]), [0.1, 0.9]);
        Assert.AreEqual(new CurvePoint(double.PositiveInfinity, 0, 0.5, 1.5), curve[0]);
        Assert.AreEqual(new CurvePoint(0.9, 0.5, 0.5, 10.5), curve[1]);
        Assert.AreEqual(new CurvePoint(0.1, 1, 1, 15), curve[2]);
        var plane = new CostQuality[3];
        curve.Plane(plane);
        CollectionAssert.AreEqual(new CostQuality[] { new(15, 1), new(10.5, 0.5), new(1.5, 0.5) }, plane);
    }

    [TestMethod]
    public void Constructor_MissingScore_Throws()
    {
        var outcomes = new PairOutcomes([0, 1], [1, 1]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new CostQualityCurve(outcomes, [0.1, double.NaN])).Message, "row 1");
        Assert.ThrowsExactly<ArgumentException>(() => new CostQualityCurve(outcomes, [0.1]));
    }

    private static List<(double Threshold, double Share, double Quality)> NaiveCurve(PairCase pair) =>
        [.. pair.Scores.Append(double.PositiveInfinity).Distinct().OrderDescending().Select(threshold => (
            threshold,
            pair.Scores.Average(score => score >= threshold ? 1.0 : 0.0),
            Enumerable.Range(0, pair.Weak.Length).Average(row => pair.Scores[row] >= threshold ? pair.Strong[row] : pair.Weak[row])))];
}

using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;

namespace Trainer.Tests.Evaluation.Conventions;

[TestClass]
public sealed class RouteLlmConventionTests
{
    [TestMethod]
    public void Toy_TwentyItems_GivesGoldenNumbers()
    {
        var (outcomes, scores) = Toy.Sweep();
        var result = RouteLlmConvention.Of(outcomes, scores);
        double[] golden = [45, 55, 60, 70, 75, 80, 85, 85, 85, 90, 90];
        Assert.HasCount(11, result.Points);
        for (var i = 0; i < golden.Length; i++)
        {
            Assert.AreEqual(i / 10.0, result.Points[i].StrongShare!.Value, 1e-12);
            Assert.AreEqual(golden[i], 100 * result.Points[i].Quality, 1e-9);
        }

        Assert.AreEqual(75.25, 100 * result.Auc, 1e-9);
        Assert.AreEqual(0.672222, result.Apgr, 5e-7);
        Assert.AreEqual(9.0, 100 * result.Cpt20, 1e-9);
        Assert.AreEqual(27.5, 100 * result.Cpt50, 1e-9);
        Assert.AreEqual(52.0, 100 * result.Cpt80, 1e-9);
        Assert.IsNull(result.Undefined);
    }

    [TestMethod]
    public void ManyTies_HasNoResultAndSaysWhy()
    {
        var result = RouteLlmConvention.Of(new PairOutcomes([0, 0, 1], [1, 1, 1]), [0.5, 0.5, 0.5]);
        StringAssert.Contains(result.Undefined, "ties");
        Assert.IsTrue(double.IsNaN(result.Apgr) && result.Points.Count == 0);
    }

    [TestMethod]
    public void StrongNoBetter_HasACurveButNoCpt()
    {
        var result = RouteLlmConvention.Of(new PairOutcomes([1, 1, 0], [0, 1, 1]), [0.1, 0.2, 0.3], 2);
        Assert.HasCount(3, result.Points);
        Assert.IsTrue(double.IsNaN(result.Apgr) && double.IsNaN(result.Cpt50));
    }

    // Where the curve falls, numpy.interp's answer depends on its search: the first three segments in turn, then bisection.
    [TestMethod]
    [DataRow(new[] { 0, 0.3, 0.1, 0.4, 1.0 }, 0.2, 0.2 / 0.3 / 4, DisplayName = "found at once in the first segment")]
    [DataRow(
        new[] { 0, 0.1, 0.5, 0.2, 0.3, 1.0 },
        0.4,
        (1 + (0.3 / 0.4)) / 5,
        DisplayName = "second segment, though the curve passes the target again")]
    [DataRow(new[] { 0, 0.1, 0.2, 0.3, 0.9, 0.4, 0.5, 0.6, 0.7, 0.45, 1.0 }, 0.5, 0.6, DisplayName = "bisection over all that is left")]
    [DataRow(new[] { 0, 0.1, 0.2, 0.3, 0.9, 0.4, 0.5, 0.6, 0.7, 0.45, 1.0 }, 0.42, 0.32, DisplayName = "bisection up to x[9] only")]
    public void Cpt_FallingCurve_IsWhatNumpyFinds(double[] quality, double at, double expected)
    {
        CurvePoint[] points = [.. quality.Select((q, i) => new CurvePoint(0, i / (quality.Length - 1.0), q, null))];

        // Gap 2 × at, so that half of it is the target.
        Assert.AreEqual(expected, RouteLlmConvention.Of(points, 0, 2 * at).Cpt50, 1e-12);
    }
}

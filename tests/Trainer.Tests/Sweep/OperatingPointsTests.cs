using Trainer.Calibration;
using Trainer.Calibration.OperatingPoints;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class OperatingPointsTests
{
    [TestMethod]
    public void Calibrate_Pair_GivesEveryShareWithTheMiddleOneFirst()
    {
        var problem = Tables.Problem(Tables.Random(100, 2, 1), isPair: true);
        var scores = Enumerable.Range(0, 100).Select(i => (i + 1) / 128f).ToArray();
        var points = OperatingPoints.Calibrate(problem, scores, new CalibrationOptions { StrongShares = [0.9, 0.125, 0.3, 0.3] }, 0);
        CollectionAssert.AreEqual(new[] { "strong-30", "strong-12.5", "strong-90" }, points.Select(point => point.Name).ToArray());
        Assert.AreEqual(0.3, points[0].AchievedOnTraining, 1e-12);
        Assert.AreEqual(70.5 / 128, points[0].Setting, 1e-7);
        Assert.AreEqual("30% of queries to the strong model", points[0].Wanted);
    }

    [TestMethod]
    public void Calibrate_NamedDefault_StandsFirst()
    {
        var problem = Tables.Problem(Tables.Random(20, 2, 1), isPair: true);
        var points = OperatingPoints.Calibrate(problem, new float[20], new CalibrationOptions { Default = "strong-80" }, 0);
        CollectionAssert.AreEqual(new[] { "strong-80", "strong-20", "strong-50" }, points.Select(point => point.Name).ToArray());
    }

    [TestMethod]
    public void Calibrate_UnknownDefault_NamesTheNearest()
    {
        var problem = Tables.Problem(Tables.Random(20, 2, 1), isPair: true);
        var fault = Assert.ThrowsExactly<UsageException>(
            () => OperatingPoints.Calibrate(problem, new float[20], new CalibrationOptions { Default = "stronk-80" }, 0));
        StringAssert.Contains(fault.Message, "'calibration.default' is 'stronk-80'; did you mean 'strong-80'?");
    }

    [TestMethod]
    public void Calibrate_Wishes_StandBehindTheSharesAndImpossibleOnesAreTold()
    {
        var problem = Tables.Problem(Tables.Random(100, 2, 1), isPair: true);
        var scores = Enumerable.Range(0, 100).Select(i => (i + 1) / 128f).ToArray();
        var told = new List<string>();
        var options = new CalibrationOptions
        {
            StrongShares = [0.5],
            Points = new Dictionary<string, Wish>
            {
                ["few"] = new() { StrongShare = 0.25 },
                ["best"] = new() { Quality = 1 },
                ["strong-50"] = new() { StrongShare = 0.4 },
            },
            Default = "few",
        };
        var points = OperatingPoints.Calibrate(problem, scores, options, 0, told.Add);
        CollectionAssert.AreEqual(new[] { "few", "strong-50" }, points.Select(point => point.Name).ToArray(), "a name of one's own replaces");
        Assert.AreEqual(0.25, points[0].AchievedOnTraining, 1e-12);
        Assert.AreEqual(75.5 / 128, points[0].Setting, 1e-7);
        Assert.IsTrue(points[0].Choice!.Value.Low < points[0].Setting && points[0].Choice!.Value.High > points[0].Setting);
        Assert.AreEqual("40% of queries to the strong model", points[1].Wanted);
        StringAssert.StartsWith(told.Single(), "the operating point 'best' is left out: no threshold reaches a mean quality of 1");
    }

    [TestMethod]
    public void Calibrate_Pool_KeepsEachBudget()
    {
        var problem = Tables.Problem(Tables.Random(100, 3, 1));
        var random = new SeededRandom(2);
        var scores = Enumerable.Range(0, 300).Select(i => (float)random.NextDouble() + (0.1f * (i % 3))).ToArray();
        var costs = problem.MeanCostUsd();
        var points = OperatingPoints.Calibrate(problem, scores, new CalibrationOptions { CostShares = [0.5, 0.2] }, 30);
        CollectionAssert.AreEqual(new[] { "objective", "quality", "cost-20", "cost-50" }, points.Select(point => point.Name).ToArray());
        Assert.AreEqual((30.0, 0.0), (points[0].Setting, points[1].Setting));
        Assert.IsLessThanOrEqualTo(0.2 * costs.Max(), points[2].AchievedOnTraining);
        Assert.IsLessThanOrEqualTo(0.5 * costs.Max(), points[3].AchievedOnTraining);
        Assert.IsGreaterThan(points[3].Setting, points[2].Setting);
        Assert.AreEqual(PoolBudget.Of(problem.Table, scores, costs).MeanCostUsd(30), points[0].AchievedOnTraining);
    }

    [TestMethod]
    public void Calibrate_PoolBudgetOutOfReach_IsLeftOut()
    {
        var problem = Tables.Problem(Tables.Random(50, 2, 1));
        var points = OperatingPoints.Calibrate(problem, new float[100], new CalibrationOptions { CostShares = [0.01] }, 1);
        CollectionAssert.AreEqual(new[] { "objective", "quality" }, points.Select(point => point.Name).ToArray());
    }

    [TestMethod]
    public void Calibrate_PoolWithoutCosts_HasQualityOnly()
    {
        var problem = Tables.Problem(Tables.Of(["a", "b", "c"], ["x", "y"], [[1, 0, 1], [0, 1, 1]]));
        var points = OperatingPoints.Calibrate(problem, new float[6], new CalibrationOptions(), 0);
        Assert.AreEqual(("quality", 0.0, 0.0), (points.Single().Name, points.Single().Setting, points.Single().AchievedOnTraining));
    }
}

using Trainer.Calibration;
using Trainer.Tests.Sweep;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class ScoreCalibrationTests
{
    [TestMethod]
    [DataRow(0.0, 1.0, 1.0)]
    [DataRow(1.0, 0.0, 0.0)]
    [DataRow(1.0, 1.0, 0.5)]
    [DataRow(0.0, 0.0, 0.5)]
    [DataRow(0.2, 0.5, 0.65)]
    [DataRow(double.NaN, 1.0, double.NaN)]
    [DataRow(0.0, double.NaN, double.NaN)]
    public void Target_Pair_IsHalfOfOnePlusGain(double weak, double strong, double expected)
    {
        var problem = Tables.Problem(Tables.Of(["w", "s"], ["a"], [[weak, strong]]), isPair: true);
        Assert.AreEqual(expected, ScoreCalibration.Target(problem, 0, 0), 1e-12);
    }

    [TestMethod]
    public void Target_Pool_IsEachModelsQuality()
    {
        var problem = Tables.Problem(Tables.Of(["a", "b", "c"], ["x"], [[0.1, double.NaN, 0.9]]));
        Assert.AreEqual(0.1, ScoreCalibration.Target(problem, 0, 0));
        Assert.AreEqual(double.NaN, ScoreCalibration.Target(problem, 0, 1));
        Assert.AreEqual(0.9, ScoreCalibration.Target(problem, 0, 2));
    }

    [TestMethod]
    public void Fit_PoolWithMissingOutcomes_FitsEachModelOnItsOwnRows()
    {
        var problem = Tables.Problem(Tables.Random(80, 3, 5, missing: 0.3));
        var raw = Enumerable.Range(0, 240).Select(i => (float)Math.Sin(i)).ToArray();
        var maps = ScoreCalibration.Fit(problem, raw);
        Assert.HasCount(3, maps);
        for (var m = 0; m < 3; m++)
        {
            var rows = Enumerable.Range(0, 80).Where(row => problem.Table.WasRun(row, m)).ToArray();
            Assert.IsTrue(rows.Length is > 30 and < 80);
            var expected = PlattScaling.Fit(
                Array.ConvertAll(rows, row => (double)raw[(row * 3) + m]), Array.ConvertAll(rows, row => problem.Table.Quality(m)[row]));
            Assert.AreEqual(expected, maps[m]);
        }
    }

    [TestMethod]
    public void Fit_ModelThatWasNeverRun_GetsTheNeutralMap()
    {
        var problem = Tables.Problem(Tables.Of(["a", "b"], ["x", "y"], [[1, double.NaN], [0, double.NaN]]));
        Assert.AreEqual(new PlattScaling(1, 0), ScoreCalibration.Fit(problem, [1, 2, 3, 4])[1]);
    }

    [TestMethod]
    public void Apply_Pool_UsesEachColumnsMap()
    {
        PlattScaling[] maps = [new(1, 0), new(2, 1)];
        CollectionAssert.AreEqual(
            new[] { maps[0].Apply(0.1f), maps[1].Apply(0.2f), maps[0].Apply(0.3f), maps[1].Apply(0.4f) },
            ScoreCalibration.Apply(maps, [0.1f, 0.2f, 0.3f, 0.4f], 2));
    }

    [TestMethod]
    public void Apply_CostRatiosBehindTheScores_StayAsTheyAre()
    {
        PlattScaling[] maps = [new(1, 0), new(2, 1)];
        CollectionAssert.AreEqual(
            new[] { maps[0].Apply(0.1f), maps[1].Apply(0.2f), 3f, 4f }, ScoreCalibration.Apply(maps, [0.1f, 0.2f, 3, 4], 4));
    }
}

using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Learners.Baselines;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class ObjectiveTests
{
    private static readonly TableSplit[] Halves = [new([2, 3], [0, 1], []), new([0, 1], [2, 3], [])];

    [TestMethod]
    public void PerFold_Pair_IsTheApgrOfTheCompleteRows()
    {
        var problem = Tables.Problem(Tables.Random(200, 2, 3, missing: 0.1), isPair: true);
        var folds = new Splitter(problem.Table).KFold(Enumerable.Range(0, 200).ToArray(), 4, 1);
        var random = new SeededRandom(5);
        var raw = Enumerable.Range(0, 200).Select(_ => random.Next(40) / 10f).ToArray();
        var objective = new Objective(problem, folds, new ObjectiveOptions());
        var found = objective.PerFold(new ConstantLearner(), raw);
        Assert.HasCount(4, found);
        for (var fold = 0; fold < 4; fold++)
        {
            var rows = folds[fold].Test.Where(row => problem.Table.WasRun(row, 0) && problem.Table.WasRun(row, 1)).ToArray();
            Assert.IsLessThan(folds[fold].Test.Length, rows.Length);
            double[] Column(int model) => Array.ConvertAll(rows, row => problem.Table.Quality(model)[row]);
            var outcomes = new PairOutcomes(Column(0), Column(1));
            Assert.AreEqual(new CostQualityCurve(outcomes, Array.ConvertAll(rows, row => (double)raw[row])).Apgr(), found[fold], 1e-12);
        }

        Assert.AreEqual(("APGR", 0.0), (objective.Name, objective.UsdTradeoff));
    }

    [TestMethod]
    public void PerFold_PairEquallyGood_IsUndefined()
    {
        var problem = Tables.Problem(Tables.Of(["w", "s"], ["a", "b", "c", "d"], [[1, 1], [0, 1], [1, 1], [0, 0]]), isPair: true);
        var found = new Objective(problem, Halves, new()).PerFold(new ConstantLearner(), [1, 2, 3, 4]);
        Assert.AreEqual(0.75, found[0], 1e-12, "PGR rises from 0 to 1 over the first half and stays there");
        Assert.AreEqual(double.NaN, found[1]);
    }

    [TestMethod]
    public void PerFold_PoolWithConstantScores_ByHand()
    {
        // Scores that ignore the query are calibrated to each model's mean of 1/4, 2/4 and 4/4, drawn in to 1/3, 1/2 and 5/6.
        // Mean costs are 1, 2 and 10; the trade-off is 0.5/10 per USD: values are 0.33 − 0.05, 0.5 − 0.1 and 0.83 − 0.5.
        var table = Tables.Of(["a", "b", "c"], ["p", "q", "r", "s"], [[1, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 1]]);
        var problem = Tables.Problem(table.WithCosts([[1, 1, 1, 1], [1, 3, 2, 2], [10, 10, 5, 15]]));
        var objective = new Objective(problem, Halves, new() { CostWeight = 0.5 });
        Assert.AreEqual(0.05, objective.UsdTradeoff, 1e-12);
        var found = objective.PerFold(new ConstantLearner(), [.. Enumerable.Repeat(new[] { 1f, 2f, 3f }, 4).SelectMany(row => row)]);

        // b is chosen everywhere: on the first fold it is right twice at 1 and 3 USD, on the second never at 2 USD.
        Assert.AreEqual(1 - (0.05 * 2), found[0], 1e-12);
        Assert.AreEqual(0 - (0.05 * 2), found[1], 1e-12);
    }

    [TestMethod]
    public void PerFold_Pool_EqualsTheSlowWay()
    {
        var problem = Tables.Problem(Tables.Random(150, 4, 9, missing: 0.05));
        var folds = new Splitter(problem.Table).KFold(Enumerable.Range(0, 150).ToArray(), 3, 1);
        var random = new SeededRandom(1);
        var raw = Enumerable.Range(0, 600).Select(_ => (float)random.NextDouble(-2, 2)).ToArray();
        var objective = new Objective(problem, folds, new() { CostWeight = 0.4 });
        var found = objective.PerFold(new ConstantLearner(), raw);

        var costs = problem.MeanCostUsd();
        Assert.AreEqual(0.4 / costs.Max(), objective.UsdTradeoff, 1e-9);
        var maps = Trainer.Calibration.ScoreCalibration.Fit(problem, raw);
        for (var fold = 0; fold < 3; fold++)
        {
            var values = new List<double>();
            foreach (var row in folds[fold].Test.Where(row => Enumerable.Range(0, 4).All(m => problem.Table.WasRun(row, m))))
            {
                var chosen = Enumerable.Range(0, 4).MaxBy(m => maps[m].Apply(raw[(row * 4) + m]) - (objective.UsdTradeoff * costs[m]));
                values.Add(problem.Table.Quality(chosen)[row] - (objective.UsdTradeoff * problem.Table.CostUsd(chosen)[row]));
            }

            Assert.AreEqual(values.Average(), found[fold], 1e-12);
        }
    }

    [TestMethod]
    public void UsdTradeoff_NoCosts_IsZero()
    {
        var problem = Tables.Problem(Tables.Of(["a", "b", "c"], ["p", "q"], [[1, 0, 1], [0, 1, 1]]));
        Assert.AreEqual(0, new Objective(problem, [], new() { CostWeight = 9 }).UsdTradeoff);
    }

    [TestMethod]
    public void PerFold_NoCompleteRow_IsUndefined()
    {
        var problem = Tables.Problem(Tables.Of(["a", "b", "c"], ["p", "q"], [[1, 0, double.NaN], [0, 1, 1]]));
        var found = new Objective(problem, [new TableSplit([1], [0], []), new TableSplit([0], [1], [])], new()).PerFold(new ConstantLearner(), [0, 0, 1, 0, 0, 1]);
        Assert.AreEqual(double.NaN, found[0]);
        Assert.AreEqual(1, found[1]);
    }
}

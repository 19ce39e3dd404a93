using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Learners.Baselines;
using Trainer.Sweep;
using Trainer.Sweep.Goals;

namespace Trainer.Tests.Sweep.Goals;

[TestClass]
public sealed class GoalTests
{
    private static readonly ObjectiveOptions Options = new() { CostWeight = 0.3, Budget = 0.6, Floor = 0.9 };

    [TestMethod]
    public void EveryKnownGoal_IsParsed_AndAnUnknownOneIsNotWithoutAHint()
    {
        foreach (var (name, _) in Goal.Known)
        {
            Assert.AreEqual(name, Goal.Parse(name, Options).Name);
        }

        Assert.AreEqual(0.07, ((CptGoal)Goal.Parse("cpt7", Options)).Recovered, 1e-12);
        foreach (var wrong in new[] { "cpt", "cpt0", "cpt100", "apgrs", "" })
        {
            StringAssert.StartsWith(Assert.ThrowsExactly<UsageException>(() => Goal.Parse(wrong, Options)).Message, $"there is no goal '{wrong}'");
        }
    }

    [TestMethod]
    [DataRow("apgr")]
    [DataRow("cpt50")]
    [DataRow("utility")]
    [DataRow("quality")]
    [DataRow("cost")]
    [DataRow("regret")]
    [DataRow("quality-at-cost")]
    [DataRow("cost-at-quality")]
    [DataRow("aiq")]
    public void Pair_EveryGoal_EqualsTheSlowWay(string name)
    {
        var random = new SeededRandom(11);
        var table = Tables.Random(90, 2, 5).WithCosts(
            [[.. Enumerable.Repeat(1.0, 90)], [.. Enumerable.Range(0, 90).Select(_ => random.NextDouble(3, 9))]]);
        var problem = Tables.Problem(table, isPair: true);
        var raw = Enumerable.Range(0, 90).Select(_ => (float)random.Next(12)).ToArray();
        var objective = new Objective(problem, [new TableSplit([], [.. Enumerable.Range(0, 90)], [])], Options with { Goals = ["apgr"] });
        var goal = (RoutingGoal)Goal.Parse(name, Options);
        var fold = objective.Folds(new ConstantLearner(), raw)[0];
        var weights = Enumerable.Range(0, 90).Select(_ => random.Next(3)).ToArray();

        // A row that counts twice is two rows.
        int[] rows = [.. weights.SelectMany((times, row) => Enumerable.Repeat(row, times))];
        double[] quality(int m) => [.. rows.Select(row => table.Quality(m)[row])];
        double[] cost(int m) => [.. rows.Select(row => table.CostUsd(m)[row])];
        var scores = rows.Select(row => (double)raw[row]).ToArray();
        var expected = Slow(name, quality(0), quality(1), cost(0), cost(1), scores, [.. rows.Select(row => fold.Chosen[row])], problem.MeanCostUsd());
        Assert.AreEqual(expected, goal.On(fold)(weights), 1e-9);
    }

    [TestMethod]
    public void PerRow_Apgr_AddsUpToTheArea()
    {
        var problem = Tables.Problem(Tables.Random(60, 2, 5), isPair: true);
        var random = new SeededRandom(2);
        var raw = Enumerable.Range(0, 60).Select(_ => (float)random.Next(9)).ToArray();
        var fold = new Objective(problem, [new TableSplit([], [.. Enumerable.Range(0, 60)], [])], new()).Folds(new ConstantLearner(), raw)[0];
        var gap = problem.Table.Quality(1).ToArray().Sum() - problem.Table.Quality(0).ToArray().Sum();
        Assert.AreEqual(new ApgrGoal().Of(fold), new ApgrGoal().PerRow(fold).Sum() / gap, 1e-12);
    }

    [TestMethod]
    public void Goals_ThatMeanNothingForTheData_AreRefused()
    {
        var pool = Tables.Problem(Tables.Random(30, 3, 5));
        var fault = Assert.ThrowsExactly<UsageException>(() => new Objective(pool, [], new() { Goals = ["apgr"] }));
        Assert.AreEqual("the goal 'apgr' is for two models, and there are 3", fault.Message);
        var free = Tables.Problem(Tables.Of(["a", "b"], ["p", "q"], [[1, 0], [0, 1]]), isPair: true);
        TableSplit[] folds = [new([1], [0], []), new([0], [1], [])];
        fault = Assert.ThrowsExactly<UsageException>(() => new Objective(free, folds, new() { Goals = ["apgr", "cost"] }));
        Assert.AreEqual("the goal 'cost' needs the cost of every answer; give 'data.prices'", fault.Message);
        fault = Assert.ThrowsExactly<UsageException>(() => new Objective(free, folds, new() { Goals = ["size"] }));
        StringAssert.StartsWith(fault.Message, "the first of 'objective.goals' is 'size'");
    }

    [TestMethod]
    public void Front_HasWhatNothingBeats()
    {
        static Trial Of(int number, double apgr, double size, double violation = 0, int? sameAs = null) =>
            new(new TrialSpec(number, "", new ConstantLearner()), TrialState.Completed, apgr, [], null)
            {
                Values = [apgr, size], Violation = violation, SameAs = sameAs,
            };
        Trial[] trials = [Of(0, 0.6, 10), Of(1, 0.7, 20), Of(2, 0.65, 30), Of(3, 0.9, 40, violation: 1), Of(4, 0.6, 10, sameAs: 0), Of(5, 0.7, 20)];
        var front = ParetoFront.Of(trials, [Goal.Parse("apgr", Options), Goal.Parse("size", Options)]);
        CollectionAssert.AreEqual(new[] { 0, 1, 5 }, front.Select(trial => trial.Spec.Number).ToArray());
    }

    private static double Slow(
        string name, double[] weak, double[] strong, double[] weakCost, double[] strongCost, double[] scores, int[] chosen, double[] meanCost)
    {
        double Quality(Func<int, bool> isStrong) => Enumerable.Range(0, weak.Length).Average(row => isStrong(row) ? strong[row] : weak[row]);
        double Cost(Func<int, bool> isStrong) => Enumerable.Range(0, weak.Length).Average(row => isStrong(row) ? strongCost[row] : weakCost[row]);
        double Utility(int row, bool isStrong) =>
            (isStrong ? strong[row] : weak[row]) - (0.3 / meanCost[1] * (isStrong ? strongCost[row] : weakCost[row]));
        var thresholds = scores.Distinct().OrderDescending().Prepend(double.PositiveInfinity).ToArray();
        var points = thresholds.Select(at => (
            Share: Enumerable.Range(0, weak.Length).Average(row => scores[row] >= at ? 1.0 : 0),
            Quality: Quality(row => scores[row] >= at),
            Cost: Cost(row => scores[row] >= at))).ToArray();
        var (low, high) = (weak.Average(), strong.Average());
        var (cheap, dear) = (weakCost.Average(), strongCost.Average());
        var rows = Enumerable.Range(0, weak.Length);
        return name switch
        {
            "apgr" => points.Zip(points.Skip(1), (a, b) => (b.Share - a.Share) * (((a.Quality + b.Quality) / 2) - low)).Sum() / (high - low),
            "cpt50" => points.First(point => point.Quality >= low + (0.5 * (high - low)) - 1e-12).Share,
            "utility" => rows.Average(row => Utility(row, chosen[row] == 1)),
            "quality" => Quality(row => chosen[row] == 1),
            "cost" => Cost(row => chosen[row] == 1),
            "regret" => rows.Average(row => Math.Max(Utility(row, true), Utility(row, false)) - Utility(row, chosen[row] == 1)),
            "quality-at-cost" => points.Where(point => point.Cost <= 0.6 * dear).Max(point => point.Quality),
            "cost-at-quality" => points.Where(point => point.Quality >= 0.9 * Math.Max(low, high)).Min(point => point.Cost),
            "aiq" => points.Zip(points.Skip(1), (a, b) => (b.Cost - a.Cost) * (Height(a.Cost, a.Quality) + Height(b.Cost, b.Quality)) / 2).Sum() / (dear - cheap),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

        double Height(double cost, double quality) =>
            quality - UpperHull.QualityAt(UpperHull.Of([new(cheap, low), new(dear, high)]), cost);
    }
}

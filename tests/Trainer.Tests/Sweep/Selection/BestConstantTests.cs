using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Learners.Baselines;
using Trainer.Learners.Logistic;
using Trainer.Sweep;
using Trainer.Sweep.Selection;

namespace Trainer.Tests.Sweep.Selection;

[TestClass]
public sealed class BestConstantTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Against_ScoresThatKnowNothing_KeepsTheModel(bool isPair)
    {
        var found = Against(isPair, knowledge: 0, trials: 8);
        Assert.IsTrue(found.IsEnough, $"{found.Gain}");
        Assert.AreEqual(FindingSeverity.Warning, found.Finding.Severity);
        StringAssert.StartsWith(found.Finding.Sentence, $"Keep {found.Model}: without the search's optimism the router is ");
        Assert.AreEqual(isPair, found.Beyond is not null);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Against_ScoresThatKnowMuch_SaysThatRoutingIsWorthIt(bool isPair)
    {
        var found = Against(isPair, knowledge: 3, trials: 8);
        Assert.IsFalse(found.IsEnough, $"{found.Gain}");
        Assert.AreEqual(FindingSeverity.Info, found.Finding.Severity);
        StringAssert.Contains(found.Finding.Sentence, ": routing is worth it.");
        if (isPair)
        {
            Assert.AreEqual("model-1", found.Model);
            Assert.IsGreaterThan(0, found.Beyond!.Value.Low);
            StringAssert.Contains(found.Finding.Sentence, "above that of model-1 alone.");
        }
    }

    [TestMethod]
    public void Against_PoolWithOneTrial_IsThePlainPairedDifference()
    {
        var (problem, objective) = Problem(isPair: false);
        var raw = Scores(problem, 1, new SeededRandom(1));
        var bootstrap = objective.Bootstrap(Alone(problem), 5);
        var router = objective.Linearised((new LogisticLearner(), raw));
        var found = BestConstant.Against(problem, objective, bootstrap, ResampledObjectives.Of([router], bootstrap, 100), raw);

        var costs = problem.MeanCostUsd();
        var folds = new Splitter(problem.Table).KFold(Enumerable.Range(0, 300).ToArray(), 3, 1);
        var constants = Enumerable.Range(0, 3).Select(m => folds.Average(fold => fold.Test.Average(row =>
            problem.Table.Quality(m)[row] - (objective.UsdTradeoff * problem.Table.CostUsd(m)[row])))).ToArray();
        Assert.AreEqual(problem.Table.Models[Array.IndexOf(constants, constants.Max())], found.Model);
        Assert.AreEqual(objective.PerFold(new LogisticLearner(), raw).Average() - constants.Max(), found.Gain.Value, 1e-9);
    }

    private static BestConstant Against(bool isPair, double knowledge, int trials)
    {
        var (problem, objective) = Problem(isPair);
        var random = new SeededRandom(9);
        float[][] scores = [.. Enumerable.Range(0, trials).Select(_ => Scores(problem, knowledge, random))];
        var bootstrap = objective.Bootstrap(Alone(problem), 5);
        var resampled = ResampledObjectives.Of([.. scores.Select(raw => objective.Linearised((new ConstantLearner(), raw)))], bootstrap, 200);
        return BestConstant.Against(problem, objective, bootstrap, resampled, scores[SelectionBias.Of(resampled).Best]);
    }

    private static (RoutingProblem Problem, Objective Objective) Problem(bool isPair)
    {
        // A pair's APGR is undetermined where the gap between the models is not: that takes more queries.
        var rows = isPair ? 1200 : 300;
        var problem = Tables.Problem(Tables.Random(rows, isPair ? 2 : 3, 6), isPair);
        var folds = new Splitter(problem.Table).KFold(Enumerable.Range(0, rows).ToArray(), 3, 1);
        return (problem, new Objective(problem, folds, new ObjectiveOptions()));
    }

    private static int[] Alone(RoutingProblem problem) => [.. Enumerable.Repeat(-1, problem.Table.Count)];

    private static float[] Scores(RoutingProblem problem, double knowledge, SeededRandom random) =>
    [
        .. Enumerable.Range(0, problem.Table.Count).SelectMany(row => Enumerable.Range(0, problem.IsPair ? 1 : 3).Select(m =>
            (float)((knowledge * (problem.IsPair
                ? problem.Table.Quality(1)[row] - problem.Table.Quality(0)[row]
                : problem.Table.Quality(m)[row])) + random.NextGaussian()))),
    ];
}

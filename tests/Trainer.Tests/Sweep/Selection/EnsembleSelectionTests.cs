using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Learners;
using Trainer.Learners.Baselines;
using Trainer.Learners.Logistic;
using Trainer.Sweep;
using Trainer.Sweep.Selection;

namespace Trainer.Tests.Sweep.Selection;

[TestClass]
public sealed class EnsembleSelectionTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Select_TrialsThatErrApart_TakesSeveralAndSaysThatTheyAreBetter(bool isPair)
    {
        var (problem, folds, objective) = Problem(isPair, 600);
        var random = new SeededRandom(3);
        Candidate[] candidates = [.. Enumerable.Range(0, 4).Select(i => Of(objective, i, Scores(problem, 1, random)))];
        var found = Select(problem, folds, objective, candidates);
        Assert.IsGreaterThan(1, found.Ensemble.Members.Count);
        Assert.IsTrue(found.IsBetter, $"{found.Gain} ± {found.StandardError}");
        Assert.AreEqual(1, found.Ensemble.Members.Sum(member => member.Weight), 1e-12);
        StringAssert.EndsWith(found.Finding.Sentence, "it is shipped.");
        Assert.AreEqual(found, Select(problem, folds, objective, candidates) with { Ensemble = found.Ensemble });
    }

    [TestMethod]
    public void Select_Pair_TakesWhatTheSlowWayTakes()
    {
        var (problem, folds, objective) = Problem(true, 200);
        var random = new SeededRandom(5);
        Candidate[] candidates = [.. Enumerable.Range(0, 5).Select(i => Of(objective, i, Scores(problem, 0.3 * i, random)))];
        var found = Select(problem, folds, objective, candidates);

        var parts = Array.ConvertAll(candidates, candidate =>
        {
            var map = ScoreCalibration.Fit(problem, candidate.RawScores)[0];
            return Array.ConvertAll(candidate.RawScores, raw => ((double)map.Slope * raw) + map.Offset);
        });
        var (members, best, taken) = (new List<int>(), double.NegativeInfinity, 0);
        for (var round = 0; round < EnsembleSelection.Rounds; round++)
        {
            double Value(int candidate) => objective.PerFold(
                new LogisticLearner(),
                [.. Enumerable.Range(0, 200).Select(row => (float)members.Append(candidate).Average(m => parts[m][row]))]).Average();
            var values = Enumerable.Range(0, 5).Select(Value).ToArray();
            members.Add(Array.IndexOf(values, values.Max()));
            (best, taken) = values.Max() > best + 1e-12 ? (values.Max(), members.Count) : (best, taken);
        }

        var expected = members.Take(taken).GroupBy(m => m).ToDictionary(group => group.Key, group => (double)group.Count() / taken);
        Assert.AreEqual(best, found.Objective, 1e-3, "float32 may order two queries otherwise");
        foreach (var member in found.Ensemble.Members)
        {
            Assert.AreEqual(expected.GetValueOrDefault(member.Spec.Number), member.Weight, 0.15);
        }
    }

    [TestMethod]
    public void Select_CopiesOfOneTrial_IsThatTrialAlone()
    {
        var (problem, folds, objective) = Problem(true, 200);
        var raw = Scores(problem, 1, new SeededRandom(5));
        var found = Select(problem, folds, objective, [.. Enumerable.Range(0, 4).Select(i => Of(objective, i, raw))]);
        Assert.AreEqual((0, 1.0), (found.Ensemble.Members.Single().Spec.Number, found.Ensemble.Members[0].Weight));
        Assert.IsFalse(found.IsBetter);
        StringAssert.StartsWith(found.Finding.Sentence, "No second trial");
    }

    [TestMethod]
    public void Select_TrialsThatKnowNothing_LooksGoodWhereItWasChosenAndIsNotShipped()
    {
        var (problem, folds, objective) = Problem(true, 150);
        var random = new SeededRandom(12);
        var found = Select(problem, folds, objective, [.. Enumerable.Range(0, 25).Select(i => Of(objective, i, Scores(problem, 0, random)))]);
        Assert.IsGreaterThan(0.6, found.Objective, "25 trials, 25 rounds: the selection is over-fitted");
        Assert.IsLessThan(found.Objective - 0.05, found.Nested, "and the nested objective shows it");
        Assert.IsLessThanOrEqualTo(EnsembleSelection.MostMembers, found.Ensemble.Members.Count);
    }

    [TestMethod]
    public void Select_PolicyOrFailedTrial_IsPassedOver()
    {
        var (problem, folds, objective) = Problem(false, 120);
        var random = new SeededRandom(2);
        var policy = Of(objective, 0, Scores(problem, 30, random), LearnerFamily.Find("best")!.Default);
        var failed = Of(objective, 1, Scores(problem, 30, random));
        failed = failed with { Trial = failed.Trial with { State = TrialState.Failed } };
        var fair = Of(objective, 2, Scores(problem, 1, random));
        Assert.AreEqual(2, Select(problem, folds, objective, [policy, failed, fair]).Ensemble.Members.Single().Spec.Number);
        Assert.ThrowsExactly<ArgumentException>(() => Select(problem, folds, objective, [policy, failed]));
    }

    [TestMethod]
    public void Select_PoolWithAndWithoutCostRatios_MixesThem()
    {
        var (problem, folds, objective) = Problem(false, 300);
        var random = new SeededRandom(2);
        var scores = Scores(problem, 1, random);
        float[] withCosts = [.. scores.Chunk(3).SelectMany(row => row.Concat([1.1f, 0.9f, 1f]))];
        var found = Select(problem, folds, objective, [Of(objective, 0, withCosts), Of(objective, 1, Scores(problem, 1, random))]);
        Assert.HasCount(2, found.Ensemble.Members);
        Assert.IsTrue(double.IsFinite(found.Nested));
    }

    private static SelectedEnsemble Select(
        RoutingProblem problem, IReadOnlyList<TableSplit> folds, Objective objective, IReadOnlyList<Candidate> candidates) =>
        new EnsembleSelection(problem, folds, objective)
            .Select(candidates, true, [.. Enumerable.Repeat(-1, problem.Table.Count)], 1, default);

    private static (RoutingProblem Problem, IReadOnlyList<TableSplit> Folds, Objective Objective) Problem(bool isPair, int rows)
    {
        var problem = Tables.Problem(Tables.Random(rows, isPair ? 2 : 3, 6), isPair);
        var folds = new Splitter(problem.Table).KFold(Enumerable.Range(0, rows).ToArray(), 3, 1);
        return (problem, folds, new Objective(problem, folds, new ObjectiveOptions()));
    }

    private static Candidate Of(Objective objective, int number, float[] raw, ILearner? learner = null)
    {
        var folds = objective.PerFold(learner ?? new ConstantLearner(), raw);
        return new(new Trial(new TrialSpec(number, "", learner ?? new ConstantLearner()), TrialState.Completed, folds.Average(), folds, null), raw);
    }

    private static float[] Scores(RoutingProblem problem, double knowledge, SeededRandom random) =>
    [
        .. Enumerable.Range(0, problem.Table.Count).SelectMany(row => Enumerable.Range(0, problem.IsPair ? 1 : 3).Select(m =>
            (float)((knowledge * (problem.IsPair
                ? problem.Table.Quality(1)[row] - problem.Table.Quality(0)[row]
                : problem.Table.Quality(m)[row])) + random.NextGaussian()))),
    ];
}

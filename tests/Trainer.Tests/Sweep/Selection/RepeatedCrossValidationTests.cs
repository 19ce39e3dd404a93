using Trainer.Configuration;
using Trainer.Learners.Logistic;
using Trainer.Sweep;
using Trainer.Sweep.Selection;

namespace Trainer.Tests.Sweep.Selection;

[TestClass]
public sealed class RepeatedCrossValidationTests
{
    private static readonly RoutingProblem Problem = Tables.Problem(Tables.Random(90, 2, 6), isPair: true);

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Run_AnyNumberOfWorkers_IsWhatCrossValidationOnTheOtherFoldsGives(int workers)
    {
        var first = new CrossValidation(Problem, Tables.Sources(Problem), 3, 7);
        Trial[] finalists = [Trial(4, 0.7, c: 1), Trial(2, 0.6, c: 0.01)];
        var values = Repeated(first, workers).Run(finalists, 3, default);
        for (var i = 0; i < finalists.Length; i++)
        {
            Assert.AreEqual(finalists[i].Objective, values[i][0]);
            for (var time = 1; time < 3; time++)
            {
                var again = first.Repeat(time);
                var scores = again.OutOfFoldScores(finalists[i].Spec, 11, default);
                Assert.AreEqual(Objective(again).PerFold(finalists[i].Spec.Learner, scores).Average(), values[i][time]);
            }
        }
    }

    [TestMethod]
    public void Repeat_AnotherNumber_DealsOtherFoldsOfAllQueries()
    {
        var first = new CrossValidation(Problem, Tables.Sources(Problem), 3, 7);
        string Dealt(CrossValidation folds) => string.Join(';', folds.Folds.Select(fold => string.Join(',', fold.Test)));
        CollectionAssert.AllItemsAreUnique(new[] { Dealt(first), Dealt(first.Repeat(1)), Dealt(first.Repeat(2)) });
        Assert.AreEqual(Dealt(first.Repeat(2)), Dealt(first.Repeat(2)));
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 90).ToArray(), first.Repeat(1).Folds.SelectMany(fold => fold.Test).Order().ToArray());
    }

    [TestMethod]
    public void Best_ManyCandidates_AreTheFiveBest_TheEarlierFirstAmongEquals()
    {
        double[] objectives = [0.1, 0.5, 0.9, 0.5, 0.3, 0.2, 0.6];
        var best = RepeatedCrossValidation.Best(objectives.Select((objective, number) => Trial(number, objective)));
        CollectionAssert.AreEqual(new[] { 2, 6, 1, 3, 4 }, best.Select(trial => trial.Spec.Number).ToArray());
    }

    [TestMethod]
    [DataRow(0, true, 1e9, 1e9, 3, DisplayName = "some seconds of work")]
    [DataRow(0, true, 2e10, 8e10, 1, DisplayName = "half of the search's work")]
    [DataRow(0, true, 1e12, 1e13, 3, DisplayName = "a fifth of the search's work")]
    [DataRow(0, false, 1e9, 1e9, 1, DisplayName = "a time limit")]
    [DataRow(2, false, 1e12, 1e12, 2, DisplayName = "asked for")]
    [DataRow(1, true, 1e9, 1e9, 1, DisplayName = "refused")]
    public void Times_DependsOnWhatItCosts(int asked, bool mayTakeTime, double finalistOperations, double allOperations, int expected)
    {
        Trial[] finalists = [Trial(0, 0.5) with { Operations = finalistOperations / 2 }, Trial(1, 0.4) with { Operations = finalistOperations / 2 }];
        Trial[] all = [.. finalists, Trial(2, 0.1) with { Operations = allOperations - finalistOperations }];
        Assert.AreEqual(expected, RepeatedCrossValidation.Times(asked, mayTakeTime, all, finalists));
        Assert.AreEqual(1, RepeatedCrossValidation.Times(asked, mayTakeTime, all, finalists[..1]), "one has no rival");
    }

    [TestMethod]
    public void Choose_TheMeanDecides_AndWhatIsUndefinedLoses()
    {
        Assert.AreEqual(1, RepeatedCrossValidation.Choose([[0.9, 0.1, 0.1], [0.5, 0.5, 0.4], [0.8, double.NaN, 0.9]]));
        Assert.AreEqual(0, RepeatedCrossValidation.Choose([[0.5, 0.5], [0.5, 0.5]]));
    }

    [TestMethod]
    public void Finding_AnotherTrialIsBetterOnTheMean_SaysWhichAndByHowMuch()
    {
        var finding = RepeatedCrossValidation.Finding(
            [Trial(4, 0.9), Trial(2, 0.8)], [[0.9, 0.5], [0.8, 0.7]], 1, ("APGR", 1));
        Assert.AreEqual(
            "The best 2 trials were cross-validated 2 times, each time on other folds. On the mean of APGR, trial 2 has 0.7500 (0.7000 to 0.8000) " +
            "and trial 4 has 0.7000 (0.5000 to 0.9000): it is chosen instead of the best of the search.",
            finding.Sentence);
    }

    private static RepeatedCrossValidation Repeated(CrossValidation first, int workers) => new(first, Objective, 11, workers);

    private static Objective Objective(CrossValidation folds) => new(Problem, folds.Folds, new ObjectiveOptions());

    private static Trial Trial(int number, double objective, double c = 1) => new(
        new TrialSpec(number, "words", new LogisticLearner(C: c)), TrialState.Completed, objective, [objective], null);
}

using Trainer.Learners.Baselines;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;
using Trainer.Learners.Svm;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning.LocalSearch;

namespace Trainer.Tests.Sweep.Tuning.LocalSearch;

[TestClass]
public sealed class CostFrugalTunerTests
{
    [TestMethod]
    public void OfEquallyGoodLearners_TheCheapOneIsTriedMore_AndOneWithoutSettingsOnce()
    {
        var space = new SearchSpace(
            [
                LogisticLearner.Family with { Space = [Setting.Real("x", 0, 1, 9), Setting.Real("y", 0, 1, 9)] },
                ConstantLearner.Family,
                SvmLearner.Family with { Space = [Setting.Real("x", 0, 1, 9), Setting.Real("y", 0, 1, 9)] },
            ],
            ["words"],
            isPair: true);
        var trials = Searching.Run(
            _ => new CostFrugalTuner(space, 1),
            120,
            lag: 4,
            point => [Searching.Bowl(space, point)![0] + point[0]],
            point => point[0] == 2 ? 20 : 1);
        var counts = trials.CountBy(trial => trial.Proposal.Point[0]).ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.AreEqual(1, counts[1]);
        Assert.IsTrue(counts[0] > 3 * counts[2], $"{counts[0]} and {counts[2]}");
        Assert.IsTrue(counts[2] > 1, "what was spent on the cheap one makes the other's turn");
        Assert.IsTrue(trials.Where(trial => trial.Proposal.Point[0] == 0).Max(trial => trial.Values[0]) > -0.01);
    }

    [TestMethod]
    public void ASearchThatHasConverged_StartsAgainElsewhere()
    {
        // Two bottoms; the start is near the worse one.
        var space = Searching.Of(Setting.Integer("a", 1, 16));
        static double[] Value(SearchPoint point) => [point[2] < 8 ? -Math.Abs(point[2] - 2) : 20 - Math.Abs(point[2] - 13)];
        var trials = Searching.Run(_ => new CostFrugalTuner(space, 7), 200, lag: 4, Value);
        var restarts = trials.Where(trial => trial.Proposal.Origin == "restart").ToArray();
        Assert.IsTrue(restarts.Length >= 2, $"{restarts.Length}");
        Assert.AreEqual(20, trials.Max(trial => trial.Values[0]));
        var last = FlowMove.Parse(trials.Last(trial => FlowMove.Parse(trial.Proposal.Origin) is not null).Proposal.Origin)!.Value;
        Assert.IsTrue(restarts.Any(trial => trial.Number == last.Thread), "later moves belong to the new search");
    }
}

using Trainer.Features;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;
using Trainer.Sweep.Tuning.Tpe;

namespace Trainer.Tests.Sweep.Tuning.Tpe;

[TestClass]
public sealed class TrialSplitTests
{
    [TestMethod]
    public void ATenthIsGood_AtMost25OfOneGoal()
    {
        int[] trials = [0, 1, 10, 11, 20, 21, 249, 250, 251, 1000];
        CollectionAssert.AreEqual(
            new[] { 0, 1, 1, 2, 2, 3, 25, 25, 25, 25 }, trials.Select(n => TrialSplit.GoodCount(n, hasOneGoal: true)).ToArray());
        CollectionAssert.AreEqual(
            new[] { 0, 1, 1, 2, 2, 3, 25, 25, 26, 100 }, trials.Select(n => TrialSplit.GoodCount(n, hasOneGoal: false)).ToArray());
    }

    [TestMethod]
    public void ASavedHistory_IsSplitAsByHand()
    {
        // 21 trials with values: three are good. Pending and failed ones do not count and are bad.
        double[] values = [0.1, 0.9, 0.3, 0.2, 0.8, 0.5, 0.4, 0.8, 0.6, 0.7, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.1, 0.2, 0.3, 0.4, 0.5];
        var history = values.Select((value, i) => Trial(i, value)).ToList();
        history.Add(Trial(21) with { Outcome = TrialOutcome.Failed });
        history.Add(Trial(22) with { Outcome = TrialOutcome.Pending });
        var split = TrialSplit.Of(history);
        CollectionAssert.AreEqual(new[] { 1, 4, 7 }, Numbers(split.Good));
        CollectionAssert.AreEqual(Enumerable.Range(0, 23).Except([1, 4, 7]).ToArray(), Numbers(split.Bad));
        CollectionAssert.AreEqual(new[] { 1, 4 }, Numbers(TrialSplit.Of(history.Take(20).ToList()).Good), "the earlier of equals");
    }

    [TestMethod]
    public void WhatWasStopped_ComesAfterWhatIsComplete_AndTheUnfeasibleLast()
    {
        // 31 trials, four are good.
        var history = Enumerable.Range(0, 31).Select(i => Trial(i, 1) with { Outcome = TrialOutcome.Stopped, Share = 0.2 }).ToList();
        history[30] = Trial(30, -5);
        history[12] = history[12] with { Share = 0.6, Values = [0.1] };
        history[13] = history[13] with { Share = 0.6, Values = [0.2] };
        history[14] = Trial(14, 9) with { Violation = 0.1 };
        CollectionAssert.AreEqual(new[] { 0, 12, 13, 30 }, Numbers(TrialSplit.Of(history).Good));

        var unfeasible = history.Select(trial => trial with { Violation = 100 - trial.Number }).ToList();
        CollectionAssert.AreEqual(new[] { 27, 28, 29, 30 }, Numbers(TrialSplit.Of(unfeasible).Good));
    }

    [TestMethod]
    public void OfSeveralGoals_TheUndominatedAreGood_ThenThoseOfTheNextLayerThatDominateMost()
    {
        // 41 trials, five are good: the front of 0 and 1, and three of the five behind it. From (0, 0) those dominate nearly 0, 9, 0, 0.39 and
        // 3.1; beside the second the fourth adds 0.09 and the last 0.1, so these two come next.
        var history = Enumerable.Range(0, 41).Select(i => Trial(i, -1 - (i % 3), -1 - (i / 3 % 3))).ToList();
        history[0] = Trial(0, 5, 1);
        history[1] = Trial(1, 3.5, 5);
        (double, double)[] layer = [(4, 0), (3, 3), (0, 4), (3.9, 0.1), (1, 3.1)];
        for (var i = 0; i < layer.Length; i++)
        {
            history[10 + i] = Trial(10 + i, layer[i].Item1, layer[i].Item2);
        }

        CollectionAssert.AreEqual(new[] { 0, 1, 11, 13, 14 }, Numbers(TrialSplit.Of(history).Good));
    }

    [TestMethod]
    public void TheHypervolume_IsTheCountOfUnitBoxes()
    {
        var random = new SeededRandom(6);
        for (var round = 0; round < 30; round++)
        {
            var goals = 1 + random.Next(3);
            var points = Enumerable.Range(0, 1 + random.Next(7))
                .Select(_ => Enumerable.Range(0, goals).Select(_ => (double)random.Next(6)).ToArray()).ToArray();
            var boxes = 0;
            for (var box = 0; box < (int)Math.Pow(6, goals); box++)
            {
                var corner = Enumerable.Range(0, goals).Select(goal => (box / (int)Math.Pow(6, goal)) % 6).ToArray();
                boxes += points.Any(point => point.Zip(corner).All(pair => pair.First > pair.Second)) ? 1 : 0;
            }

            Assert.AreEqual(boxes, Hypervolume.Of(points, new double[goals]), 1e-9);
        }
    }

    [TestMethod]
    public void TheSubset_TakesWhatAddsMost_MeasuredFromATenthBelowTheWorst()
    {
        // The reference point is (0.9, 0.9): the boxes are 0.1 × 3.1, 1.1 × 2.1, 1.6 × 1.6 and 3.1 × 0.1; after the third the second adds
        // 1.1 × 0.5 and each of the outer ones 0.1 × 1.5.
        double[][] points = [[1, 4], [2, 3], [2.5, 2.5], [4, 1]];
        CollectionAssert.AreEqual(new[] { 2, 1 }, Hypervolume.Subset(points, 2));
        Assert.AreEqual(4, Hypervolume.Subset(points, 9).Count);
    }

    private static Observation Trial(int number, params double[] values) =>
        new(number, new Proposal(new SearchPoint([0]), "random"), TrialOutcome.Completed, values, 1);

    private static int[] Numbers(IReadOnlyList<Observation> trials) => [.. trials.Select(trial => trial.Number)];
}

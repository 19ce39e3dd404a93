using Trainer.Features;
using Trainer.Learners.Settings;
using Trainer.Sweep.Tuning;
using Trainer.Sweep.Tuning.Tpe;

namespace Trainer.Tests.Sweep.Tuning.Tpe;

[TestClass]
public sealed class TpeTunerTests
{
    [TestMethod]
    public void ItStartsWithTheLearnersStarts_ThenAtRandom_UntilTenTrialsHaveValues()
    {
        var space = Searching.Mixed();
        var trials = Searching.Run(_ => new TpeTuner(space, 1), 30, lag: 4, point => Searching.Bowl(space, point));
        var random = new RandomTuner(space, 1);
        for (var number = 0; number < 14; number++)
        {
            Assert.AreEqual(random.Propose(number, []), trials[number].Proposal);
        }

        Assert.IsTrue(trials.Skip(14).All(trial => trial.Proposal.Origin == "tpe"));
    }

    [TestMethod]
    public void DimensionsThatExistTogether_AreOnePart()
    {
        var parts = TpeTuner.GroupsOf(Searching.Mixed()).Select(part => string.Join(",", part)).ToArray();
        CollectionAssert.AreEqual(new[] { "0", "1", "2,3,4", "5,6" }, parts);
        var one = TpeTuner.GroupsOf(Searching.Of(Setting.Real("x", 0, 1), Setting.Real("y", 0, 1))).Single();
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, one, "with one learner all exist always");
    }

    [TestMethod]
    public void TheProposal_IsTheCandidateThatASlowReferenceChooses()
    {
        var space = Searching.Of(Setting.Real("x", 0, 1, 9), Setting.Log("y", 0.01, 100, 9), Setting.LogInteger("k", 1, 400));
        Domain[] domains = [.. space.Dimensions.Select(dimension => dimension.Domain)];
        var history = Searching.Run(_ => new RandomTuner(space, 6), 45, lag: 0, point => Searching.Bowl(space, point));
        history[44] = history[44] with { Outcome = TrialOutcome.Pending, Values = [] };
        static double[][] Points(IEnumerable<Observation> trials) =>
            [.. trials.OrderBy(trial => trial.Number).Select(trial => trial.Proposal.Point.ToArray())];

        // 44 have values, so five are good.
        var good = Points(history.Take(44).OrderByDescending(trial => trial.Values[0]).Take(5));
        var bad = Points(history.Take(44).OrderByDescending(trial => trial.Values[0]).Skip(5).Append(history[44]));
        var random = new SeededRandom(6, 46);
        var drawn = new ParzenMixture(domains, good);
        double[]? best = null;
        var most = double.NegativeInfinity;
        for (var i = 0; i < 24; i++)
        {
            var candidate = drawn.Draw(random);
            var ratio = ParzenReference.Density(domains, good, candidate) / ParzenReference.Density(domains, bad, candidate);
            (best, most) = ratio > most ? (candidate, ratio) : (best, most);
        }

        CollectionAssert.AreEqual(best, new TpeTuner(space, 6).Propose(45, history).Point.ToArray());
    }

    [TestMethod]
    public void NobodyIsSentWhereAnotherIsStillTrying()
    {
        var space = Searching.Of(Setting.Real("x", 0, 1, 9));
        var history = Searching.Run(_ => new RandomTuner(space, 2), 30, lag: 0, point => Searching.Bowl(space, point));
        var proposal = new TpeTuner(space, 2).Propose(30, history);
        List<Observation> crowded =
            [.. history, .. Enumerable.Range(30, 20).Select(number => new Observation(number, proposal, TrialOutcome.Pending, [], 1))];
        double MeanDistance(List<Observation> shown) => Enumerable.Range(0, 20)
            .Average(seed => Math.Abs(new TpeTuner(space, (ulong)seed).Propose(50, shown).Point[2] - proposal.Point[2]));
        Assert.IsTrue(MeanDistance(crowded) > MeanDistance(history));
    }

    [TestMethod]
    public void OnABowl_ItIsNearerToTheBottomThanTwiceAsManyRandomPoints()
    {
        var space = Searching.Mixed();
        double Best(ITuner tuner, int count) => Searching.Run(_ => tuner, count, lag: 4, point => Searching.Bowl(space, point))
            .Max(trial => trial.Values[0]);
        double[] seeds = [.. Enumerable.Range(0, 11).Select(seed =>
            Best(new TpeTuner(space, (ulong)seed), 60) - Best(new RandomTuner(space, (ulong)seed), 120))];
        Assert.IsTrue(seeds.Order().ElementAt(5) > 0, string.Join(' ', seeds));
    }

    [TestMethod]
    public void WithTwoGoals_TheWholeFrontIsVisited()
    {
        // Both goals cannot be had: x is good for the one and bad for the other; y should be 0.7 for both.
        var space = Searching.Of(Setting.Real("x", 0, 1), Setting.Real("y", 0, 1));
        var trials = Searching.Run(
            _ => new TpeTuner(space, 3),
            90,
            lag: 4,
            point => [point[2] - Math.Pow(point[3] - 0.7, 2), 1 - point[2] - Math.Pow(point[3] - 0.7, 2)]);
        var late = trials.Skip(40).Select(trial => trial.Proposal.Point).ToArray();
        Assert.IsTrue(late.Average(point => Math.Abs(point[3] - 0.7)) < 0.15);
        Assert.IsTrue(late.Count(point => point[2] < 0.4) >= 8 && late.Count(point => point[2] > 0.6) >= 8);
    }
}

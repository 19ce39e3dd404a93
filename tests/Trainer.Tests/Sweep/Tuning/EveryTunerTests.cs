using Trainer.Learners.Settings;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;
using Trainer.Sweep.Tuning.LocalSearch;
using Trainer.Sweep.Tuning.Sobol;
using Trainer.Sweep.Tuning.Tpe;

namespace Trainer.Tests.Sweep.Tuning;

[TestClass]
public sealed class EveryTunerTests
{
    private static readonly Func<SearchSpace, ulong, ITuner>[] Tuners =
    [
        (space, seed) => new RandomTuner(space, seed),
        (space, seed) => new SobolTuner(space, seed),
        (space, seed) => new TpeTuner(space, seed),
        (space, seed) => new CostFrugalTuner(space, seed),
        (space, seed) => new BlendTuner(space, seed),
    ];

    [TestMethod]
    public void AFreshTuner_ProposesWhatOneThatHasSeenAllDoes_AndWhoeverHasFailed()
    {
        var space = Searching.Mixed();
        double[]? Value(SearchPoint point) => point[0] == 2 && point[5] > 100 ? null : Searching.Bowl(space, point);
        foreach (var make in Tuners)
        {
            var kept = make(space, 3);
            var one = Searching.Run(_ => kept, 60, lag: 4, Value);
            var other = Searching.Run(_ => make(space, 3), 60, lag: 4, Value);
            CollectionAssert.AreEqual(one.Select(trial => trial.Proposal).ToArray(), other.Select(trial => trial.Proposal).ToArray());
            var seeded = Searching.Run(_ => make(space, 4), 60, lag: 4, Value);
            Assert.IsFalse(one.Zip(seeded).Skip(3).All(pair => pair.First.Proposal.Point.Equals(pair.Second.Proposal.Point)), $"{kept}");
        }
    }

    [TestMethod]
    public void EveryProposal_HasAValueOfTheDomainExactlyWhereTheDimensionExists()
    {
        var space = Searching.Mixed();
        foreach (var make in Tuners)
        {
            foreach (var trial in Searching.Run(_ => make(space, 5), 80, lag: 2, point => Searching.Bowl(space, point)))
            {
                var point = trial.Proposal.Point;
                for (var place = 0; place < point.Count; place++)
                {
                    Assert.AreEqual(space.Exists(place, point.ToArray()), point.Has(place), $"{trial.Proposal} at {place}");
                    if (point.Has(place))
                    {
                        var domain = space.Dimensions[place].Domain;
                        Assert.AreEqual(point[place], domain.FromUnit(domain.ToUnit(point[place])), $"{trial.Proposal} at {place}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void NoPointComesTwice_WhileTheSpaceHasOthers_AndThenNothingBreaks()
    {
        var space = Searching.Of(Setting.Integer("a", 1, 4), Setting.Choice("b", 1, 2, 3));
        foreach (var make in Tuners)
        {
            var trials = Searching.Run(
                _ => new DistinctTuner(space, 1, seed => make(space, seed)), 14, lag: 3, point => Searching.Bowl(space, point));
            var kept = new DistinctTuner(space, 1, seed => make(space, seed));
            var again = Searching.Run(_ => kept, 14, lag: 3, point => Searching.Bowl(space, point));
            CollectionAssert.AreEqual(trials.Select(trial => trial.Proposal).ToArray(), again.Select(trial => trial.Proposal).ToArray());
            Assert.AreEqual(12, trials.Take(12).Select(trial => trial.Proposal.Point).Distinct().Count());
            Assert.AreEqual(12, trials.Select(trial => trial.Proposal.Point).Distinct().Count());
        }
    }

    [TestMethod]
    public void NothingIsLearnedFromTrialsThatFail_AndTheSearchGoesOn()
    {
        var space = Searching.Mixed();
        foreach (var make in Tuners)
        {
            var trials = Searching.Run(_ => make(space, 2), 40, lag: 1, _ => null);
            Assert.IsTrue(trials.Select(trial => trial.Proposal.Point).Distinct().Count() >= 20);
        }
    }
}

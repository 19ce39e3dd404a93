using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Baselines;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;
using Trainer.Learners.Svm;
using Trainer.Sweep;
using Trainer.Sweep.Space;

namespace Trainer.Tests.Sweep.Space;

[TestClass]
public sealed class SearchSpaceTests
{
    private static readonly LearnerFamily[] Families =
    [
        LogisticLearner.Family with
        {
            Space =
            [
                Setting.Log("c", 0.01, 30),
                Setting.PairChoice("target", PairTarget.Difference, PairTarget.NeedsStrong),
                Setting.Choice("balanced", false, true),
            ],
        },
        ConstantLearner.Family,
        SvmLearner.Family with { Space = [Setting.Log("c", 0.01, 5)] },
    ];

    [TestMethod]
    public void APoint_HasAValueForTheChosenLearnersSettingsAlone()
    {
        var space = new SearchSpace(Families, ["words", "encoder"], isPair: true);
        CollectionAssert.AreEqual(
            new[] { "learner", "features", "logistic.balanced", "logistic.c", "logistic.target", "svm.c" },
            space.Dimensions.Select(dimension => dimension.Name).ToArray());

        var start = space.Start(learner: 0);
        CollectionAssert.AreEqual(new[] { 0, 1, 0, 1, 0, double.NaN }, start.ToArray());
        Assert.AreEqual(new TrialSpec(7, "encoder", new LogisticLearner()), space.ToSpec(7, start));
        Assert.AreEqual(new TrialSpec(7, "", new ConstantLearner()), space.ToSpec(7, space.Start(learner: 1)));
    }

    [TestMethod]
    public void EveryPointDrawn_IsFoundAgainByWhatItMeans()
    {
        var space = new SearchSpace(Families, ["words", "encoder"], isPair: true);
        var random = new SeededRandom(1);
        for (var i = 0; i < 200; i++)
        {
            var point = space.Draw(random);
            var spec = space.ToSpec(i, point);
            Assert.AreEqual(point, space.Find(spec.Features, spec.Learner));
        }

        Assert.IsNull(space.Find("words", new LogisticLearner(C: 31)), "beyond the domain");
        Assert.IsNull(space.Find("statistics", new LogisticLearner()));
    }

    [TestMethod]
    public void APool_HasNoSettingsThatArePairsAlone_AndTheUsersDomainReplacesTheLearners()
    {
        var narrowed = new Dictionary<(string, string), Domain> { [("logistic", "c")] = ChoiceDomain.Of(0.5, 2.0) };
        var space = new SearchSpace(Families, ["words"], isPair: false, narrowed);
        CollectionAssert.AreEqual(
            new[] { "learner", "features", "logistic.balanced", "logistic.c", "svm.c" },
            space.Dimensions.Select(dimension => dimension.Name).ToArray());
        Assert.AreEqual(0.5, ((LogisticLearner)space.ToSpec(0, space.Start(0)).Learner).C, "the default is not allowed, so the first that is");
    }

    [TestMethod]
    public void Domains_GoToTheUnitScaleAndBack()
    {
        Domain[] domains =
        [
            new RealDomain(-2, 3), new RealDomain(1e-5, 10, IsLog: true, Digits: 2), new IntegerDomain(3, 3),
            new IntegerDomain(1, 400, IsLog: true),
            ChoiceDomain.Of("a", "b", "c"),
        ];
        foreach (var domain in domains)
        {
            for (var place = 0.0; place <= 1; place += 1.0 / 64)
            {
                var value = domain.FromUnit(place);
                Assert.AreEqual(value, domain.FromUnit(domain.ToUnit(value)), $"{domain} at {place}");
            }
        }

        // Every whole number has its share: the ends of a linear domain are as likely as the rest.
        var digits = new IntegerDomain(0, 9);
        var counts = Enumerable.Range(0, 1000).GroupBy(i => digits.FromUnit((i + 0.5) / 1000)).Select(group => group.Count());
        CollectionAssert.AreEqual(Enumerable.Repeat(100, 10).ToArray(), counts.ToArray());
    }
}

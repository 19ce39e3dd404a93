using Trainer.Configuration;
using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class RandomSearchTests
{
    private static readonly SweepOptions Options =
        new() { Learners = ["logistic", "neighbours", "constant"], Features = ["words", "characters"] };

    [TestMethod]
    public void Propose_SameNumber_SameTrialWhateverWasAskedBefore()
    {
        var numbers = Enumerable.Range(0, 50);
        var rising = numbers.Select(number => RandomSearch.Propose(Options, true, 7, number)).ToArray();
        var falling = numbers.Reverse().Select(number => RandomSearch.Propose(Options with { Trials = 3 }, true, 7, number)).Reverse();
        CollectionAssert.AreEqual(rising, falling.ToArray());
        CollectionAssert.AreNotEqual(rising, numbers.Select(number => RandomSearch.Propose(Options, true, 8, number)).ToArray());
    }

    [TestMethod]
    public void Propose_FirstTrials_AreTheDefaultsOnTheLastFeatureSet()
    {
        Assert.AreEqual(new TrialSpec(0, "characters", new LogisticLearner()), RandomSearch.Propose(Options, false, 1, 0));
        Assert.AreEqual(new TrialSpec(1, "characters", new NeighboursLearner()), RandomSearch.Propose(Options, false, 2, 1));
        Assert.AreEqual(new TrialSpec(2, "", LearnerFamily.Find("constant")!.Default), RandomSearch.Propose(Options, false, 3, 2));
    }

    [TestMethod]
    public void Propose_ManyTrials_CoverTheSpaceAndNothingElse()
    {
        var specs = Enumerable.Range(3, 600).Select(number => RandomSearch.Propose(Options, true, 1, number)).ToArray();
        foreach (var learner in new[] { "LogisticLearner", "NeighboursLearner", "ConstantLearner" })
        {
            Assert.IsTrue(specs.Count(spec => spec.Learner.GetType().Name == learner) is > 120 and < 280, learner);
        }

        Assert.IsTrue(specs.All(spec => spec.Learner.UsesFeatures ? Options.Features.Contains(spec.Features) : spec.Features == ""));
        var logistic = specs.Select(spec => spec.Learner).OfType<LogisticLearner>().ToArray();
        Assert.IsTrue(logistic.Min(learner => learner.C) is >= 0.01 and < 0.05 && logistic.Max(learner => learner.C) is <= 30 and > 10);
        Assert.IsTrue(logistic.Any(learner => learner.Balanced) && logistic.Any(learner => learner.Target == PairTarget.NeedsStrong));
        Assert.IsGreaterThan(0.9 * logistic.Length, logistic.Distinct().Count(), "every trial is drawn anew");
        var neighbours = specs.Select(spec => spec.Learner).OfType<NeighboursLearner>().ToArray();
        Assert.IsTrue(neighbours.Min(learner => learner.K) is >= 5 and < 12 && neighbours.Max(learner => learner.K) is <= 400 and > 150);
    }

    [TestMethod]
    public void Propose_Pool_NeverTeachesNeedsStrong() => Assert.IsTrue(Enumerable.Range(0, 300)
        .Select(number => RandomSearch.Propose(Options, false, 1, number).Learner).OfType<LogisticLearner>()
        .All(learner => learner.Target == PairTarget.Difference));
}

using Trainer.Configuration;
using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;
using Trainer.Sweep;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;

namespace Trainer.Tests.Sweep.Tuning;

[TestClass]
public sealed class RandomTunerTests
{
    private static readonly SweepOptions Options =
        new() { Learners = ["logistic", "neighbours", "constant"], Features = ["words", "characters"] };

    [TestMethod]
    public void Propose_SameNumber_SameTrialWhateverWasAskedBefore()
    {
        var numbers = Enumerable.Range(0, 50);
        var rising = numbers.Select(number => Propose(true, 7, number)).ToArray();
        var falling = numbers.Reverse().Select(number => Propose(true, 7, number)).Reverse();
        CollectionAssert.AreEqual(rising, falling.ToArray());
        CollectionAssert.AreNotEqual(rising, numbers.Select(number => Propose(true, 8, number)).ToArray());
    }

    [TestMethod]
    public void Propose_FirstTrials_AreTheDefaultsOnTheLastFeatureSet()
    {
        Assert.AreEqual(new TrialSpec(0, "characters", new LogisticLearner()), Propose(false, 1, 0));
        Assert.AreEqual(new TrialSpec(1, "characters", new NeighboursLearner()), Propose(false, 2, 1));
        Assert.AreEqual(new TrialSpec(2, "", LearnerFamily.Find("constant")!.Default), Propose(false, 3, 2));
    }

    [TestMethod]
    public void Propose_ManyTrials_CoverTheSpaceAndNothingElse()
    {
        var specs = Enumerable.Range(3, 600).Select(number => Propose(true, 1, number)).ToArray();
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
        .Select(number => Propose(false, 1, number).Learner).OfType<LogisticLearner>()
        .All(learner => learner.Target == PairTarget.Difference));

    private static TrialSpec Propose(bool isPair, ulong seed, int number)
    {
        var space = SearchSpace.Of(Options, isPair);
        return space.ToSpec(number, new RandomTuner(space, seed).Propose(number, []).Point);
    }
}

using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class TrialReportsTests
{
    [TestMethod]
    public void Of_CompletedTrial_SaysWhatItWas()
    {
        var trial = new Trial(
            new TrialSpec(4, "words", new LogisticLearner(0.3, PairTarget.NeedsStrong, true)),
            TrialState.Completed,
            2,
            [1, 2, 3],
            null);
        var report = TrialReports.Of(trial);
        Assert.AreEqual(
            (4, "words", "logistic", "c 0.3, target needsStrong, balanced true"),
            (report.Number, report.Features, report.Learner, report.Settings));
        Assert.AreEqual((2.0, 1.0, null), (report.Objective, report.Deviation, report.Failure), "the deviation of 1, 2, 3 with n − 1 is 1");
    }

    [TestMethod]
    public void Of_FailedTrial_GivesTheReason()
    {
        var report = TrialReports.Of(
            new Trial(new TrialSpec(0, "", LearnerFamily.Find("constant")!.Default), TrialState.Failed, double.NaN, [], "because"));
        Assert.AreEqual(("constant", "", "because"), (report.Learner, report.Settings, report.Failure));
        Assert.IsTrue(double.IsNaN(report.Deviation));
    }
}

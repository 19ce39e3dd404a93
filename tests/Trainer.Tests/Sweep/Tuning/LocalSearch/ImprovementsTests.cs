using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;
using Trainer.Sweep.Tuning.LocalSearch;

namespace Trainer.Tests.Sweep.Tuning.LocalSearch;

[TestClass]
public sealed class ImprovementsTests
{
    [TestMethod]
    public void TheCostOfTheNextImprovement_IsAsByHand()
    {
        var search = new Improvements();
        search.Add(Trial(0, 0.5, cost: 10));
        Assert.AreEqual(10, search.CostToImprove(0.5), "what it took to get the first");
        Assert.AreEqual(0.05, search.Speed, 1e-12, "of the first its value is the gain");
        search.Add(Trial(1, 0.4, cost: 10));
        search.Add(Trial(2, 0.6, cost: 10));
        Assert.AreEqual(20, search.CostToImprove(0.6), "between the two bests; nothing since");
        search.Add(Trial(3, 0.55, cost: 30));
        Assert.AreEqual(30, search.CostToImprove(0.6), "since the best");
        Assert.AreEqual(0.1 / 50, search.Speed, 1e-12);
        Assert.AreEqual(2 * 0.2 / (0.1 / 50), search.CostToImprove(0.8), 1e-9, "behind: twice the gap at its speed");
        search.Add(Trial(4, 0, cost: 5) with { Outcome = TrialOutcome.Pending, Values = [] });
        Assert.AreEqual(35, search.CostToImprove(0.6), "what is pending costs too");
        Assert.AreEqual(1, search.Running);
    }

    [TestMethod]
    public void WhatWasStoppedFailedOrViolates_IsNoImprovement()
    {
        var search = new Improvements();
        search.Add(Trial(0, 0.5, 1));
        search.Add(Trial(1, 0.9, 1) with { Outcome = TrialOutcome.Stopped, Share = 0.4 });
        search.Add(Trial(2, 0.9, 1) with { Violation = 0.1 });
        search.Add(Trial(3, 0.9, 1) with { Outcome = TrialOutcome.Failed, Values = [] });
        Assert.AreEqual(0, search.Best!.Number);
    }

    private static Observation Trial(int number, double value, double cost) =>
        new(number, new Proposal(new SearchPoint([0]), ""), TrialOutcome.Completed, [value], cost);
}

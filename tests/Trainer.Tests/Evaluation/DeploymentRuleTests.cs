using Trainer.Evaluation;
using Trainer.Evaluation.Report;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class DeploymentRuleTests
{
    [TestMethod]
    public void Decide_OnePlaceAbove_Deploys()
    {
        var verdict = DeploymentRule.Decide([("here", Uniform(-0.5, 0.5), 0), ("APGR", Uniform(0.6, 0.8), 0.5)]);
        Assert.AreEqual(Decision.Deploy, verdict.Decision);
        StringAssert.Contains(verdict.Reason, "APGR is 0.7, lower bound 0.6025");
    }

    [TestMethod]
    public void Decide_MorePlaces_AskMoreOfEach()
    {
        // The 2.5 % quantile is 0.01, the 0.25 % quantile -0.0125.
        var barely = ("here", Uniform(-0.015, 0.985), 0.0);
        Assert.AreEqual(Decision.Deploy, DeploymentRule.Decide([barely]).Decision);
        Assert.AreEqual(Decision.DoNotDeploy, DeploymentRule.Decide([.. Enumerable.Repeat(barely, 10)]).Decision);
    }

    [TestMethod]
    public void Decide_ExactlyOnTheHull_DoesNotDeploy() =>
        Assert.AreEqual(Decision.DoNotDeploy, DeploymentRule.Decide([("all strong", new Replicates(1e-17, [1e-17, 1e-17]), 0)]).Decision);

    [TestMethod]
    public void Decide_NothingDefined_DoesNotDeploy()
    {
        var verdict = DeploymentRule.Decide([("APGR", new Replicates(double.NaN, []), 0.5)]);
        Assert.AreEqual(Decision.DoNotDeploy, verdict.Decision);
        StringAssert.Contains(verdict.Reason, "Nothing could be compared");
    }

    private static Replicates Uniform(double from, double to) =>
        new((from + to) / 2, [.. Enumerable.Range(0, 1_001).Select(i => from + ((to - from) * i / 1_000))]);
}

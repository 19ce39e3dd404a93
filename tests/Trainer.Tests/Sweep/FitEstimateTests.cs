using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;
using Trainer.Sweep;
using Trainer.Sweep.Space;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class FitEstimateTests
{
    private static readonly TrainingShape Shape = new(1000, 5000, 60_000, 0, 1, 2);

    [TestMethod]
    public void Of_OneConfiguration_IsItsFitsTogether()
    {
        var fixedSettings = LogisticLearner.Family.Settings.ToDictionary(
            setting => (LogisticLearner.Name, setting.Name),
            setting => (Domain)new ChoiceDomain([TrialReports.SettingValues(LogisticLearner.Family.Default)[setting.Name]]));
        var space = new SearchSpace([LogisticLearner.Family], ["words"], isPair: true, fixedSettings);
        var one = LogisticLearner.Family.Default.Operations(Shape);
        Assert.AreEqual(5 * one, FitEstimate.Of(space, Shape, 5, 1).OperationsPerTrial, 1e-6 * one);
    }

    [TestMethod]
    public void Of_TheSameSeed_SaysTheSame()
    {
        var space = new SearchSpace([.. LearnerFamily.All], ["words"], isPair: true);
        Assert.AreEqual(FitEstimate.Of(space, Shape, 3, 7), FitEstimate.Of(space, Shape, 3, 7));
        Assert.AreNotEqual(FitEstimate.Of(space, Shape, 3, 7), FitEstimate.Of(space, Shape, 3, 8));
    }

    [TestMethod]
    public void Describe_TrialsAndWorkers_SaysHowLongAndThatItIsRough() => Assert.AreEqual(
        "30 trials to go, roughly 18 s of fits by 2 at once, if 5e9 multiplications take a second and none is stopped",
        new FitEstimate(6e9).Describe(30, 2));

    [TestMethod]
    [DataRow(0.4, "0 s")]
    [DataRow(59.4, "59 s")]
    [DataRow(59.6, "1 min 0 s")]
    [DataRow(3599.0, "59 min 59 s")]
    [DataRow(7800.0, "2 h 10 min")]
    [DataRow(-3.0, "0 s")]
    [DataRow(double.NaN, "0 s")]
    public void Duration_AnySeconds_ReadsAsPeopleSayIt(double seconds, string expected) => Assert.AreEqual(expected, Duration.Of(seconds));
}

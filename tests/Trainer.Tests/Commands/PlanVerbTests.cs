namespace Trainer.Tests.Commands;

[TestClass]
public sealed class PlanVerbTests
{
    [TestMethod]
    public void Plan_Numbers_AreThoseOfTheFormulas()
    {
        var plan = CommandLine.Run("plan", "--json", "--loss", "0.15", "--disagreement", "0.45", "--max-quality-loss", "0.05", "--confidence", "0.95")
            .Succeeded().Json;
        Assert.AreEqual(155, plan.GetProperty("detect").GetProperty("queries").GetDouble());
        Assert.AreEqual(59, plan.GetProperty("certify").GetProperty("queriesOfLossesZeroOrOne").GetInt32());
        Assert.AreEqual(7, plan.GetProperty("chances").GetArrayLength());
    }

    [TestMethod]
    public void Plan_People_SeeATableAndTheSameAnswerTwice()
    {
        var text = CommandLine.Run("plan").Succeeded().Out;
        StringAssert.Contains(text, "find a loss of 0.02 (level 0.05, two-sided)");
        Assert.AreEqual(text, CommandLine.Run("plan").Succeeded().Out);
        Assert.AreEqual("", CommandLine.Run("plan", "--quiet").Succeeded().Out);
        StringAssert.Contains(
            CommandLine.Run("plan", "--true-loss", "0.02").Succeeded().Out, "no number in reach");
    }

    [TestMethod]
    public void Plan_BundleAndData_TakesTheDisagreementFromThem()
    {
        var plan = CommandLine.Run("plan", "--json", "--bundle", SmallRuns.PairBundle, "--data", SmallRuns.Fresh).Succeeded().Json;
        Assert.IsTrue(plan.GetProperty("disagreement").GetDouble() is > 0.02 and < 0.9);
    }

    [TestMethod]
    [DataRow("--loss is 0; allowed is", "--loss", "0")]
    [DataRow("--loss is NaN", "--loss", "nan")]
    [DataRow("--margin is 1; allowed is", "--margin", "1")]
    [DataRow("--max-quality-loss is -1", "--max-quality-loss", "-1")]
    [DataRow("--alpha is 0.6", "--alpha", "0.6")]
    [DataRow("--power is 1", "--power", "1")]
    [DataRow("--confidence is 2", "--confidence", "2")]
    [DataRow("--true-loss is -2", "--true-loss=-2")]
    [DataRow("the disagreement is 0.01; allowed is at least --loss", "--disagreement", "0.01")]
    [DataRow("the disagreement is 1.5", "--disagreement", "1.5")]
    [DataRow("--bundle and --data go together", "--data", "x")]
    [DataRow("--bundle and --data go together", "--bundle", "x", "--data", "y", "--disagreement", "0.2")]
    [DataRow("--loss has a value of the wrong kind", "--loss", "much")]
    public void Plan_WrongInput_IsOneSentence(string expected, params string[] options) =>
        CommandLine.Run(["plan", .. options]).Failed(2, expected);

    [TestMethod]
    public void Plan_BundleThatIsNone_IsInvalidInput()
    {
        using var folder = new TempFolder();
        CommandLine.Run("plan", "--bundle", folder["no"], "--data", SmallRuns.Fresh).Failed(3, "no such folder");
    }
}

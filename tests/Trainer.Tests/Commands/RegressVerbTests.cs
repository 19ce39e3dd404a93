using System.Xml.Linq;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class RegressVerbTests
{
    [TestMethod]
    public void Regress_CandidateThatKnowsNothing_FailsTheGate()
    {
        using var folder = new TempFolder();
        var gate = folder.Write("gate.yaml", "qualityMargin: 0\n");
        var outcome = Regress(
            SmallRuns.PairBundle,
            SmallRuns.RandomBundle,
            "--gate",
            gate,
            "--junit",
            folder["junit.xml"],
            "--markdown",
            folder["report.md"]);
        Assert.AreEqual(1, outcome.ExitCode, outcome.Error);
        StringAssert.StartsWith(outcome.Out, "failed: regressed on ");
        StringAssert.Contains(outcome.Error, "queries are left out: not every model was run on them");
        var suite = XDocument.Load(folder["junit.xml"]).Root!;
        Assert.AreEqual("1", suite.DescendantsAndSelf().Attributes("failures").First().Value);
        StringAssert.Contains(File.ReadAllText(folder["report.md"]), "quality");
    }

    [TestMethod]
    public void Regress_SameBundle_Passes()
    {
        var report = Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--json").Succeeded().Json;
        Assert.IsTrue(report.GetProperty("passed").GetBoolean());
        Assert.AreEqual("unchanged", report.GetProperty("verdict").GetString());
        Assert.AreEqual(0, report.GetProperty("flips").GetArrayLength());
    }

    [TestMethod]
    public void Regress_WideMargins_LetThroughWhatNarrowOnesRefuse()
    {
        using var folder = new TempFolder();
        var wide = folder.Write("wide.yaml", "qualityMargin: 0.5\ncostMarginShare: 5\n");
        Assert.AreEqual(0, Regress(SmallRuns.PairBundle, SmallRuns.RandomBundle, "--gate", wide).ExitCode);
        Assert.AreEqual(0, Regress(SmallRuns.RandomBundle, SmallRuns.PairBundle, "--gate", wide).ExitCode);
    }

    [TestMethod]
    public void Regress_PoolAgainstPair_ComparesOnAllTheirModels()
    {
        var report = Regress(SmallRuns.PairBundle, SmallRuns.PoolBundle, "--json").Json;
        Assert.AreEqual(290, report.GetProperty("queries").GetInt32());
    }

    [TestMethod]
    public void Regress_ShippedGate_IsReadable() =>
        Regress(SmallRuns.PoolBundle, SmallRuns.PoolBundle, "--gate", Repository.File("configs/gate.yaml")).Succeeded();

    [TestMethod]
    public void Regress_WrongUse_IsOneSentence()
    {
        using var folder = new TempFolder();
        Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--gate", folder.Write("a.yaml", "qualityMargn: 0\n"))
            .Failed(2, "a.yaml, line 1: unknown key 'qualityMargn'; did you mean 'qualityMargin'?");
        Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--gate", folder.Write("b.yaml", "resamples: 1\n"))
            .Failed(2, "resamples lie in [100, 1000000]");
        Regress(SmallRuns.PairBundle, SmallRuns.PairBundle, "--gate", folder["no.yaml"])
            .Failed(2, "there is no configuration file");
        Regress(SmallRuns.PairBundle, folder["absent"]).Failed(3, "no such folder");
        CommandLine.Run("regress", "--baseline", SmallRuns.PairBundle).Failed(2, "--candidate is missing", "--data is missing");
        void Refused(string rows, string expected)
        {
            var data = folder.Write("data.csv", "qid,prompt,model,quality\n" + rows);
            CommandLine.Run("regress", "--baseline", SmallRuns.PairBundle, "--candidate", SmallRuns.PairBundle, "--data", data)
                .Failed(2, expected);
        }

        Refused("q,Hello,nano,1\n", "no model 'large'");
        Refused("q,Hello,nano,1\nr,Bye,large,1\n", "no query on which every model");
    }

    private static Outcome Regress(string baseline, string candidate, params string[] more) =>
        CommandLine.Run(["regress", "--baseline", baseline, "--candidate", candidate, "--data", SmallRuns.Fresh, .. more]);
}

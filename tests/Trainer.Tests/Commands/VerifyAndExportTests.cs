using Trainer.Export;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class VerifyAndExportTests
{
    public static IEnumerable<object[]> Files =>
        BundleFiles.Payload.Append(BundleFiles.Manifest).Append(BundleFiles.Checksums).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Verify_OneBitFlipped_NamesTheFile(string name)
    {
        using var folder = new TempFolder();
        RunFiles.Copy(SmallRuns.PairBundle, folder["bundle"]);
        var bytes = File.ReadAllBytes(folder[$"bundle/{name}"]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(folder[$"bundle/{name}"], bytes);
        CommandLine.Run("verify", folder["bundle"], "--quiet").Failed(3, name);
        CommandLine.Run("route", folder["bundle"], "--query", "Hello").Failed(3, name);
        CommandLine.Run("evaluate", folder["bundle"], "--data", SmallRuns.Fresh).Failed(3, name);
    }

    [TestMethod]
    public void Verify_SeveralFaults_NamesEach()
    {
        using var folder = new TempFolder();
        RunFiles.Copy(SmallRuns.PairBundle, folder["bundle"]);
        File.Delete(folder["bundle/MODELCARD.md"]);
        File.WriteAllText(folder["bundle/notes.txt"], "mine");
        var outcome = CommandLine.Run("verify", folder["bundle"]);
        Assert.AreEqual(3, outcome.ExitCode);
        StringAssert.Contains(outcome.Error, ": MODELCARD.md is missing\n");
        StringAssert.Contains(outcome.Error, ": notes.txt does not belong to a bundle");
    }

    [TestMethod]
    public void Verify_WholeBundle_SaysWhatItDid()
    {
        var outcome = CommandLine.Run("verify", SmallRuns.PoolBundle).Succeeded();
        StringAssert.StartsWith(outcome.Out, "whole: ");
        StringAssert.Contains(outcome.Out, "28 golden rows replayed");
        var json = CommandLine.Run("verify", SmallRuns.PoolBundle, "--json").Succeeded().Json;
        Assert.IsTrue(json.GetProperty("isWhole").GetBoolean());
        Assert.IsLessThanOrEqualTo(1e-5, json.GetProperty("largestScoreDifference").GetDouble());
    }

    [TestMethod]
    public void Export_FinishedRun_IsTheSameBundle()
    {
        using var folder = new TempFolder();
        CommandLine.Run("export", SmallRuns.Pool, "--out", folder["deep/copy"]).Succeeded();
        RunFiles.AssertSame(SmallRuns.PoolBundle, folder["deep/copy"]);
        CommandLine.Run("export", SmallRuns.Pair, "--out", folder["deep/copy"]).Succeeded();
        RunFiles.AssertSame(SmallRuns.PairBundle, folder["deep/copy"]);
    }

    [TestMethod]
    public void Export_WrongUse_IsOneSentence()
    {
        using var folder = new TempFolder();
        CommandLine.Run("export", folder["nothing"], "--out", folder["out"]).Failed(2, "is not the folder of a run");
        CommandLine.Run("export", SmallRuns.PoolBundle, "--out", folder["out"]).Failed(2, "is not the folder of a run");
        CommandLine.Run("export", SmallRuns.Pool).Failed(2, "--out is missing");
        CommandLine.Run("export", SmallRuns.Pool, "--out", folder.Write("file", "mine"))
            .Failed(3, "is not a bundle; nothing was written");
        Assert.AreEqual("mine", File.ReadAllText(folder["file"]));
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    public void Export_DamagedRun_IsRefused()
    {
        using var folder = new TempFolder();
        RunFiles.Copy(SmallRuns.PairBundle, folder["run/bundle"]);
        File.AppendAllText(folder["run/bundle/labels.json"], " ");
        CommandLine.Run("export", folder["run"], "--out", folder["out"]).Failed(3, "labels.json was changed");
    }
}

using System.Security.Cryptography;

namespace Trainer.Export.Tests;

[TestClass]
public sealed class BundleWriterTests
{
    [TestMethod]
    [DataRow(RoutingTask.Pair)]
    [DataRow(RoutingTask.Pool)]
    public void Write_TheSameContentsElsewhere_GivesTheSameBytes(RoutingTask task)
    {
        using var folder = new TempFolder();
        var one = BundleWriter.Write(SampleBundle.Of(task), folder["one"]);
        var other = BundleWriter.Write(SampleBundle.Of(task), folder["deep/er/other"]);

        Assert.AreEqual(one, other);
        foreach (var name in BundleFiles.Required)
        {
            CollectionAssert.AreEqual(
                File.ReadAllBytes(Path.Combine(folder["one"], name)),
                File.ReadAllBytes(Path.Combine(folder["deep/er/other"], name)),
                name);
        }
    }

    [TestMethod]
    public void Write_Bundle_HoldsTheFormatsFilesAndNothingElse()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        var names = Directory.EnumerateFileSystemEntries(folder["router"]).Select(path => Path.GetFileName(path)!);
        CollectionAssert.AreEquivalent(BundleFiles.Required.ToArray(), names.ToArray());
        CollectionAssert.AreEqual(BundleFiles.Payload.Order(StringComparer.Ordinal).ToArray(), BundleFiles.Payload.ToArray());
        AssertNothingBeside(folder);
    }

    [TestMethod]
    public void Write_Checksums_AreWhatSha256sumReads()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);

        var expected = string.Concat(BundleFiles.Payload.Select(name =>
            $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder["router"], name))))}  {name}\n"));
        Assert.AreEqual(expected, File.ReadAllText(Path.Combine(folder["router"], BundleFiles.Checksums)));

        var checkedFiles = Command.Output(folder["router"], "sha256sum", "--check", "--strict", BundleFiles.Checksums);
        Assert.AreEqual(string.Concat(BundleFiles.Payload.Select(name => name + ": OK\n")), checkedFiles);
    }

    [TestMethod]
    public void Write_RootDigest_IsOverTheRawDigestsInNameOrder()
    {
        using var folder = new TempFolder();
        var digest = BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in BundleFiles.Payload)
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder["router"], name))));
        }

        Assert.AreEqual(Convert.ToHexStringLower(hash.GetHashAndReset()), digest);
    }

    [TestMethod]
    public void Write_OverABundle_ReplacesIt()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        var digest = BundleWriter.Write(SampleBundle.Pool(), folder["router"] + Path.DirectorySeparatorChar);
        Assert.AreEqual(digest, Bundle.Read(folder["router"]).Manifest.RootDigest);
        AssertNothingBeside(folder);
    }

    [TestMethod]
    public void Write_OverADamagedBundle_ReplacesIt()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        File.Delete(Path.Combine(folder["router"], BundleFiles.Manifest));
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        Assert.IsTrue(BundleVerifier.Verify(folder["router"]).IsWhole);
    }

    [TestMethod]
    public void Write_TrainingThatFailsHalfway_LeavesTheOldBundle()
    {
        using var folder = new TempFolder();
        var digest = BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        var failing = SampleBundle.Pool() with { BuildGraph = _ => throw new InvalidOperationException("no graph") };
        Assert.ThrowsExactly<InvalidOperationException>(() => BundleWriter.Write(failing, folder["router"]));
        Assert.AreEqual(digest, Bundle.Read(folder["router"]).Manifest.RootDigest);
        AssertNothingBeside(folder);
    }

    [TestMethod]
    public void Write_AfterAKillWhileWriting_CleansUp()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router.writing"]);
        File.Delete(Path.Combine(folder["router.writing"], BundleFiles.Graph));
        BundleWriter.Write(SampleBundle.Pool(), folder["router"]);
        Assert.IsTrue(BundleVerifier.Verify(folder["router"]).IsWhole);
        AssertNothingBeside(folder);
    }

    [TestMethod]
    public void Write_AfterAKillBetweenTheRenames_KeepsTheOldBundleUntilTheNewOneIsThere()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router.replaced"]);
        BundleWriter.Write(SampleBundle.Pool(), folder["router.writing"]);

        var failing = SampleBundle.Pool() with { BuildGraph = _ => throw new InvalidOperationException("no graph") };
        Assert.ThrowsExactly<InvalidOperationException>(() => BundleWriter.Write(failing, folder["router"]));
        Assert.IsTrue(BundleVerifier.Verify(folder["router.replaced"]).IsWhole);

        BundleWriter.Write(SampleBundle.Pool(), folder["router"]);
        Assert.IsTrue(BundleVerifier.Verify(folder["router"]).IsWhole);
        AssertNothingBeside(folder);
    }

    [TestMethod]
    [DataRow("router/thesis.txt")]
    [DataRow("router/manifest.json")] // other things have a file of this name too
    [DataRow("router/bundle.json/file")]
    [DataRow("router")]
    [DataRow("router.writing/thesis.txt")]
    [DataRow("router.replaced/thesis.txt")]
    public void Write_OverSomethingElse_RefusesAndTouchesNothing(string precious)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(folder[precious])!);
        File.WriteAllText(folder[precious], "years of work");

        var message = Assert.ThrowsExactly<BundleException>(() => BundleWriter.Write(SampleBundle.Pair(), folder["router"])).Message;

        StringAssert.Contains(message, "is not a bundle; nothing was written");
        Assert.AreEqual("years of work", File.ReadAllText(folder[precious]));
        Assert.AreEqual(1, Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Count());
    }

    [TestMethod]
    public void Write_OverABundleWithSomethingElseInIt_Refuses()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        File.WriteAllText(folder["router/thesis.txt"], "years of work");
        Assert.ThrowsExactly<BundleException>(() => BundleWriter.Write(SampleBundle.Pair(), folder["router"]));
        Assert.AreEqual("years of work", File.ReadAllText(folder["router/thesis.txt"]));
    }

    [TestMethod]
    public void Write_IntoAnEmptyFolder_Works()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["router"]);
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        Assert.IsTrue(BundleVerifier.Verify(folder["router"]).IsWhole);
    }

    [TestMethod]
    public void Write_ContentsThatNoReaderAccepts_RefusesBeforeAnythingIsWritten()
    {
        using var folder = new TempFolder();
        var pair = SampleBundle.Pair();
        var rules = pair.Policy;
        AssertRefused(pair with { Policy = rules with { Default = "gone" } }, BundleFiles.Policy);
        AssertRefused(
            pair with { Policy = rules with { OperatingPoints = [rules.OperatingPoints[0], rules.OperatingPoints[0]] } },
            BundleFiles.Policy);
        AssertRefused(pair with { Policy = rules with { OperatingPoints = [SampleBundle.PoolPoint("balanced", 1)] } }, BundleFiles.Policy);
        AssertRefused(
            pair with { Policy = rules with { OperatingPoints = [SampleBundle.PairPoint("balanced", double.NaN)] } },
            BundleFiles.Policy);
        var promise = SampleBundle.Promise;
        foreach (var empty in new[]
        {
            promise with { Method = "luck" }, promise with { Confidence = double.NaN }, promise with { Reference = null },
            promise with { MaxQualityLoss = double.NaN }, promise with { N = 0 },
        })
        {
            AssertRefused(
                pair with { Policy = rules with { OperatingPoints = [SampleBundle.PairPoint("balanced", 0.5) with { Certificate = empty }] } },
                $"{BundleFiles.Policy}, operating point 'balanced': a certificate has");
        }

        AssertRefused(pair with { Labels = new Labels([.. pair.Labels.Models, new ModelLabel("third", 1)]) }, BundleFiles.Labels);
        AssertRefused(pair with { Labels = new Labels([pair.Labels.Models[0], pair.Labels.Models[0]]) }, BundleFiles.Labels);
        foreach (var odd in new[] { pair.Labels.Models[1] with { InputUsdPerMTok = -1 }, pair.Labels.Models[1] with { MeanOutputTokens = -1 } })
        {
            AssertRefused(
                pair with { Labels = new Labels([pair.Labels.Models[0], odd]) },
                $"{BundleFiles.Labels} has a price or a number of tokens of large that is below 0");
        }

        AssertRefused(pair with { Evaluation = "{"u8.ToArray() }, BundleFiles.Evaluation);
        AssertRefused(pair with { Golden = [new GoldenRow("text", [0.1f, 0.2f], "small")] }, BundleFiles.Golden);

        void AssertRefused(BundleContents contents, string culprit)
        {
            StringAssert.Contains(
                Assert.ThrowsExactly<BundleException>(() => BundleWriter.Write(contents, folder["router"])).Message, culprit);
            Assert.IsFalse(Directory.EnumerateFileSystemEntries(folder.Path).Any());
        }
    }

    private static void AssertNothingBeside(TempFolder folder) =>
        CollectionAssert.AreEqual(new[] { folder["router"] }, Directory.GetFileSystemEntries(folder.Path));
}

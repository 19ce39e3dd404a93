using System.Text;
using System.Text.Json.Nodes;

namespace Trainer.Export.Tests;

/// <summary>
/// Everything that can be done to a bundle's files without rewriting the manifest, and what the manifest itself can be made to say.
/// </summary>
[TestClass]
public sealed class TamperTests
{
    private readonly TempFolder _folder = new();
    private readonly string _bundle;

    public TamperTests()
    {
        _bundle = _folder["router"];
        SampleBundle.CopyPair(_bundle);
    }

    public static IEnumerable<string[]> Files => BundleFiles.Required.Select(name => new[] { name });

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void NothingDone_IsWhole()
    {
        var result = BundleVerifier.Verify(_bundle);
        Assert.IsTrue(result.IsWhole, string.Join('\n', result.Problems));
        Assert.AreEqual(SampleBundle.Prompts.Length, result.GoldenRows);
        Assert.AreEqual(Bundle.Read(_bundle).Manifest.RootDigest, result.RootDigest);
        Assert.IsLessThanOrEqualTo(1e-6, result.LargestScoreDifference);
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void OneBitFlipped_IsRefused(string name)
    {
        var path = Path.Combine(_bundle, name);
        var original = File.ReadAllBytes(path);
        foreach (var position in new[] { 0, original.Length / 2, original.Length - 1 })
        {
            foreach (var bit in new byte[] { 1, 0x20, 0x80 })
            {
                byte[] changed = [.. original];
                changed[position] ^= bit;
                File.WriteAllBytes(path, changed);
                AssertRefused(name);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void ByteAddedOrCutOrAll_IsRefused(string name)
    {
        var path = Path.Combine(_bundle, name);
        var original = File.ReadAllBytes(path);
        foreach (var changed in new[] { [.. original, (byte)'\n'], original[..^1], [] })
        {
            File.WriteAllBytes(path, changed);
            AssertRefused(name);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void FileRemoved_IsRefused(string name)
    {
        File.Delete(Path.Combine(_bundle, name));
        AssertRefused($"{name} is missing");
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void FileRenamedByCase_IsRefused(string name)
    {
        var other = name == name.ToUpperInvariant() ? name.ToLowerInvariant() : name.ToUpperInvariant();
        File.Move(Path.Combine(_bundle, name), Path.Combine(_bundle, other));
        AssertRefused($"{other} does not belong", $"{name} is missing");
    }

    [TestMethod]
    [DataRow("notes.txt")]
    [DataRow(".hidden")]
    [DataRow("router.onnx.data")]
    public void FileAdded_IsRefused(string name)
    {
        File.WriteAllText(Path.Combine(_bundle, name), "x");
        AssertRefused($"{name} does not belong");
    }

    [TestMethod]
    public void TwoFilesSwapped_IsRefused()
    {
        var (one, other) = (Path.Combine(_bundle, BundleFiles.Features), Path.Combine(_bundle, BundleFiles.Provenance));
        File.Move(one, one + "x");
        File.Move(other, one);
        File.Move(one + "x", other);
        AssertRefused($"{BundleFiles.Features} was changed", $"{BundleFiles.Provenance} was changed");
    }

    [TestMethod]
    public void SymbolicLink_IsRefused()
    {
        var path = Path.Combine(_bundle, BundleFiles.Labels);
        File.Move(path, _folder["elsewhere.json"]);
        File.CreateSymbolicLink(path, _folder["elsewhere.json"]);
        AssertRefused($"{BundleFiles.Labels} is a link");
    }

    [TestMethod]
    public void Subfolder_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_bundle, "extra"));
        AssertRefused("extra is a link or a folder");
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    [Timeout(60_000)] // a reader that opens the pipe waits for ever
    public void PipeInPlaceOfAFile_IsRefused(string name)
    {
        File.Delete(Path.Combine(_bundle, name));
        Command.Output(_bundle, "mkfifo", name);
        AssertRefused(name);
    }

    [TestMethod]
    [DataRow(BundleFiles.Labels, BundleFiles.MaxJsonBytes + 1)]
    [DataRow(BundleFiles.Graph, BundleFiles.MaxFileBytes + 1)]
    public void OversizeFile_IsRefusedUnread(string name, long bytes)
    {
        using (var sparse = File.OpenWrite(Path.Combine(_bundle, name)))
        {
            sparse.SetLength(bytes);
        }

        AssertRefused(FormattableString.Invariant($"{name} has {bytes} bytes; the format allows {bytes - 1}"));
    }

    [TestMethod]
    public void SeveralThingsDone_AreAllNamed()
    {
        Tampering.Change(_bundle, BundleFiles.Policy, bytes => [.. bytes, (byte)' ']);
        File.Delete(Path.Combine(_bundle, BundleFiles.Evaluation));
        File.WriteAllText(Path.Combine(_bundle, "notes.txt"), "x");
        AssertRefused(BundleFiles.Policy, BundleFiles.Evaluation, "notes.txt");
        Assert.HasCount(3, BundleVerifier.Verify(_bundle).Problems);
    }

    [TestMethod]
    public void ManifestWhitespace_IsRefused()
    {
        Tampering.Change(
            _bundle,
            BundleFiles.Manifest,
            bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("  ", "    ", StringComparison.Ordinal)));
        AssertRefused($"{BundleFiles.Manifest} was changed");
    }

    [TestMethod]
    public void ManifestThatIsNoJson_IsRefused()
    {
        foreach (var text in new[] {
            "null",
            "[]",
            "{}",
            "{\"algorithm\":\"sha256\",\"rootDigest\":\"\",\"files\":[null]}",
            new string('[', 100_000),
        })
        {
            File.WriteAllText(Path.Combine(_bundle, BundleFiles.Manifest), text);
            AssertRefused($"{BundleFiles.Manifest} was changed");
        }
    }

    [TestMethod]
    [DataRow("../router/labels.json")]
    [DataRow("..")]
    [DataRow("/etc/hostname")]
    [DataRow("sub/labels.json")]
    public void ManifestWithAPath_IsRefused(string path)
    {
        var entries = Bundle.Read(_bundle).Manifest.Files;
        Tampering.Seal(_bundle, Manifest.Of(entries.Append(entries[0] with { Path = path })));
        AssertRefused($"{BundleFiles.Manifest} lists {path}, which does not belong");
    }

    [TestMethod]
    public void ManifestWithoutAFile_IsRefused()
    {
        Tampering.Seal(_bundle, Manifest.Of(Bundle.Read(_bundle).Manifest.Files.Where(file => file.Path != BundleFiles.Policy)));
        AssertRefused($"{BundleFiles.Policy} is not in {BundleFiles.Manifest}");
    }

    [TestMethod]
    public void ManifestWithAWrongSize_IsRefused()
    {
        Tampering.Seal(_bundle, Manifest.Of(Bundle.Read(_bundle).Manifest.Files.Select(
            file => file with { Size = file.Size + (file.Path == BundleFiles.Policy ? 1 : 0) })));
        AssertRefused($"{BundleFiles.Policy} was changed");
    }

    [TestMethod]
    public void ManifestWithAFileTwice_IsRefused()
    {
        var entries = Bundle.Read(_bundle).Manifest.Files;
        Tampering.Seal(_bundle, Manifest.Of(entries.Append(entries[1] with { Size = 0 })));
        AssertRefused($"{BundleFiles.Manifest} was changed");
    }

    [TestMethod]
    [DataRow("", DisplayName = "empty")]
    [DataRow("ab", DisplayName = "short")]
    [DataRow("no hexadecimal digits", DisplayName = "not hexadecimal")]
    public void ManifestWithABrokenDigest_IsRefused(string digest)
    {
        Tampering.ChangeJson(_bundle, BundleFiles.Manifest, manifest => manifest["files"]![0]!["sha256"] = digest);
        AssertRefused($"{BundleFiles.Manifest} was changed");
    }

    [TestMethod]
    public void ManifestWithAnotherAlgorithm_IsRefused()
    {
        Tampering.ChangeJson(_bundle, BundleFiles.Manifest, manifest => manifest["algorithm"] = JsonValue.Create("md5"));
        AssertRefused($"{BundleFiles.Manifest} was changed");
    }

    [TestMethod]
    public void ChecksumsOfAnotherManifest_AreRefused()
    {
        Tampering.Change(_bundle, BundleFiles.Checksums, bytes => bytes[..^70]);
        AssertRefused($"{BundleFiles.Checksums} was changed");
    }

    private void AssertRefused(params string[] culprits)
    {
        var read = Assert.ThrowsExactly<BundleException>(() => Bundle.Read(_bundle)).Message;
        var load = Assert.ThrowsExactly<BundleException>(() => Router.Load(_bundle)).Message;
        var verification = BundleVerifier.Verify(_bundle);
        Assert.IsFalse(verification.IsWhole);
        foreach (var culprit in culprits)
        {
            StringAssert.Contains(read, culprit);
            StringAssert.Contains(load, culprit);
            Assert.Contains(culprit, string.Join('\n', verification.Problems));
        }
    }
}

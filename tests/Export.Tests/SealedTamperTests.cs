using System.Text;
using System.Text.Json.Nodes;
using Trainer.Onnx;
using Trainer.Onnx.Schema;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Export.Tests;

/// <summary>What somebody can do who also rewrites manifest and checksums: digests say nothing then, everything else must.</summary>
[TestClass]
public sealed class SealedTamperTests
{
    private readonly TempFolder _folder = new();
    private readonly string _bundle;

    public SealedTamperTests()
    {
        _bundle = _folder["router"];
        SampleBundle.CopyPair(_bundle);
    }

    public static IEnumerable<string[]> JsonFiles =>
        BundleFiles.Payload.Where(name => name.Contains(".json", StringComparison.Ordinal)).Select(name => new[] { name });

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void GraphOfAnotherBundle_IsRefusedByItsMetadata()
    {
        BundleWriter.Write(SampleBundle.Pair(seed: 9), _folder["other"]);
        File.Copy(_folder["other/router.onnx"], _folder["router/router.onnx"], overwrite: true);
        Tampering.Seal(_bundle);
        AssertRouterRefused($"{BundleFiles.Graph} belongs to another bundle", "trainer.bundle_id");
    }

    [TestMethod]
    [DataRow(BundleFiles.Labels)]
    [DataRow(BundleFiles.Features)]
    [DataRow(BundleFiles.Provenance)]
    public void FileOfAnotherBundle_IsRefusedByTheDescriptor(string name)
    {
        Tampering.ChangeJson(_bundle, name, json => json["note"] = "changed");
        Tampering.Seal(_bundle);
        AssertReaderRefused($"{BundleFiles.Descriptor} belongs to another bundle", name);
    }

    [TestMethod]
    public void FileAndDescriptorOfAnotherBundle_AreRefusedByTheGraph()
    {
        Tampering.ChangeJson(_bundle, BundleFiles.Labels, labels => labels["models"]![1]!["id"] = "cheaper");
        var id = GraphMetadata.Id(Read(BundleFiles.Labels), Read(BundleFiles.Features), Read(BundleFiles.Provenance));
        Tampering.ChangeJson(_bundle, BundleFiles.Descriptor, descriptor => descriptor["id"] = id);
        Tampering.Seal(_bundle);
        AssertRouterRefused($"{BundleFiles.Graph} belongs to another bundle");
    }

    [TestMethod]
    public void GraphWithoutMetadata_IsRefused()
    {
        WriteGraph(SampleBundle.Graph(1, 1, new Dictionary<string, string>()));
        AssertRouterRefused("its trainer.bundle_id is absent");
    }

    [TestMethod]
    public void GraphWithMoreScores_IsRefused()
    {
        WriteGraph(SampleBundle.Graph(3, 1, Metadata()));
        AssertRouterRefused("it gives 3 scores per query");
    }

    [TestMethod]
    public void GraphOfOtherWeights_IsRefusedByTheGoldenRows()
    {
        WriteGraph(SampleBundle.Graph(1, 9, Metadata()));
        using (Router.Load(_bundle))
        {
            // Nothing but its answers tells it from the right one.
        }

        var problems = BundleVerifier.Verify(_bundle).Problems;
        Assert.Contains($"{BundleFiles.Golden}, line 1: scores differ", problems[0]);
    }

    [TestMethod]
    public void GraphWithExternalData_IsRefused()
    {
        File.WriteAllBytes(_folder["weights.bin"], new byte[4]);
        var model = ModelProto.Parser.ParseFrom(Read(BundleFiles.Graph));
        var tensor = model.Graph.Initializer[0];
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = _folder["weights.bin"] });
        WriteGraph(Google.Protobuf.MessageExtensions.ToByteArray(model));
        AssertRouterRefused(BundleFiles.Graph, "keeps data in another file");
    }

    [TestMethod]
    [DataRow("", DisplayName = "empty")]
    [DataRow("garbage", DisplayName = "text")]
    [DataRow("\0\0\0\0ORTM\0\0\0\0\0\0\0\0", DisplayName = "the mark of the runtime's own format")]
    [DataRow("\u0008\u0008", DisplayName = "a model without a graph")]
    public void Garbage_IsRefusedWithoutACrash(string text)
    {
        WriteGraph(Encoding.Latin1.GetBytes(text));
        AssertRouterRefused(BundleFiles.Graph);
    }

    [TestMethod]
    public void GraphCutAnywhere_IsRefusedWithoutACrash()
    {
        var whole = Read(BundleFiles.Graph);
        for (var length = 1; length < whole.Length; length += whole.Length / 40)
        {
            WriteGraph(whole[..length]);
            AssertRouterRefused(BundleFiles.Graph);
        }
    }

    [TestMethod]
    public void GraphThatFailsOnTexts_IsAProblemAndNoCrash()
    {
        var graph = new GraphBuilder("router");
        var text = graph.Input("text", DataType.String, GraphBuilder.Batch);
        var length = graph.Add("Cast", [graph.Add("Shape", [text])], Attr.Int("to", (long)DataType.Float));
        var many = graph.Add("Expand", [length, graph.Constant("seven", [7L], 1)]); // [7] for whatever was declared as [N]
        graph.Output("scores", many, DataType.Float, GraphBuilder.Batch);
        WriteGraph(graph.Build(Metadata()));
        Assert.Contains(BundleFiles.Graph, string.Join('\n', BundleVerifier.Verify(_bundle).Problems));
    }

    [TestMethod]
    [DynamicData(nameof(JsonFiles))]
    public void DuplicateKey_IsRefused(string name)
    {
        Tampering.Change(_bundle, name, bytes =>
        {
            var text = Encoding.UTF8.GetString(bytes);
            var key = text.Split('"')[1];
            var value = JsonNode.Parse(
                text.Split('\n', 2) is [var line, _] && name == BundleFiles.Golden ? line : text)![key]!.ToJsonString();
            return Encoding.UTF8.GetBytes($"{{\"{key}\":{value},{text[1..]}");
        });
        Tampering.Seal(_bundle);
        AssertReaderRefused(name, "uplicate");
    }

    [TestMethod]
    [DynamicData(nameof(JsonFiles))]
    public void DuplicateKeyThatIsUnknown_IsRefused(string name)
    {
        Tampering.Change(_bundle, name, bytes => [.. "{\"x\":1,\"x\":2,"u8, .. bytes.AsSpan(1)]);
        Tampering.Seal(_bundle);
        AssertReaderRefused(name, "uplicate");
    }

    [TestMethod]
    [DynamicData(nameof(JsonFiles))]
    public void BottomlessNesting_IsRefused(string name)
    {
        Tampering.Change(_bundle, name, bytes => [.. "{\"x\":"u8, .. Enumerable.Repeat((byte)'[', 1_000_000)]);
        Tampering.Seal(_bundle);
        AssertReaderRefused(name);
    }

    [TestMethod]
    public void LowerMinorVersion_IsAccepted()
    {
        Tampering.ChangeJson(_bundle, BundleFiles.Descriptor, descriptor => descriptor["formatVersion"] = "2.0");
        Tampering.Seal(_bundle);
        var result = BundleVerifier.Verify(_bundle);
        Assert.IsTrue(result.IsWhole, string.Join('\n', result.Problems));
    }

    [TestMethod]
    public void HigherMinorVersionWithUnknownFields_IsAccepted()
    {
        Tampering.ChangeJson(_bundle, BundleFiles.Descriptor, descriptor =>
        {
            descriptor["formatVersion"] = "2.7";
            descriptor["novelty"] = new JsonObject { ["a"] = 1 };
            descriptor["graph"]!["novelty"] = true;
        });
        Tampering.ChangeJson(_bundle, BundleFiles.Policy, policy => policy["operatingPoints"]![0]!["novelty"] = new JsonArray(1, 2));
        Tampering.Seal(_bundle);
        var result = BundleVerifier.Verify(_bundle);
        Assert.IsTrue(result.IsWhole, string.Join('\n', result.Problems));
    }

    [TestMethod]
    [DataRow("1.0")]
    [DataRow("3.0")]
    [DataRow("10.0")]
    [DataRow("0.9")]
    [DataRow("")]
    public void OtherMajorVersion_IsRefusedBeforeAnythingElse(string version)
    {
        // Of another major version nothing else is known, not even the rest of the descriptor.
        File.WriteAllBytes(Path.Combine(_bundle, BundleFiles.Descriptor), BundleJson.ToFile(new { formatVersion = version }));
        Tampering.Seal(_bundle);
        AssertReaderRefused($"{BundleFiles.Descriptor} has format version {version}; this library reads 2.4");
    }

    [TestMethod]
    public void GoldenScoreChanged_VerificationNamesTheLine()
    {
        ChangeGolden(3, row => row["scores"]![0] = row["scores"]![0]!.GetValue<float>() + 2e-5f);
        var result = BundleVerifier.Verify(_bundle);
        Assert.Contains($"{BundleFiles.Golden}, line 3: scores differ by", result.Problems.Single());
        Assert.AreEqual(2e-5, result.LargestScoreDifference, 1e-6);
    }

    [TestMethod]
    public void GoldenDecisionChanged_VerificationNamesTheLine()
    {
        ChangeGolden(3, row => row["model"] = row["model"]!.GetValue<string>() == "small" ? "large" : "small");
        Assert.Contains($"{BundleFiles.Golden}, line 3: scores differ by", BundleVerifier.Verify(_bundle).Problems.Single());
    }

    [TestMethod]
    public void GoldenTextChanged_VerificationNamesTheLine()
    {
        ChangeGolden(3, row => row["text"] = "another text altogether");
        Assert.Contains($"{BundleFiles.Golden}, line 3: scores differ by", BundleVerifier.Verify(_bundle).Problems.Single());
    }

    [TestMethod]
    public void GoldenRowRemoved_IsRefused()
    {
        Tampering.Change(_bundle, BundleFiles.Golden, bytes => bytes[(Array.IndexOf(bytes, (byte)'\n') + 1)..]);
        Tampering.Seal(_bundle);
        AssertReaderRefused($"{BundleFiles.Golden} has 9 rows, {BundleFiles.Descriptor} says 10");
    }

    [TestMethod]
    public void GoldenLineThatIsNoRow_IsNamed()
    {
        Tampering.Change(_bundle, BundleFiles.Golden, bytes => [.. bytes, .. "{\"text\":\"a\"}\n"u8]);
        Tampering.Seal(_bundle);
        AssertReaderRefused($"{BundleFiles.Golden}, line 11 is not what the format says");
    }

    [TestMethod]
    public void ManyGoldenRowsChanged_AreCounted()
    {
        Tampering.Change(_bundle, BundleFiles.Policy, bytes => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(bytes).Replace("\"default\": \"balanced\"", "\"default\": \"never\"", StringComparison.Ordinal)));
        Tampering.ChangeJson(_bundle, BundleFiles.Descriptor, descriptor => descriptor["golden"]!["rows"] = 24);
        Tampering.Change(_bundle, BundleFiles.Golden, _ => Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("{\"text\":\"a\",\"scores\":[0.5],\"model\":\"large\"}\n", 24))));
        Tampering.Seal(_bundle);
        var problems = BundleVerifier.Verify(_bundle).Problems;
        Assert.HasCount(11, problems);
        Assert.AreEqual("and 14 golden rows more", problems[^1]);
    }

    [TestMethod]
    public void GoldenRowAtATie_MayFallOnTheOtherSide()
    {
        // Recorded just at the threshold; this machine's score is a hair lower, well within the tolerance.
        var row = Bundle.Read(_bundle).Golden().First();
        var recorded = row with { Scores = [row.Scores[0] + 1e-6f], Model = "large" };
        var contents = SampleBundle.Pair() with
        {
            Golden = [recorded],
            Policy = new Policy("tie", [SampleBundle.PairPoint("tie", recorded.Scores[0])]),
        };
        BundleWriter.Write(contents, _bundle);
        Assert.IsTrue(BundleVerifier.Verify(_bundle).IsWhole);
    }

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_bundle, name));

    private IReadOnlyDictionary<string, string> Metadata() =>
        GraphMetadata.Of(Read(BundleFiles.Labels), Read(BundleFiles.Features), Read(BundleFiles.Provenance));

    private void WriteGraph(byte[] graph)
    {
        File.WriteAllBytes(Path.Combine(_bundle, BundleFiles.Graph), graph);
        Tampering.Seal(_bundle);
    }

    private void ChangeGolden(int line, Action<JsonNode> change)
    {
        Tampering.Change(_bundle, BundleFiles.Golden, bytes =>
        {
            var lines = Encoding.UTF8.GetString(bytes).Split('\n');
            var row = JsonNode.Parse(lines[line - 1])!;
            change(row);
            lines[line - 1] = row.ToJsonString();
            return Encoding.UTF8.GetBytes(string.Join('\n', lines));
        });
        Tampering.Seal(_bundle);
    }

    private void AssertReaderRefused(params string[] culprits)
    {
        var read = Assert.ThrowsExactly<BundleException>(() => Bundle.Read(_bundle)).Message;
        foreach (var culprit in culprits)
        {
            StringAssert.Contains(read, culprit);
        }

        AssertRouterRefused(culprits);
    }

    private void AssertRouterRefused(params string[] culprits)
    {
        var load = Assert.ThrowsExactly<BundleException>(() => Router.Load(_bundle)).Message;
        var verification = BundleVerifier.Verify(_bundle);
        Assert.IsFalse(verification.IsWhole);
        foreach (var culprit in culprits)
        {
            StringAssert.Contains(load, culprit);
            Assert.Contains(culprit, string.Join('\n', verification.Problems));
        }
    }
}

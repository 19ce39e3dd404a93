using Trainer.Features;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Export.Tests;

/// <summary>Bundles whose graph takes each query's domain beside the text.</summary>
[TestClass]
public sealed class DomainTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Route_WithAndWithoutADomain_TakesItWhereItIsKnown()
    {
        BundleWriter.Write(Contents(), _folder["b"]);
        using var router = Router.Load(_folder["b"]);
        Assert.IsTrue(router.TakesDomain);
        Assert.AreEqual("large", router.Route("a", [], domain: "law").Model);
        Assert.AreEqual("small", router.Route("a", [], domain: "art").Model);
        Assert.AreEqual("small", router.Route("a").Model);
        Assert.AreEqual("large", router.Route("a", [], router.Bundle.OperatingPoint(), "l\0aw").Model, "U+0000 counts as nothing");

        // More than a batch, of lengths in no order: each text keeps its domain.
        string[] texts = [.. Enumerable.Range(0, 30).Select(i => new string('x', i * 7 % 30))];
        string?[] domains = [.. texts.Select((_, i) => i % 3 == 0 ? "law" : i % 3 == 1 ? "art" : null)];
        CollectionAssert.AreEqual(domains.Select(domain => domain == "law" ? 0.75f : 0.25f).ToArray(), router.Score(texts, null, domains));
        CollectionAssert.AreEqual(texts.Select(_ => 0.25f).ToArray(), router.Score(texts), "none is known");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => router.Score(["a", "b"], null, ["law"])).Message, "domains of 1 texts for 2 texts");
    }

    [TestMethod]
    public void Verify_GoldenRowsWithDomains_AreReplayedWithThem()
    {
        BundleWriter.Write(Contents(), _folder["b"]);
        Assert.IsTrue(BundleVerifier.Verify(_folder["b"]).IsWhole);
        BundleWriter.Write(Bundle.Read(_folder["b"]).ToContents(), _folder["again"]);
        Assert.AreEqual(Bundle.Read(_folder["b"]).Manifest.RootDigest, Bundle.Read(_folder["again"]).Manifest.RootDigest);

        var contents = Contents();
        BundleWriter.Write(contents with { Golden = [contents.Golden[0] with { Domain = "art" }] }, _folder["wrong"]);
        Assert.IsFalse(BundleVerifier.Verify(_folder["wrong"]).IsWhole);
    }

    [TestMethod]
    public void Score_DomainsForABundleThatAsksForNone_AreIgnored()
    {
        BundleWriter.Write(SampleBundle.Pair(), _folder["plain"]);
        using var plain = Router.Load(_folder["plain"]);
        Assert.IsFalse(plain.TakesDomain);
        CollectionAssert.AreEqual(plain.Score(["a", "b"]), plain.Score(["a", "b"], null, ["law", null]));
        Assert.AreEqual(plain.Route("a"), plain.Route("a", [], domain: "law"));
    }

    [TestMethod]
    [DataRow("2.0")]
    [DataRow("2.2")]
    [DataRow("2.9")]
    public void Version_EarlierAndLaterMinor_IsRead(string version) => Assert.IsNull(BundleRules.Version(version));

    private static BundleContents Contents() => SampleBundle.Pair() with
    {
        BuildGraph = metadata =>
        {
            var graph = new GraphBuilder("router");
            graph.Input(GraphSession.TextName, DataType.String, GraphBuilder.Batch);
            var inputs = new QueryInputs(graph);
            var score = graph.Add(
                "LabelEncoder",
                GraphBuilder.MlDomain,
                [inputs.Domain],
                Attr.Strings("keys_strings", ["law"]),
                Attr.Floats("values_floats", [0.75f]),
                Attr.Float("default_float", 0.25f));
            graph.Output(GraphSession.ScoresName, score, DataType.Float, GraphBuilder.Batch);
            return graph.Build(metadata);
        },
        Golden = [new GoldenRow("a", [0.75f], "large", Domain: "law"), new GoldenRow("a", [0.25f], "small")],
    };
}

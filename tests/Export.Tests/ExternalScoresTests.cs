using Trainer.Features;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Export.Tests;

/// <summary>Bundles whose graph takes scores from the application beside the text.</summary>
[TestClass]
public sealed class ExternalScoresTests : IDisposable
{
    private static readonly string[] Names = ["verified", "own"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Route_SingleAndBatch_TakesTheScoresOfEachText()
    {
        BundleWriter.Write(Contents(), _folder["b"]);
        using var router = Router.Load(_folder["b"]);

        CollectionAssert.AreEqual(Names, router.ExternalScoreNames.ToArray());
        Assert.AreEqual(Sigmoid(0.5f + 2), router.Route("a", [0.5f, 1]).Score, 1e-6f);
        Assert.AreEqual("small", router.Route("a", [-1, -1f]).Model);
        Assert.AreEqual("large", router.Route("a", [1, 1f], router.Bundle.OperatingPoint()).Model);

        // More than a batch, of lengths in no order: each text keeps its scores.
        string[] texts = [.. Enumerable.Range(0, 30).Select(i => new string('x', i * 7 % 30))];
        var given = Enumerable.Range(0, 60).Select(i => (i - 30) / 20f).ToArray();
        var scores = router.Score(texts, new DenseMatrix(given, 30, 2));
        for (var i = 0; i < 30; i++)
        {
            Assert.AreEqual(Sigmoid(given[2 * i] + (2 * given[(2 * i) + 1])), scores[i], 1e-6f);
        }

        Assert.IsEmpty(router.Score([], new DenseMatrix([], 0, 0)));
        Assert.IsTrue(BundleVerifier.Verify(_folder["b"]).IsWhole);
    }

    [TestMethod]
    public void Route_ScoresMissingOrOdd_SaysWhichAreNeeded()
    {
        BundleWriter.Write(Contents(), _folder["b"]);
        using var router = Router.Load(_folder["b"]);
        void Refused(Action act, string expected) => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(act).Message, expected);

        Refused(() => router.Route("a"), "routes by 2 external scores of each query (verified, own), but none are given");
        Refused(() => router.Score(["a"]), "but none are given");
        Refused(() => router.Route("a", [1f]), "but 1 are given; give one number for each name, in this order");
        Refused(() => router.Route("a", [1, float.NaN]), "external score 'own' of text 1 is NaN; it must be finite");
        Refused(() => router.Score(["a", "b"], new DenseMatrix([1, 2, float.PositiveInfinity, 2], 2, 2)), "score 'verified' of text 2 is");
        Refused(() => router.Score(["a", "b"], new DenseMatrix([1, 2], 1, 2)), "external scores of 1 texts for 2 texts");

        BundleWriter.Write(SampleBundle.Pair(), _folder["plain"]);
        using var plain = Router.Load(_folder["plain"]);
        Refused(() => plain.Route("a", [1f]), "routes without external scores, but 1 are given; leave them out");
        Assert.IsEmpty(plain.ExternalScoreNames);
    }

    [TestMethod]
    public void Route_PoolOfACascade_TakesScoresThatAreNotKnownYet()
    {
        var pool = Cascade();
        BundleWriter.Write(pool, _folder["b"]);
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder["b"], BundleFiles.Golden)), "\"externalScores\":[1,null]");
        using var router = Router.Load(_folder["b"]);

        Assert.IsTrue(router.TakesUnknownScores);
        Assert.AreEqual("small", router.Route("a", [float.NaN, float.NaN]).Model);
        Assert.AreEqual("large", router.Route("a", [-1, float.NaN]).Model);
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 1 }, router.Score(["a", "b"], new DenseMatrix([float.NaN, 1, -1, float.NaN], 2, 2)));
        void Refused(Action act) => StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(act).Message, "external score 'own' of text 1 is Infinity; it must be finite, or NaN while it is not known");
        Refused(() => router.Route("a", [float.NaN, float.PositiveInfinity]));
        Assert.IsTrue(BundleVerifier.Verify(_folder["b"]).IsWhole);
        BundleWriter.Write(Bundle.Read(_folder["b"]).ToContents(), _folder["again"]);
        Assert.AreEqual(Bundle.Read(_folder["b"]).Manifest.RootDigest, Bundle.Read(_folder["again"]).Manifest.RootDigest);

        BundleWriter.Write(pool with { Labels = pool.Labels with { Cascade = null }, Golden = [] }, _folder["plain"]);
        using var plain = Router.Load(_folder["plain"]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => plain.Route("a", [float.NaN, 1])).Message, "score 'verified' of text 1 is NaN; it must be finite");
    }

    [TestMethod]
    public void Write_ScoresThatDoNotFitTogether_IsRefused()
    {
        void Refused(BundleContents contents, string expected) => StringAssert.Contains(
            Assert.ThrowsExactly<BundleException>(() => BundleWriter.Write(contents, _folder["b"])).Message, expected);

        var whole = Contents();
        Refused(whole with { Features = Features(null) }, "names no external scores, but bundle.json lists their input 'external_scores'");
        Refused(whole with { Features = Features("a", "a") }, "one without a name or a name twice");
        Refused(whole with { Features = Features("a", "") }, "one without a name");
        Refused(whole with { Features = Features("a", "b", "c") }, "golden.jsonl, line 1 has 2 external scores; the graph takes 3");
        Refused(whole with { Golden = [whole.Golden[0] with { ExternalScores = null }] }, "line 1 has 0 external scores; the graph takes 2");
        Refused(
            whole with { Labels = whole.Labels with { Cascade = new CascadeLabel(-1, 0) } }, "labels.json has a cascade");
    }

    [TestMethod]
    public void Load_GraphOfAnotherNumberOfScores_IsRefused()
    {
        var three = Contents() with { Features = Features("a", "b", "c") };
        three = three with { Golden = [three.Golden[0] with { ExternalScores = [1, 2, 3] }] };
        BundleWriter.Write(three, _folder["b"]);
        StringAssert.Contains(
            Assert.ThrowsExactly<BundleException>(() => Router.Load(_folder["b"])).Message, "it takes 2 external scores, features.json names 3");
    }

    [TestMethod]
    public void ToContents_ScoresAndCascade_GoAlong()
    {
        var contents = Contents();
        BundleWriter.Write(contents with { Labels = contents.Labels with { Cascade = new CascadeLabel(0.5, 1) } }, _folder["b"]);
        var read = Bundle.Read(_folder["b"]);
        Assert.AreEqual(new CascadeLabel(0.5, 1), read.Labels.Cascade);
        BundleWriter.Write(read.ToContents(), _folder["again"]);
        Assert.AreEqual(read.Manifest.RootDigest, Bundle.Read(_folder["again"]).Manifest.RootDigest);
    }

    private static byte[] Features(params string[]? names) =>
        BundleJson.ToFile(new FeaturesDescriptor("scores", 2, null, ExternalScores: names));

    private static BundleContents Contents()
    {
        var labels = new Labels([new ModelLabel("small", 0.0001), new ModelLabel("large", 0.01)]);
        return new BundleContents
        {
            Name = "scored",
            Task = RoutingTask.Pair,
            BuildGraph = Graph,
            Labels = labels,
            Policy = new Policy("half", [SampleBundle.PairPoint("half", 0.5)]),
            Golden = [new GoldenRow("text", [Sigmoid(3)], "large", null, [1, 1])],
            Features = Features(Names),
            Calibration = "{}"u8.ToArray(),
            Evaluation = "{}"u8.ToArray(),
            Provenance = "{}"u8.ToArray(),
            ModelCard = "# Scored\n"u8.ToArray(),
        };
    }

    // Small until its verification is known to be below 0, then large.
    private static BundleContents Cascade() => Contents() with
    {
        Task = RoutingTask.Pool,
        BuildGraph = metadata =>
        {
            var graph = new GraphBuilder("router");
            var scores = graph.Input(GraphSession.ExternalScoresName, DataType.Float, GraphBuilder.Batch, 2);
            var verified = graph.Add("Gather", [scores, graph.Constant("verified", [0L], 1)], Attr.Int("axis", 1));
            var below = graph.Add("Less", [verified, graph.Scalar(0f)]);
            var bar = graph.Add("Where", [below, graph.Constant("large", [0f, 1], 1, 2), graph.Constant("small", [1f, 0], 1, 2)]);
            graph.Output(GraphSession.ScoresName, bar, DataType.Float, GraphBuilder.Batch, 2);
            return graph.Build(metadata);
        },
        Labels = Contents().Labels with { Cascade = new CascadeLabel(0.5, 0) },
        Policy = new Policy("policy", [SampleBundle.PairPoint("policy", 0.5) with { Threshold = null, UsdTradeoff = 0 }]),
        Golden = [new GoldenRow("text", [1, 0], "small", null, [1, float.NaN])],
    };

    // σ(first + 2 · second), whatever the text.
    private static byte[] Graph(IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new GraphBuilder("router");
        graph.Input(GraphSession.TextName, DataType.String, GraphBuilder.Batch);
        var scores = graph.Input(GraphSession.ExternalScoresName, DataType.Float, GraphBuilder.Batch, 2);
        var sum = graph.Add("MatMul", [scores, graph.Constant("weights", [1f, 2f], 2)]);
        graph.Output(GraphSession.ScoresName, graph.Add("Sigmoid", [sum]), DataType.Float, GraphBuilder.Batch);
        return graph.Build(metadata);
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}

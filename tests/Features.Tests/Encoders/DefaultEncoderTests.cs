using System.Numerics.Tensors;
using System.Text.Json;
using Trainer.Features.Encoders;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Tests.Encoders;

[TestClass]
public sealed class DefaultEncoderTests
{
    private static readonly Encoder Cut = DefaultEncoder.Load();
    private static readonly Encoder HeadAndTail = DefaultEncoder.Load(LongPrompts.HeadAndTail);
    private static readonly Encoder Windows = DefaultEncoder.Load(LongPrompts.Windows);

    [ClassCleanup]
    public static void Unload()
    {
        Cut.Dispose();
        HeadAndTail.Dispose();
        Windows.Dispose();
    }

    [TestMethod]
    public void TextsOfOneMeaningLieNearEachOther()
    {
        var vectors = Cut.Embed(["How old are you?", "What is your age?", "Sort a list of integers in Python."]);

        Assert.AreEqual(512, vectors.ColumnCount);
        Assert.AreEqual(1f, TensorPrimitives.Norm(vectors.Row(0)), 1e-5f);
        Assert.IsGreaterThan(0.8f, TensorPrimitives.Dot(vectors.Row(0), vectors.Row(1)));
        Assert.IsLessThan(0.3f, TensorPrimitives.Dot(vectors.Row(0), vectors.Row(2)));
    }

    /// <summary>Values of the published JavaScript package (TensorFlow.js, wasm backend).</summary>
    [TestMethod]
    public void PublishedValuesComeOut()
    {
        var ids = new List<int>();
        Cut.Tokenizer.Encode("Résumé: naïve café — déjà vu!", ids);
        CollectionAssert.AreEqual(
            (int[])[293, 1133, 7, 400, 1133, 57, 1216, 0, 105, 976, 209, 1133, 405, 602, 1133, 785, 4969, 1174, 194, 78], ids);

        var vector = Cut.Embed(["What is the capital of France?"]).Row(0);
        Assert.AreEqual(-0.05488688498735428f, vector[0], 1e-6f);
        Assert.AreEqual(0.04763345792889595f, vector[1], 1e-6f);
        Assert.AreEqual(-0.027846496552228928f, vector[2], 1e-6f);
    }

    [TestMethod]
    public void EveryReferenceTextGivesThePublishedIdsAndVector()
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("use_lite/reference.json")));
        var rows = reference.RootElement.EnumerateArray().ToArray();
        string[] texts = [.. rows.Select(row => row.GetProperty("t").GetString()!)];
        var vectors = Cut.Embed(texts);
        var compared = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var ids = new List<int>();
            Cut.Tokenizer.Encode(texts[i], ids);
            CollectionAssert.AreEqual(
                rows[i].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray(), ids, $"text {i}");
            if (rows[i].GetProperty("e") is { ValueKind: JsonValueKind.Array } e)
            {
                float[] expected = [.. e.EnumerateArray().Select(value => value.GetSingle())];
                Assert.IsGreaterThan(0.999999, Cosine(expected, vectors.Row(i)), $"text {i}");
                compared++;
            }
        }

        Assert.AreEqual(85, rows.Length);
        Assert.AreEqual(84, compared); // the package throws on the empty text
    }

    [TestMethod]
    public void EightBitWeightsKeepTheDirectionOfEveryReferenceText()
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("use_lite/reference.json")));
        string[] texts = [.. reference.RootElement.EnumerateArray().Select(row => row.GetProperty("t").GetString()!)];
        using var quantised = DefaultEncoder.Load(isQuantised: true);
        var (exact, rounded) = (Cut.Embed(texts), quantised.Embed(texts));
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.IsGreaterThan(0.999, Cosine(exact.Row(i), rounded.Row(i)), $"text {i}");
        }

        CollectionAssert.AreEqual(rounded.Row(3).ToArray(), quantised.Embed([texts[3]]).Values.ToArray());
        Assert.AreNotEqual(Cut.Digest, quantised.Digest);
    }

    [TestMethod]
    public void AVectorDoesNotDependOnItsNeighboursByASingleBit()
    {
        string[] texts = [.. Enumerable.Range(0, 70).Select(i => string.Join(' ', Enumerable.Repeat($"word {i} and", 1 + (i % 23)))), ""];
        var together = Windows.Embed(texts);
        foreach (var i in (int[])[0, 3, 22, 45, 69, 70])
        {
            CollectionAssert.AreEqual(Windows.Embed([texts[i]]).Values.ToArray(), together.Row(i).ToArray(), $"text {i}");
        }
    }

    [TestMethod]
    public void AnEmptyTextHasAVector() => Assert.AreEqual(1f, TensorPrimitives.Norm(Cut.Embed([""]).Values), 1e-5f);

    [TestMethod]
    public void OfALongPromptEachStrategyReadsWhatItSays()
    {
        var start = string.Join(' ', Enumerable.Repeat("The cat sat on the mat.", 40));
        var sums = string.Join(' ', Enumerable.Repeat("Integrate the polynomial.", 40));
        string[] texts = [$"{start} {sums}", $"{start} {start}", start];

        Assert.AreEqual(1, Likeness(Cut.Embed(texts), 0, 2), 1e-5); // the end is not read
        foreach (var encoder in (Encoder[])[HeadAndTail, Windows])
        {
            var vectors = encoder.Embed(texts);
            Assert.IsLessThan(0.9, Likeness(vectors, 0, 2));
            Assert.IsGreaterThan(0.95, Likeness(vectors, 1, 2));
        }
    }

    [TestMethod]
    [DataRow(129, 2)]
    [DataRow(1000, 8)]
    [DataRow(5000, 8)]
    public void WindowsCoverBothEndsOfALongPrompt(int words, int windows)
    {
        var text = string.Join(' ', Enumerable.Repeat("the", words)); // one piece each
        var rows = TokenRows.Of(text, Windows.Tokenizer, Windows.Settings);

        Assert.AreEqual(words, rows.PieceCount);
        Assert.HasCount(windows, rows.Rows);
        Assert.IsTrue(rows.Rows.All(row => row.Count is > 0 and <= DefaultEncoder.MaxTokens));
        Assert.IsTrue(words > 1024 || rows.Rows.Sum(row => row.Count) == words);
    }

    [TestMethod]
    public void TheNetworkInsideAnotherGraphGivesTheSameVectors()
    {
        string[] texts = ["A short one", "", string.Join(' ', Enumerable.Range(0, 900))];
        foreach (var encoder in (Encoder[])[Cut, HeadAndTail, Windows])
        {
            var graph = new GraphBuilder("router");
            graph.Output(
                GraphSession.ScoresName, encoder.Emit(graph), DataType.Float, GraphBuilder.Batch, 512);
            using var session = new GraphSession(graph.Build(new Dictionary<string, string>()));
            var vectors = encoder.Embed(texts);
            for (var i = 0; i < texts.Length; i++)
            {
                var vector = new float[512];
                session.Run(new GraphInputs(1) { Pieces = Encoder.Pieces(texts[i], encoder.Tokenizer, encoder.Settings) }, vector);
                Assert.IsLessThan(1e-6f, TensorPrimitives.Distance(vector, vectors.Row(i)), $"{encoder.Settings.LongPrompts}, text {i}");
            }
        }
    }

    [TestMethod]
    public void EverySettingThatChangesVectorsChangesTheDigest()
    {
        using var again = DefaultEncoder.Load();
        Assert.AreEqual(Cut.Digest, again.Digest);
        Assert.AreNotEqual(Cut.Digest, HeadAndTail.Digest);
        Assert.AreNotEqual(Windows.Digest, HeadAndTail.Digest);
    }

    private static double Likeness(DenseMatrix vectors, int a, int b) => Cosine(vectors.Row(a), vectors.Row(b));

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, squaresA = 0, squaresB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            squaresA += (double)a[i] * a[i];
            squaresB += (double)b[i] * b[i];
        }

        return product / Math.Sqrt(squaresA * squaresB);
    }
}

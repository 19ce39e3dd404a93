using System.Globalization;
using Trainer.Features.Text;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Tests.Text;

[TestClass]
public sealed class TextFeaturesTests
{
    private static readonly string[] Training =
    [
        .. TrickyTexts.All, .. TrickyTexts.All.Select(text => text + " again"),
        "What is the capital of France?", "What is the capital of Spain?", "Write a function that sorts a list.",
        "Prove that the sum of two even numbers is even.",
    ];

    private static readonly TextFeatureSpec Everything = new(new NgramWeighting(1, 2, 500), new NgramWeighting(1, 3, 800), true);

    [TestMethod]
    public void TransformAndEmittedGraph_TrickyTexts_Agree()
    {
        // Fit on training texts, use the vectors here ...
        var features = TextFeatures.Fit(Training, Everything);
        var vectors = features.Transform(TrickyTexts.All);

        // ... and get the same vectors from raw text out of a graph.
        using var graph = Graph(features);
        AssertSame(vectors, TrickyTexts.All, graph, oneByOne: true);
        AssertSame(vectors, TrickyTexts.All, graph, oneByOne: false);
    }

    [TestMethod]
    [DataRow(1, 1, true)]
    [DataRow(1, 3, false)]
    [DataRow(2, 5, true)]
    public void TransformAndEmittedGraph_OtherLengths_Agree(int min, int max, bool sublinear)
    {
        var features = TextFeatures.Fit(
            Training, new(new(min, Math.Min(max, 3), 300, 1, sublinear), new(min, max, 300, 1, sublinear), false));
        using var graph = Graph(features);
        AssertSame(features.Transform(TrickyTexts.All), TrickyTexts.All, graph, oneByOne: false);
    }

    [TestMethod]
    public void Fit_TextsInAnotherOrder_GivesTheSameVectors()
    {
        var shuffled = Training.ToArray();
        new SeededRandom(7).Shuffle<string>(shuffled);
        var one = TextFeatures.Fit(Training, Everything).Transform(TrickyTexts.All);
        var other = TextFeatures.Fit(shuffled, Everything).Transform(TrickyTexts.All);
        for (var row = 0; row < one.RowCount; row++)
        {
            CollectionAssert.AreEqual(one.Columns(row).ToArray(), other.Columns(row).ToArray());
            for (var i = 0; i < one.Columns(row).Length; i++)
            {
                Assert.AreEqual(one.Values(row)[i], other.Values(row)[i], 1e-5f); // sums of statistics depend on order in the last bits
            }
        }
    }

    [TestMethod]
    public void FitTransform_TrainingTexts_GivesWhatFitAndTransformGive()
    {
        var (features, together) = TextFeatures.FitTransform(Training, Everything);
        var apart = features.Transform(Training);
        Assert.AreEqual(apart.StoredCount, together.StoredCount);
        for (var row = 0; row < Training.Length; row++)
        {
            CollectionAssert.AreEqual(apart.Columns(row).ToArray(), together.Columns(row).ToArray());
            CollectionAssert.AreEqual(apart.Values(row).ToArray(), together.Values(row).ToArray());
        }
    }

    [TestMethod]
    public void Transform_WordsByHand_AreTfIdf()
    {
        string[] texts = ["cat dog cat", "dog bird", "CAT Bird bird"];
        var features = TextFeatures.Fit(texts, new(new(1, 1, 10, 1, Sublinear: false), null, false));
        var vectors = features.Transform(["Cat cat dog fish"]);

        // Columns in ordinal order: bird, cat, dog. Each occurs in two of three texts: idf = 1 + ln(4/3). Counts 2 and 1, then unit length.
        CollectionAssert.AreEqual(new[] { 1, 2 }, vectors.Columns(0).ToArray());
        Assert.AreEqual(2 / Math.Sqrt(5), vectors.Values(0)[0], 1e-6);
        Assert.AreEqual(1 / Math.Sqrt(5), vectors.Values(0)[1], 1e-6);
    }

    [TestMethod]
    public void Fit_MoreTermsThanAllowed_KeepsTheMostFrequentThenTheSmaller()
    {
        string[] texts = ["b a d", "b c d", "d"];
        var features = TextFeatures.Fit(texts, new(new(1, 1, 3, 1), null, false));
        var kept = new[] { "a", "b", "c", "d" }.Where(word => features.Transform([word]).StoredCount > 0);
        CollectionAssert.AreEqual(new[] { "a", "b", "d" }, kept.ToArray());
    }

    [TestMethod]
    public void WordTokens_MixedText_SplitsRunsAndSingles()
    {
        var tokens = new List<string>();
        foreach (var token in new WordTokens("Don't x_1+y, 你好 \uD800!"))
        {
            tokens.Add(token.ToString());
        }

        CollectionAssert.AreEqual(new[] { "Don", "'", "t", "x_1", "+", "y", ",", "你", "好", "\uFFFD", "!" }, tokens);
    }

    [TestMethod]
    public void Fit_LengthsOutOfRange_Throws() =>
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => TextFeatures.Fit(Training, new(new(2, 1, 5), null, false))).Message, "minLength");

    private static GraphSession Graph(TextFeatures features)
    {
        var graph = new GraphBuilder("features");
        var text = graph.Input("text", DataType.String, GraphBuilder.Batch);
        graph.Output("scores", features.Emit(graph, text)!, DataType.Float, GraphBuilder.Batch, features.ColumnCount);
        return new GraphSession(graph.Build(new Dictionary<string, string>()));
    }

    private static void AssertSame(SparseMatrix expected, string[] texts, GraphSession graph, bool oneByOne)
    {
        var width = expected.ColumnCount;
        var actual = new float[texts.Length * width];
        if (oneByOne)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                graph.Run(texts[i], actual.AsSpan(i * width, width));
            }
        }
        else
        {
            graph.Run(texts, actual);
        }

        for (var row = 0; row < texts.Length; row++)
        {
            var dense = new float[width];
            for (var i = 0; i < expected.Columns(row).Length; i++)
            {
                dense[expected.Columns(row)[i]] = expected.Values(row)[i];
            }

            for (var column = 0; column < width; column++)
            {
                Assert.AreEqual(
                    dense[column],
                    actual[(row * width) + column],
                    1e-5f,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"text {row} '{texts[row][..Math.Min(40, texts[row].Length)]}', column {column} of {width}"));
            }
        }
    }
}

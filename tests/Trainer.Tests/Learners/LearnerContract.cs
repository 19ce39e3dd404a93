using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Features.Text;
using Trainer.Learners;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Learners;

/// <summary>What every learner has to keep, whatever it learns.</summary>
public abstract class LearnerContract
{
    private static readonly string[] Subjects =
    [
        "a list", "the matrix", "Paris", "this poem", "prime numbers", "my essay", "the proof", "a server",
    ];
    private static readonly string[] Requests =
    [
        "Sort", "Invert", "Describe", "Translate", "Prove facts about", "Shorten", "Check", "Restart", "Explain step by step",
    ];

    internal abstract ILearner Create();

    /// <summary>Names of the external scores that the learner is given beside the other features.</summary>
    protected virtual IReadOnlyList<string> ScoreNames => [];

    /// <summary>What a learner that trains an encoder is given.</summary>
    internal virtual Encoder? Encoder => null;

    /// <summary>Whether it learns pairs only, and refuses anything else.</summary>
    protected virtual bool IsForPairsOnly => false;

    [TestMethod]
    [DataRow(true, 0.0, Seen.Sparse)]
    [DataRow(false, 0.0, Seen.Sparse)]
    [DataRow(true, 0.3, Seen.Sparse)]
    [DataRow(false, 0.3, Seen.Sparse)]
    [DataRow(true, 0.3, Seen.Dense)]
    [DataRow(false, 0.0, Seen.Dense)]
    [DataRow(true, 0.0, Seen.Both)]
    [DataRow(false, 0.3, Seen.Both)]
    public void Emit_AnyTexts_GraphScoresAsTheFittedLearner(bool isPair, double missing, Seen seen)
    {
        var (texts, quality) = Data(120, isPair ? 2 : 4, missing);
        var unseen = texts.Concat(["", "something else entirely", "PROVE proof 123 ??"]).ToArray();
        AssertRoundTrip(texts, unseen, quality, isPair, seen);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_Twice_GivesTheSameScores(bool isPair)
    {
        var (texts, quality) = Data(80, isPair ? 2 : 3, 0.1);
        var set = new TrainingSet(Features(texts, Seen.Both).Vectors, quality, isPair) { Texts = texts, Encoder = Encoder };
        if (IsForPairsOnly && !isPair)
        {
            return;
        }

        var one = Create().Fit(set, 5, default).Score(set.Features, texts);
        var other = Create().Fit(set, 5, default).Score(set.Features, texts);
        CollectionAssert.AreEqual(one, other);
    }

    [TestMethod]
    public void Fit_DegenerateData_GivesFiniteScoresAndExports()
    {
        var (texts, quality) = Data(40, 3, 0);
        double[][][] cases =
        [
            [.. quality.Select(column => column.Select(_ => 1.0).ToArray())], // one class
            [.. quality.Select(column => column.Select(_ => 0.0).ToArray())],
            [.. quality.Select((column, m) => column.Select(y => m == 1 ? double.NaN : y).ToArray())], // a model that was never run
            [.. quality.Select(column => column.Select((y, i) => i == 0 ? y : double.NaN).ToArray())], // one outcome each
        ];
        foreach (var degenerate in cases)
        {
            AssertRoundTrip(texts, texts, degenerate, isPair: false);
            AssertRoundTrip(texts, texts, degenerate[..2], isPair: true);
        }

        AssertRoundTrip(["one query", "one query"], ["one query", "two queries"], [[1, 0], [0, 1]], isPair: true); // constant features
    }

    [TestMethod]
    public void Fit_CancelledInTheMiddle_StopsOrFinishes_AndTheNextFitIsAsEver()
    {
        var (texts, quality) = Data(200, 2, 0);
        var set = new TrainingSet(Features(texts, Seen.Both).Vectors, quality, true) { Texts = texts, Encoder = Encoder };
        var undisturbed = Create().Fit(set, 1, default).Score(set.Features, texts);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(3));
        try
        {
            CollectionAssert.AreEqual(undisturbed, Create().Fit(set, 1, cancelled.Token).Score(set.Features, texts));
        }
        catch (OperationCanceledException e)
        {
            Assert.AreEqual(cancelled.Token, e.CancellationToken);
        }

        CollectionAssert.AreEqual(undisturbed, Create().Fit(set, 1, default).Score(set.Features, texts));
    }

    [TestMethod]
    public void Fit_Cancelled_StopsOrFinishes()
    {
        var (texts, quality) = Data(60, 2, 0);
        var set = new TrainingSet(Features(texts, Seen.Both).Vectors, quality, true) { Texts = texts, Encoder = Encoder };
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        try
        {
            Assert.HasCount(60, Create().Fit(set, 1, cancelled.Token).Score(set.Features, texts));
        }
        catch (OperationCanceledException e)
        {
            Assert.AreEqual(cancelled.Token, e.CancellationToken);
        }
    }

    private static readonly TextFeatureSpec Spec = new(new(1, 2, 200, 1), new(2, 3, 300, 1), true);
    private static readonly RememberedEmbeddings Embedder = new(DefaultEncoder.Load());

    /// <summary>What a learner may be given to see.</summary>
    public enum Seen
    {
        Sparse,
        Dense,
        Both,
    }

    private (QueryFeatures Features, FeatureMatrix Vectors) Features(string[] texts, Seen seen) => QueryFeatures.FitTransform(
        texts,
        seen == Seen.Dense ? null : Spec,
        seen == Seen.Sparse ? [] : [(new EmbeddingSpec(Components: 20), new EmbeddingSource(Embedder, null, InGraph: false))],
        Scores(texts));

    // Numbers from 0 to 1 that depend on the text alone.
    private ExternalScores? Scores(string[] texts) => ScoreNames.Count == 0 ? null : new(ScoreNames, new DenseMatrix(
        [.. texts.SelectMany(text => ScoreNames.Select((_, i) => text.Sum(symbol => symbol * (i + 3)) % 33 / 32f))], texts.Length, ScoreNames.Count));

    private void AssertRoundTrip(string[] training, string[] texts, double[][] quality, bool isPair, Seen seen = Seen.Sparse)
    {
        var (features, vectors) = Features(training, seen);
        var set = new TrainingSet(vectors, quality, isPair) { Texts = training, Encoder = Encoder };
        if (IsForPairsOnly && !isPair)
        {
            Assert.ThrowsExactly<UsageException>(() => Create().Fit(set, 3, default));
            return;
        }

        var fitted = Create().Fit(set, 3, default);
        var expected = fitted.Score(features.Transform(texts, Scores(texts)), texts);
        var perQuery = set.ScoresPerQuery * (fitted.PredictsCosts ? 2 : 1);
        Assert.HasCount(texts.Length * perQuery, expected);

        var graph = new GraphBuilder("learner");
        var inputs = new QueryInputs(graph);
        graph.Output(
            GraphSession.ScoresName, fitted.Emit(inputs, features.Emit(inputs)), DataType.Float, GraphBuilder.Batch, perQuery);
        using var session = new GraphSession(graph.Build(new Dictionary<string, string>()));
        GraphInputs Given(params string[] some) =>
            new(some.Length)
            {
                Texts = some,
                Embeddings = seen == Seen.Sparse ? null : Embedder.Embed(some).Values.ToArray(),
                ExternalScores = Scores(some)?.Values.Values.ToArray(),
                Pieces = fitted.Encoder is { } encoder ? Pieces(encoder, some) : null,
            };
        var batch = new float[expected.Length];
        session.Run(Given(texts), batch);
        var single = new float[perQuery];
        for (var i = 0; i < texts.Length; i++)
        {
            session.Run(Given(texts[i]), single);
            for (var j = 0; j < single.Length; j++)
            {
                var index = (i * single.Length) + j;
                Assert.IsTrue(float.IsFinite(expected[index]), texts[i]);
                Assert.AreEqual(expected[index], single[j], 1e-5f, texts[i]);
                Assert.AreEqual(expected[index], batch[index], 1e-5f, texts[i]);
            }
        }
    }

    private static PieceRows Pieces(Encoder encoder, string[] texts)
    {
        var rows = Array.ConvertAll(texts, text => TokenRows.Of(text, encoder.Tokenizer, encoder.Settings).Rows[0]);
        var length = rows.Max(row => row.Count);
        long[] Filled(Func<IReadOnlyList<int>, int, long> of) =>
            [.. rows.SelectMany(row => Enumerable.Range(0, length).Select(i => i < row.Count ? of(row, i) : 0))];
        return new PieceRows(Filled((row, i) => row[i]), Filled((_, _) => 1), rows.Length, length, null);
    }

    private static (string[] Texts, double[][] Quality) Data(int count, int models, double missing)
    {
        var random = new SeededRandom(11);
        var texts = Enumerable.Range(0, count)
            .Select(_ => $"{Requests[random.Next(Requests.Length)]} {Subjects[random.Next(Subjects.Length)]} {random.Next(30)}").ToArray();
        var quality = Enumerable.Range(0, models).Select(m => texts.Select(text =>
            random.NextDouble() < missing
                ? double.NaN
                : random.NextDouble() < (text.Contains("Prove") ? 0.2 + (0.2 * m) : 0.7) ? 1.0 : 0.0).ToArray()).ToArray();
        return (texts, quality);
    }
}

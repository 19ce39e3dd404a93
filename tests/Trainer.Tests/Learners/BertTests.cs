using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Learners.FineTuning;
using Trainer.Onnx;
using Trainer.Tests.Commands;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class BertTests
{
    [TestMethod]
    [DataRow(nameof(PairClasses.Four))]
    [DataRow(nameof(PairClasses.Three))]
    [DataRow(nameof(PairClasses.Hybrid))]
    public void Fit_WordsThatDecide_AreLearned(string classes)
    {
        using var encoder = TinyTransformer.Load();
        var data = DecidingWords.Data(300) with { Encoder = encoder };
        using var fitted = Fit(new BertLearner(Enum.Parse<PairClasses>(classes), Rate: 1e-2, Batch: 16, Epochs: 20, Validation: 0), data);
        var unseen = DecidingWords.Data(200, seed: 9);
        var scores = fitted.Score(unseen.Features, unseen.Texts);
        bool[] needed = [.. unseen.Quality[0].Zip(unseen.Quality[1], (weak, strong) => strong > weak)];
        var auc = new RankAuc(new ScoreOrder(Array.ConvertAll(scores, score => (double)score)), needed).Value([.. needed.Select(_ => 1)]);
        Assert.IsGreaterThan(0.95, auc);
    }

    [TestMethod]
    public void Fit_ManyModels_LearnsEachOnesQuality()
    {
        using var encoder = TinyTransformer.Load();
        var data = DecidingWords.Data(300) with { Encoder = encoder, IsPair = false };
        using var fitted = Fit(new BertLearner(Rate: 1e-2, Batch: 16, Epochs: 20, Validation: 0), data);
        var scores = fitted.Score(FeatureMatrix.Empty(2), ["prove the sum", "list the code"]);
        Assert.IsTrue(scores[0] < 0 && scores[1] > 0, "what the weak model cannot do the strong one can");
        Assert.IsTrue(scores[2] > 0 && scores[3] > 0);
    }

    [TestMethod]
    public void Fit_TopLayers_LeavesWhatIsBelowAsItWas()
    {
        using var encoder = TinyTransformer.Load();
        var data = DecidingWords.Data(64) with { Encoder = encoder };
        string[] Changed(int? layers)
        {
            using var fitted = Fit(new BertLearner(Rate: 1e-3, Layers: layers), data);
            var (before, after) = (Constants(encoder), Constants(fitted.Encoder));
            return [.. before.Zip(after).Where(pair => !pair.First.Bytes.SequenceEqual(pair.Second.Bytes)).Select(pair => pair.First.Name)];
        }

        Assert.IsEmpty(Changed(0));
        var top = Changed(1);
        Assert.IsTrue(Array.TrueForAll(top, name => !name.EndsWith('0') && !name.EndsWith("0_bias", StringComparison.Ordinal)), string.Join(", ", top));
        CollectionAssert.IsSubsetOf(new[] { "query1", "value1", "output1", "up1", "down1", "gain_3" }, top);
        CollectionAssert.DoesNotContain(top, "gain_2");
        var both = Changed(2);
        CollectionAssert.IsSubsetOf(new[] { "query0", "down0" }, both);
        CollectionAssert.DoesNotContain(both, "words");
        CollectionAssert.Contains(Changed(null), "words");
    }

    [TestMethod]
    public void Fit_CutOffInTheMiddle_GoesOnToTheSameBytes()
    {
        using var folder = new TempFolder();
        using var encoder = TinyTransformer.Load();
        var learner = new BertLearner(Rate: 1e-3, Batch: 4, Epochs: 3);
        var data = DecidingWords.Data(200) with { Encoder = encoder };
        using var whole = Fit(learner, data);

        var steps = 0L;
        using var cut = new CancellationTokenSource();
        var resumable = data with
        {
            Checkpoint = folder["state"],
            Progress = progress =>
            {
                steps += Math.Sign(progress.Step);
                if (steps == 120)
                {
                    cut.Cancel();
                }
            },
        };
        Assert.ThrowsExactly<OperationCanceledException>(() => learner.Fit(resumable, 3, cut.Token));
        using var resumed = Fit(learner, resumable);

        CollectionAssert.AreEqual(TunedGraph.Bytes(whole), TunedGraph.Bytes(resumed));
        Assert.AreEqual(120 + 35, steps, "of three epochs of 45 steps the first 100 were kept");
        using var again = Fit(learner, resumable);
        Assert.AreEqual(120 + 35, steps, "a fit that ended is not repeated");
        CollectionAssert.AreEqual(TunedGraph.Bytes(whole), TunedGraph.Bytes(again));
        using var other = Fit(learner with { Decay = 0.5 }, resumable);
        Assert.AreEqual(120 + 35 + 135, steps, "the state of other settings is not used");
    }

    [TestMethod]
    public void Fit_LongPrompt_ReadsItsFirstPieces()
    {
        using var encoder = TinyTransformer.Load();
        using var fitted = Fit(new BertLearner(MaxTokens: 16), DecidingWords.Data(40) with { Encoder = encoder });
        var start = string.Join(' ', Enumerable.Repeat("prove", 20));
        var scores = fitted.Score(FeatureMatrix.Empty(2), [start, start + " translate translate"]);
        Assert.AreEqual(scores[0], scores[1]);
        Assert.AreEqual(16, fitted.Encoder.Settings.MaxTokens);
        Assert.AreEqual("fine-tuned tiny", fitted.Encoder.Settings.Name);
        Assert.AreNotEqual(encoder.Digest, fitted.Encoder.Digest);
    }

    [TestMethod]
    public void Fit_NetworkThatCannotBeTrained_IsRefusedByName()
    {
        string Refusal(Func<GraphBuilder, string, string> change, int? layers = null)
        {
            using var encoder = TinyTransformer.Load(change);
            return Assert.ThrowsExactly<UsageException>(() => Fit(new BertLearner(Layers: layers), DecidingWords.Data(40) with { Encoder = encoder })).Message;
        }

        string Rounded(GraphBuilder graph, string x) => graph.Add(
            "DynamicQuantizeMatMul",
            GraphBuilder.MicrosoftDomain,
            [
                x,
                graph.Constant("small", [.. Enumerable.Range(0, 64).Select(i => (sbyte)i)], TinyTransformer.Width, TinyTransformer.Width),
                graph.Constant("scale", [.. Enumerable.Repeat(0.01f, TinyTransformer.Width)], TinyTransformer.Width),
            ]);
        StringAssert.Contains(Refusal(Rounded), "DynamicQuantizeMatMul, which works on rounded numbers and has no gradient");
        StringAssert.Contains(Refusal((graph, x) => graph.Add("Celu", [x])), "Celu, through which no gradient can be taken");
        StringAssert.Contains(Refusal((_, x) => x, layers: 3), "'layers' is 3, and the encoder has 2 layers with attention");
        using var rounded = TinyTransformer.Load(Rounded);
        using var fitted = Fit(new BertLearner(Layers: 0), DecidingWords.Data(40) with { Encoder = rounded });
        Assert.IsTrue(float.IsFinite(fitted.Score(FeatureMatrix.Empty(1), ["prove"])[0]), "a frozen one needs no gradient");
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_AreRefusedInASentence()
    {
        string Refusal(BertLearner learner) => Assert.ThrowsExactly<UsageException>(() => learner.Fit(DecidingWords.Data(10), 1, default)).Message;
        Assert.AreEqual("rate of the bert learner is 0; allowed is (0, 0.1]", Refusal(new BertLearner(Rate: 0)));
        StringAssert.Contains(Refusal(new BertLearner(MaxTokens: 4)), "maxTokens of the bert learner is 4; allowed is 16 to 4096");
        StringAssert.Contains(Refusal(new BertLearner(Layers: -1)), "layers of the bert learner is -1");
        StringAssert.Contains(Refusal(new BertLearner(Epochs: 0)), "epochs");
    }

    [TestMethod]
    public void Operations_GrowWithTextsPiecesAndEpochs()
    {
        var shape = new TrainingShape(1000, 0, 0, 0, 1, 2);
        var cost = new BertLearner().Operations(shape);
        Assert.AreEqual(3.0 * 1000 * 90 * 4.9e6, cost);
        Assert.AreEqual(2 * cost, new BertLearner(Epochs: 2).Operations(shape));
        Assert.AreEqual(2 * cost, new BertLearner().Operations(shape with { EncoderWeights = 9.8e6 }));
        Assert.AreEqual(new BertLearner().Operations(shape with { Pieces = 128 }), new BertLearner().Operations(shape with { Pieces = 500 }));
    }

    [TestMethod]
    public void Fit_DefaultEncoder_AFewSteps_MovesItALittle()
    {
        var data = DecidingWords.Data(8);
        using var fitted = Fit(new BertLearner(Batch: 8), data);
        using var encoder = DefaultEncoder.Load();
        var (before, after) = (encoder.Embed(["prove the sum"]), fitted.Encoder.Embed(["prove the sum"]));
        var cosine = before.Row(0).ToArray().Zip(after.Row(0).ToArray(), (a, b) => (double)a * b).Sum();
        Assert.IsTrue(cosine is > 0.9 and < 0.9999999, $"cosine {cosine}");
        Assert.AreEqual("fine-tuned " + DefaultEncoder.Name, fitted.Encoder.Settings.Name);
    }

    private static TunedEncoder Fit(BertLearner learner, TrainingSet data) => (TunedEncoder)learner.Fit(data, 3, default);

    private static (string Name, byte[] Bytes)[] Constants(Encoder encoder)
    {
        var graph = new GraphBuilder("encoder");
        encoder.Emit(graph);
        return [.. graph.Graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float).Select(tensor => (tensor.Name, tensor.RawData.ToByteArray()))];
    }
}

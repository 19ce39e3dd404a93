using System.Security.Cryptography;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Learners.Contrastive;
using Trainer.Learners.FineTuning;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Learners;

/// <summary>RouterDC on an encoder that is trained along.</summary>
[TestClass]
public sealed class RouterDcTuningTests
{
    private static readonly EncoderTuning Quick = new(Rate: 1e-2, HeadRate: 10, Batch: 16, Epochs: 15, Validation: 0);

    [TestMethod]
    public void Fit_WordsThatDecide_AreLearned()
    {
        using var encoder = TinyTransformer.Load();
        using var fitted = Fit(new RouterDcLearner(FineTuning: Quick), Opposed(300) with { Encoder = encoder });
        var unseen = Opposed(200, seed: 9);
        var scores = fitted.Score(unseen.Features, unseen.Texts);
        Assert.HasCount(200, scores);
        bool[] needed = [.. unseen.Quality[1].Select(strong => strong == 1)];
        var auc = new RankAuc(new ScoreOrder(Array.ConvertAll(scores, score => (double)score)), needed).Value([.. needed.Select(_ => 1)]);
        Assert.IsGreaterThan(0.95, auc);
    }

    [TestMethod]
    public void Fit_ManyModels_ScoresTheBestOneHighest_AndOneThatNeverRanAtZero()
    {
        using var encoder = TinyTransformer.Load();
        var pair = Opposed(300);
        var data = pair with { Encoder = encoder, IsPair = false, Quality = [.. pair.Quality, [.. Enumerable.Repeat(double.NaN, 300)]] };
        using var fitted = Fit(new RouterDcLearner(FineTuning: Quick), data);
        var scores = fitted.Score(FeatureMatrix.Empty(2), ["prove the sum", "contract code"]);
        Assert.HasCount(6, scores);
        Assert.IsTrue(scores[1] > scores[0] && scores[3] > scores[4], string.Join(", ", scores));
        Assert.AreEqual(0, scores[2]);
        Assert.AreEqual(0, scores[5]);
    }

    [TestMethod]
    public void Step_AnyTerms_LossIsThatOfPlainLoops_AndGradientsAreItsSlopes()
    {
        const double Temperature = 0.7, ClusterWeight = 0.8;
        using var encoder = TinyTransformer.Load();
        string[] texts = ["prove sum", "list", "write the code", "explain", "translate poem what", "poem", "code contract", "sum sum what"];
        var (_, quality, _) = Planted.Clusters(texts.Length, 5, 3);
        (quality[1][0], quality[2][3], quality[4][5]) = (double.NaN, 0.4, 0.6);
        var contrasts = ModelContrast.Of(new TrainingSet(FeatureMatrix.Empty(texts.Length), quality, false), 3, 2, 7);
        Assert.IsTrue(contrasts.Any(terms => terms.Length > 1) && contrasts.Any(terms => terms.Any(term => term.Negatives.Length == 2)));
        int[] clusters = [0, 1, 0, 1, 2, 3, 2, 3]; // one other of the same cluster, six of others: nothing is left to be drawn
        var learner = new RouterDcLearner(Temperature: Temperature, Negatives: 6, ClusterWeight: ClusterWeight, FineTuning: new());
        var head = new ContrastiveTuningHead(learner, contrasts, clusters, 5, isPair: false, texts.Length);
        var network = new TuningNetwork(encoder, head, null, 1, new SeededRandom(4));
        int[][] pieces = [.. texts.Select(text => TokenRows.Of(text, encoder.Tokenizer, encoder.Settings).Rows[0].ToArray())];
        int[] all = [.. Enumerable.Range(0, texts.Length)];
        using var task = new TuningTask(network, head, pieces, encoder.Tokenizer.PaddingId, all, [.. all], texts.Length, _ => { });

        var vectors = encoder.Embed(texts);
        double[][] h = [.. all.Select(row => Doubles(vectors.Row(row).ToArray()))];
        var models = network.Parameters[ContrastiveHead.Models];
        double Reference(double clusterWeight) =>
            ContrastiveReference.Loss(h, [.. models.Values.Chunk(encoder.Dimension).Select(Doubles)], contrasts, clusters, clusterWeight, Temperature);
        Assert.AreEqual(Reference(ClusterWeight), task.Step(all, 1), 1e-5);
        Assert.AreEqual(Reference(0), task.Validate()!.Value, 1e-5);

        var gradients = network.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Gradient.ToArray());
        Assert.IsGreaterThan(20, gradients.Count, "all of the encoder is trained");
        foreach (var parameter in network.Parameters)
        {
            for (var i = 0; i < parameter.Values.Length; i += 37)
            {
                var (own, step) = (parameter.Values[i], 1f / 256);
                double At(float value)
                {
                    parameter.Values[i] = value;
                    return parameter == models ? Reference(ClusterWeight) : task.Step(all, 1);
                }

                var slope = (At(own + step) - At(own - step)) / (2 * step);
                parameter.Values[i] = own;
                Assert.AreEqual(slope, gradients[parameter.Name][i], 1e-3 + (0.02 * Math.Abs(slope)), $"{parameter.Name}[{i}]");
            }
        }
    }

    [TestMethod]
    public void Of_AnyTexts_ClustersAreThoseOfTheFrozenEncodersVectors()
    {
        const int Clusters = 4;
        using var encoder = TinyTransformer.Load();
        var data = Opposed(150) with { Encoder = encoder };
        var learner = new RouterDcLearner(Clusters: Clusters, FineTuning: Quick);
        using var fitted = Fit(learner, data);
        int[] Of(Encoder of) => [.. ContrastiveTuningHead.Of(learner, data, of, 16, 3, default).Clusters];

        // Every query is nearest to the mean of its own cluster.
        double[] Unit(double[] x) => [.. x.Select(value => value / Math.Sqrt(x.Sum(other => other * other)))];
        var vectors = encoder.Embed(data.Texts);
        double[][] unit = [.. Enumerable.Range(0, data.Count).Select(row => Unit(Doubles(vectors.Row(row).ToArray())))];
        var clusters = Of(encoder);
        double[][] means =
        [
            .. Enumerable.Range(0, Clusters).Select(cluster => Unit([.. Enumerable.Range(0, encoder.Dimension).Select(i =>
                unit.Where((_, row) => clusters[row] == cluster).Sum(vector => vector[i]))])),
        ];
        for (var row = 0; row < data.Count; row++)
        {
            double Product(int cluster) => unit[row].Zip(means[cluster], (a, b) => a * b).Sum();
            Assert.IsGreaterThan(Enumerable.Range(0, Clusters).Max(Product) - 1e-5, Product(clusters[row]));
        }

        CollectionAssert.AreNotEqual(clusters, Of(fitted.Encoder), "the trained one has others, and they are not used");
    }

    [TestMethod]
    public void Fit_CutOffInTheMiddle_GoesOnToTheSameBytes()
    {
        using var folder = new TempFolder();
        using var encoder = TinyTransformer.Load();
        var learner = new RouterDcLearner(Clusters: 4, FineTuning: new(Rate: 1e-3, HeadRate: 10, Batch: 8, Epochs: 6, Patience: 0));
        var data = Opposed(200) with { Encoder = encoder };
        using var whole = Fit(learner, data);

        var steps = 0L;
        using var cut = new CancellationTokenSource();
        var resumable = data with
        {
            Checkpoint = folder["state"],
            Progress = progress =>
            {
                steps += Math.Sign(progress.Step);
                if (steps == 110)
                {
                    cut.Cancel();
                }
            },
        };
        Assert.ThrowsExactly<OperationCanceledException>(() => learner.Fit(resumable, 3, cut.Token));
        using var resumed = Fit(learner, resumable);
        CollectionAssert.AreEqual(TunedGraph.Bytes(whole), TunedGraph.Bytes(resumed));
        Assert.AreEqual(110 + 38, steps, "of six epochs of 23 steps the first 100 were kept");
        using var again = Fit(learner, resumable);
        Assert.AreEqual(110 + 38, steps, "a fit that ended is not repeated");

        using var other = Fit(learner with { Clusters = 5 }, resumable);
        Assert.AreEqual(110 + 38 + 138, steps, "the state of other clusters is not used");
        using var drawn = Fit(learner with { Negatives = 2 }, data);
        CollectionAssert.AreNotEqual(TunedGraph.Bytes(whole), TunedGraph.Bytes(drawn), "what is drawn matters");
    }

    [TestMethod]
    public void AppendTo_OtherTermsOrClusters_GivesAnotherDigest()
    {
        ModelContrast[][] contrasts = [[new(0, [1, 2])], [], [new(2, [0])]];
        string Digest(ModelContrast[][] terms, params int[] clusters)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            new ContrastiveTuningHead(new RouterDcLearner(), terms, clusters, 3, false, 2).AppendTo(hash);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        Assert.AreEqual(Digest(contrasts, 0, 1, 0), Digest([.. contrasts], 0, 1, 0));
        string[] others =
        [
            Digest(contrasts, 0, 1, 0), Digest(contrasts, 0, 1, 1), Digest(contrasts), Digest([contrasts[0], contrasts[2], []], 0, 1, 0),
            Digest([[new(0, [1])], [], contrasts[2]], 0, 1, 0), Digest([[new(1, [0, 2])], [], contrasts[2]], 0, 1, 0),
        ];
        CollectionAssert.AllItemsAreUnique(others);
    }

    [TestMethod]
    public void Fit_AllTies_ScoresAreAllZeroAndTheEncoderIsAsItWas()
    {
        using var encoder = TinyTransformer.Load();
        var data = Opposed(40) with { Encoder = encoder };
        data = data with { Quality = [data.Quality[0], data.Quality[0]], Progress = _ => Assert.Fail("there is nothing to train") };
        using var fitted = Fit(new RouterDcLearner(FineTuning: Quick), data);
        Assert.IsTrue(fitted.Score(data.Features, data.Texts).All(score => score == 0));
        CollectionAssert.AreEqual(encoder.Embed(data.Texts).Values.ToArray(), fitted.Encoder.Embed(data.Texts).Values.ToArray());
    }

    [TestMethod]
    public void TaughtRows_WithoutClusters_AreThoseWithATerm()
    {
        ModelContrast[][] contrasts = [[new(0, [1])], [], [new(1, [0])]];
        int[] Rows(params int[] clusters) => new ContrastiveTuningHead(new RouterDcLearner(), contrasts, clusters, 2, true, 2).TaughtRows;
        CollectionAssert.AreEqual(new[] { 0, 2 }, Rows());
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, Rows(0, 1, 0));
    }

    [TestMethod]
    public void FineTuning_IsOnlyWhereItIsAskedFor_AndCostsWhatItCosts()
    {
        var frozen = new RouterDcLearner();
        Assert.IsTrue(frozen.UsesFeatures);
        Assert.IsFalse(((ILearner)frozen).TrainsEncoder);
        Assert.AreEqual(int.MaxValue, ((ILearner)frozen).MostFolds);
        var tuned = frozen with { FineTuning = new(Folds: 2) };
        Assert.IsFalse(tuned.UsesFeatures);
        Assert.IsTrue(((ILearner)tuned).TrainsEncoder);
        Assert.AreEqual(2, ((ILearner)tuned).MostFolds);

        Assert.IsFalse(RouterDcLearner.Family.Space.Any(setting => setting.Name == "fineTuning"), "a search has no minutes for each fit");

        var shape = new TrainingShape(1000, 0, 0, 0, 1, 2);
        Assert.AreEqual(4.0 * 1000 * 90 * 4.9e6, tuned.Operations(shape), "once more forward, for the clusters");
        Assert.AreEqual(new BertLearner().Operations(shape), (tuned with { ClusterWeight = 0 }).Operations(shape));
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_AreRefusedInASentence()
    {
        string Refusal(RouterDcLearner learner) => Assert.ThrowsExactly<UsageException>(() => learner.Fit(Opposed(10), 1, default)).Message;
        var tuned = new RouterDcLearner(FineTuning: new());
        Assert.AreEqual("fineTuning.rate of the routerdc learner is 1; allowed is (0, 0.1]", Refusal(tuned with { FineTuning = new(Rate: 1) }));
        StringAssert.StartsWith(Refusal(tuned with { FineTuning = new(Layers: -1) }), "fineTuning.layers of the routerdc learner is -1");
        StringAssert.StartsWith(Refusal(tuned with { Temperature = 0 }), "temperature of the routerdc learner is 0");
        foreach (var (learner, word, instead) in new[]
        {
            (tuned with { Width = 0 }, "width", "leave it out"),
            (tuned with { Hidden = 8 }, "hidden", "leave it out"),
            (tuned with { Rate = 0.1 }, "rate", "set 'fineTuning.rate'"),
            (tuned with { Decay = 0.1 }, "decay", "set 'fineTuning.decay'"),
            (tuned with { Batch = 8 }, "batch", "set 'fineTuning.batch'"),
            (tuned with { Epochs = 3 }, "epochs", "set 'fineTuning.epochs'"),
            (tuned with { Patience = 3 }, "patience", "set 'fineTuning.patience'"),
            (tuned with { Validation = 0 }, "validation", "set 'fineTuning.validation'"),
        })
        {
            var message = Refusal(learner);
            StringAssert.StartsWith(message, $"{word} of the routerdc learner is for a projection of frozen vectors");
            StringAssert.EndsWith(message, instead);
        }

        using var encoder = TinyTransformer.Load();
        var deep = Assert.ThrowsExactly<UsageException>(() =>
            new RouterDcLearner(FineTuning: new(Layers: 3)).Fit(Opposed(40) with { Encoder = encoder }, 1, default));
        StringAssert.Contains(deep.Message, "'layers' is 3, and the encoder has 2 layers with attention");
    }

    private static TunedEncoder Fit(RouterDcLearner learner, TrainingSet data) => (TunedEncoder)learner.Fit(data, 3, default);

    // Where one model is right the other is wrong.
    private static TrainingSet Opposed(int count, ulong seed = 7)
    {
        var data = DecidingWords.Data(count, seed);
        return data with { Quality = [data.Quality[0], [.. data.Quality[0].Select(weak => 1 - weak)]] };
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);
}

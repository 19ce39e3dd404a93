using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Contrastive;
using Trainer.Learners.Projection;
using Trainer.Learners.Supervision;
using Trainer.Training;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class RouterDcTests
{
    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(128, 0)]
    [DataRow(16, 32)]
    public void Fit_EveryClusterHasItsBestModel_FindsItOnNewQueries(int width, int hidden)
    {
        var (features, quality, _) = Planted.Clusters(600, 4, 1);
        var (unseen, _, best) = Planted.Clusters(400, 4, 2);
        var learner = new RouterDcLearner(width, hidden, Rate: width == 0 ? 0.01 : 1e-3);
        var scores = learner.Fit(new TrainingSet(features, quality, false), 1, default).Score(unseen, []);
        Assert.IsGreaterThan(0.8, Planted.Found(scores, best), "a constant would find a quarter");
    }

    [TestMethod]
    public void Fit_Pair_ScoresRiseWhereTheStrongModelIsBetter()
    {
        var (features, quality, best) = Planted.Clusters(500, 2, 1);
        var scores = new RouterDcLearner(Rate: 0.003).Fit(new TrainingSet(features, quality, true), 1, default).Score(features, []);
        Assert.HasCount(500, scores);
        var strong = best.Select((own, row) => (own, score: scores[row])).Where(pair => pair.own == 1).Average(pair => pair.score);
        var weak = best.Select((own, row) => (own, score: scores[row])).Where(pair => pair.own == 0).Average(pair => pair.score);
        Assert.IsGreaterThan(0.3f, strong - weak);
    }

    [TestMethod]
    [DataRow(0, false)]
    [DataRow(5, false)]
    [DataRow(0, true)]
    [DataRow(5, true)]
    public void Step_AnyTerms_LossAndGradientsAreThoseOfPlainLoops(int hidden, bool hasSparse)
    {
        const int Rows = 8, Models = 5, Width = 6;
        var (features, quality, _) = Planted.Clusters(Rows, Models, 3);
        features = hasSparse ? new FeatureMatrix(Sparse(Rows), features.Dense) : features;
        (quality[1][0], quality[2][3], quality[4][5]) = (double.NaN, 0.4, 0.6);
        var set = new TrainingSet(features, quality, false);
        var learner = new RouterDcLearner(Width, hidden, Temperature: 0.7, Negatives: 6, ClusterWeight: 0.8);
        int[] clusters = [0, 1, 0, 1, 2, 3, 2, 3]; // one other of the same cluster, six of others: nothing is left to be drawn
        var contrasts = ModelContrast.Of(set, 3, 2, 7);
        Assert.IsTrue(contrasts.Any(terms => terms.Length > 1) && contrasts.Any(terms => terms.Any(term => term.Negatives.Length == 2)));
        var (projection, parameters) = Parts(features, hidden, Width, Models);
        int[] all = [.. Enumerable.Range(0, Rows)];
        using var task = new RouterDcTask(learner, projection, parameters, features, contrasts, clusters, all, all);

        double Reference(double clusterWeight) => Loss(projection, parameters, features, contrasts, clusters, clusterWeight, 0.7);
        Assert.AreEqual(Reference(0.8), task.Step(all, 1), 1e-5);
        Assert.AreEqual(Reference(0), task.Validate()!.Value, 1e-5);
        foreach (var parameter in parameters)
        {
            for (var i = 0; i < parameter.Values.Length; i += 3)
            {
                var (own, step) = (parameter.Values[i], 1f / 128);
                parameter.Values[i] = own + step;
                var above = Reference(0.8);
                parameter.Values[i] = own - step;
                var below = Reference(0.8);
                parameter.Values[i] = own;
                Assert.AreEqual((above - below) / (2 * step), Gradient(parameter, i), 2e-4, $"{parameter.Name}[{i}]");
            }
        }
    }

    [TestMethod]
    public void Step_QueriesWithoutEnoughNegatives_AddNothingAndShiftNothing()
    {
        const int Rows = 6, Models = 3, Width = 4;
        var (features, quality, _) = Planted.Clusters(Rows, Models, 3);
        (quality[0][0], quality[1][0], quality[2][0]) = (1, 1, 1); // all right: no negative
        (quality[0][1], quality[1][1], quality[2][1]) = (0, 0, 0); // all wrong: no positive
        (quality[0][2], quality[1][2], quality[2][2]) = (0, 1, 0);
        var contrasts = ModelContrast.Of(new TrainingSet(features, quality, false), 3, 3, 1);
        Assert.IsEmpty(contrasts[0]);
        Assert.IsEmpty(contrasts[1]);
        Assert.HasCount(1, contrasts[2]);
        int[] all = [.. Enumerable.Range(0, Rows)];

        // Cluster 0 has four queries and two others, too few for three negatives; cluster 1 has three of four others, one left out.
        int[] clusters = [0, 1, 0, 0, 1, 0];
        var learner = new RouterDcLearner(Width, Negatives: 4);
        var (projection, parameters) = Parts(features, 0, Width, Models);
        using var task = new RouterDcTask(learner, projection, parameters, features, contrasts, clusters, all, []);
        Assert.AreEqual(Loss(projection, parameters, features, contrasts, clusters, 1, 1, onlyCluster: 1), task.Step(all, 1), 1e-5);
    }

    [TestMethod]
    public void Fill_MoreNegativesThanNeeded_DrawsDistinctOnesOfOtherClusters()
    {
        var clusters = Enumerable.Range(0, 40).Select(i => i % 4).ToArray();
        var one = Draws(clusters, 5);
        var other = Draws(clusters, 6);
        CollectionAssert.AreEqual(one, Draws(clusters, 5));
        CollectionAssert.AreNotEqual(one, other);
    }

    [TestMethod]
    public void Of_CostsCount_RanksByUtilityButJudgesByQuality()
    {
        var quality = new[] { new[] { 1.0 }, [1.0], [0.0], [0.0] };
        var set = new TrainingSet(FeatureMatrix.Empty(1), quality, false)
        {
            CostUsd = [[1.0], [0.1], [0.1], [0.05]],
            Weights = new OutcomeWeights(1, 2, 0),
        };

        // Utilities: −1, 0.8, −0.2, −0.1. The dear model is among the worst, but was right, and so is no negative.
        var terms = ModelContrast.Of(set, 2, 2, 1)[0];
        Assert.HasCount(1, terms);
        Assert.AreEqual(1, terms[0].Positive);
        CollectionAssert.AreEqual(new[] { 2 }, terms[0].Negatives);
    }

    [TestMethod]
    public void Of_Ties_GivesNoModelAnAdvantageByItsPlace()
    {
        const int Count = 600;
        double[][] quality = [.. Enumerable.Range(0, 6).Select(m => Enumerable.Repeat(m < 5 ? 1.0 : 0, Count).ToArray())];
        var terms = ModelContrast.Of(new TrainingSet(FeatureMatrix.Empty(Count), quality, false), 1, 1, 3);
        for (var m = 0; m < 5; m++)
        {
            Assert.AreEqual(Count / 5.0, terms.Count(of => of.Single().Positive == m), 40);
        }
    }

    [TestMethod]
    public void Fit_AllTies_ScoresAreAllZero()
    {
        var (features, quality, _) = Planted.Clusters(50, 3, 1);
        double[][] ties = [.. quality.Select(_ => quality[0].Select(y => 0.2 + (0.2 * y)).ToArray())]; // above 0 and at most 0.5
        foreach (var set in new[] { new TrainingSet(features, ties, false), new TrainingSet(features, ties[..2], true) })
        {
            Assert.IsTrue(new RouterDcLearner().Fit(set, 1, default).Score(features, []).All(score => score == 0));
        }
    }

    [TestMethod]
    public void Fit_ModelThatNeverRan_ScoresZeroAndTheOthersAreFound()
    {
        var (features, quality, best) = Planted.Clusters(600, 4, 1);
        Array.Fill(quality[2], double.NaN);
        var scores = new RouterDcLearner(Rate: 0.003).Fit(new TrainingSet(features, quality, false), 1, default).Score(features, []);
        Assert.IsTrue(scores.Where((_, i) => i % 4 == 2).All(score => score == 0));
        var others = Enumerable.Range(0, 600).Where(row => best[row] != 2).ToArray();
        Assert.IsGreaterThan(0.8, others.Count(row =>
            new[] { 0, 1, 3 }.MaxBy(m => scores[(row * 4) + m]) == best[row]) / (double)others.Length);
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_AreRefusedWithWhatIsAllowed()
    {
        var (features, quality, _) = Planted.Clusters(20, 2, 1);
        var set = new TrainingSet(features, quality, true);
        foreach (var (learner, word) in new (RouterDcLearner Learner, string Word)[]
        {
            (new RouterDcLearner(Width: -1), "width"),
            (new RouterDcLearner(Width: 0, Hidden: 8), "hidden"),
            (new RouterDcLearner(Temperature: 0), "temperature"),
            (new RouterDcLearner(TopK: 0), "topK"),
            (new RouterDcLearner(LastK: 0), "lastK"),
            (new RouterDcLearner(Clusters: 0), "clusters"),
            (new RouterDcLearner(Negatives: 0), "negatives"),
            (new RouterDcLearner(ClusterWeight: -1), "clusterWeight"),
            (new RouterDcLearner(Rate: 0), "rate"),
            (new RouterDcLearner(Decay: double.NaN), "decay"),
            (new RouterDcLearner(Batch: 0), "batch"),
            (new RouterDcLearner(Epochs: 0), "epochs"),
            (new RouterDcLearner(Patience: -1), "patience"),
            (new RouterDcLearner(Validation: 0.9), "validation"),
        })
        {
            var refused = Assert.ThrowsExactly<UsageException>(() => learner.Fit(set, 1, default));
            StringAssert.Contains(refused.Message, $"{word} of the routerdc learner is");
            StringAssert.Contains(refused.Message, "allowed");
        }
    }

    private static SparseMatrix Sparse(int rows)
    {
        var random = new SeededRandom(8);
        var builder = new SparseMatrix.Builder(7);
        for (var row = 0; row < rows; row++)
        {
            int[] columns = [.. Enumerable.Range(0, 6).Where(_ => random.Next(3) == 0)]; // never the last one
            builder.Append(columns, Array.ConvertAll(columns, _ => (float)random.NextGaussian()));
            builder.EndRow();
        }

        return builder.Build();
    }

    private static double Gradient(Parameter parameter, int index)
    {
        if (parameter.Rows is not { } rows)
        {
            return parameter.Gradient[index];
        }

        var slot = rows.Rows.IndexOf(index / rows.Width);
        return slot < 0 ? 0 : rows.Values[(slot * rows.Width) + (index % rows.Width)];
    }

    private static (QueryProjection Projection, ParameterSet Parameters) Parts(FeatureMatrix features, int hidden, int width, int models)
    {
        var projection = new QueryProjection(features, hidden, width);
        var parameters = new ParameterSet();
        projection.AddTo(parameters, new SeededRandom(4));
        ContrastiveHead.AddTo(parameters, width, [.. Enumerable.Repeat(true, models)], new SeededRandom(5));
        return (projection, parameters);
    }

    // Which logits take part in the terms of every query, read off the loss of a table whose logits are their own names.
    private static double[] Draws(int[] clusters, ulong seed)
    {
        var graph = new Trainer.Onnx.GraphBuilder("draws");
        var terms = new ContrastTerms("t", clusters.Length * clusters.Length);
        var logits = graph.Input("z", Trainer.Onnx.Schema.TensorProto.Types.DataType.Float, "N", "N");
        graph.Output(BoundGraph.LossName, terms.Emit(graph, logits, "N", "N"), Trainer.Onnx.Schema.TensorProto.Types.DataType.Float);
        using var bound = new BoundGraph(graph, []);
        var z = new float[clusters.Length * clusters.Length];
        bound.Bind("z", z, clusters.Length, clusters.Length);
        ClusterContrast.Fill(terms, clusters, 3, 1, new SeededRandom(seed));
        terms.Bind(bound, clusters.Length, clusters.Length);
        return [.. Enumerable.Range(0, z.Length).Select(i =>
        {
            // A logit that takes part moves the loss: down as a positive, up as a negative.
            Array.Clear(z);
            z[i] = 1;
            bound.Run();
            var moved = bound.Loss - (clusters.Length * Math.Log(4));
            var isSame = clusters[i / clusters.Length] == clusters[i % clusters.Length];
            Assert.IsTrue(Math.Abs(moved) < 1e-3 || (isSame ? moved < 0 && i / clusters.Length != i % clusters.Length : moved > 0));
            return Math.Round(moved, 2);
        })];
    }

    private static double Loss(
        QueryProjection projection,
        ParameterSet parameters,
        FeatureMatrix features,
        ModelContrast[][] contrasts,
        int[] clusters,
        double clusterWeight,
        double temperature,
        int onlyCluster = -1)
    {
        var scaling = DenseScaling.Of(features.Dense);
        var h = Enumerable.Range(0, features.RowCount).Select(row =>
        {
            var x = features.Dense.Row(row).ToArray().Select((value, i) => ((double)value - scaling.Mean[i]) * scaling.Scale).ToArray();
            x = Layer(x, parameters["weights_1"].Values, parameters["bias_1"].Values);
            for (var i = 0; i < features.Sparse.Columns(row).Length; i++)
            {
                var weights = parameters["sparse_weights"].Values.AsSpan(features.Sparse.Columns(row)[i] * x.Length, x.Length).ToArray();
                x = [.. x.Zip(weights, (sum, weight) => sum + ((double)weight * features.Sparse.Values(row)[i]))];
            }

            return parameters.Any(parameter => parameter.Name == "weights_2")
                ? Layer([.. x.Select(Math.Tanh)], parameters["weights_2"].Values, parameters["bias_2"].Values)
                : x;
        }).ToArray();
        var k = parameters[ContrastiveHead.Models].Values.Chunk(projection.Width).Select(row => row.Select(value => (double)value).ToArray()).ToArray();
        return ContrastiveReference.Loss(h, k, contrasts, clusters, clusterWeight, temperature, onlyCluster);
    }

    private static double[] Layer(double[] x, float[] weights, float[] bias) =>
        [.. bias.Select((b, j) => b + x.Select((value, i) => value * weights[(i * bias.Length) + j]).Sum())];
}

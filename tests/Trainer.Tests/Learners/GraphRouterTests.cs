using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.GraphRouter;
using Trainer.Learners.Projection;
using Trainer.Training;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class GraphRouterTests
{
    [TestMethod]
    [DataRow(0, 512)]
    [DataRow(0, 100_000)]
    [DataRow(32, 64)]
    public void Fit_EveryClusterHasItsBestModel_FindsItOnNewQueries(int hidden, int edges)
    {
        var (features, quality, _) = Planted.Clusters(600, 4, 1);
        var (unseen, _, best) = Planted.Clusters(400, 4, 2);
        var learner = new GraphRouterLearner(Hidden: hidden, Edges: edges, Rate: 0.01, Decay: 0.01);
        var scores = learner.Fit(new TrainingSet(features, quality, false), 1, default).Score(unseen, []);
        Assert.IsGreaterThan(0.8, Planted.Found(scores, best), "a constant would find a quarter");
    }

    [TestMethod]
    public void Fit_Pair_ScoresRiseWhereTheStrongModelIsBetter()
    {
        var (features, quality, best) = Planted.Clusters(500, 2, 1);
        var learner = new GraphRouterLearner(Rate: 0.01, Decay: 0.01);
        var scores = learner.Fit(new TrainingSet(features, quality, true), 1, default).Score(features, []);
        Assert.HasCount(500, scores);
        var strong = best.Select((own, row) => (own, score: scores[row])).Where(pair => pair.own == 1).Average(pair => pair.score);
        var weak = best.Select((own, row) => (own, score: scores[row])).Where(pair => pair.own == 0).Average(pair => pair.score);
        Assert.IsGreaterThan(0.5f, strong - weak);
    }

    [TestMethod]
    public void Score_AQueryAloneOrAmongOthers_IsTheSame()
    {
        var (features, quality, _) = Planted.Clusters(300, 3, 1);
        var (unseen, _, _) = Planted.Clusters(40, 3, 2);
        var fitted = new GraphRouterLearner(Width: 16, Epochs: 5).Fit(new TrainingSet(features, quality, false), 1, default);
        var together = fitted.Score(unseen, []);
        for (var row = 0; row < 40; row++)
        {
            var alone = fitted.Score(unseen.Select([row]), []);
            for (var m = 0; m < 3; m++)
            {
                Assert.AreEqual(together[(row * 3) + m], alone[m], 1e-6f);
            }
        }
    }

    [TestMethod]
    public void Step_SomeEdgesVisible_LossAndGradientsAreThoseOfPlainLoops()
    {
        const int Rows = 7, Models = 3, Width = 4;
        var (features, quality, _) = Planted.Clusters(Rows, Models, 3);
        (quality[1][0], quality[2][3], quality[0][5]) = (double.NaN, double.NaN, 0.4);
        var (task, parameters) = Task(features, quality, Width, new GraphRouterLearner(Width, Visible: 0.5, Draws: 2));
        using (task)
        {
            int[] rows = [.. Enumerable.Range(0, Rows)];
            var random = new SeededRandom(11);
            var visible = Enumerable.Range(0, 2 * Rows * Models).Select(i =>
                !double.IsNaN(quality[i % Models][i / Models % Rows]) && random.NextDouble() < 0.5).ToArray();
            Assert.AreEqual(Reference(parameters, features, quality, visible, 2), task.Step(rows, 11), 1e-5);
            foreach (var parameter in parameters)
            {
                for (var i = 0; i < parameter.Values.Length; i++)
                {
                    var (own, step) = (parameter.Values[i], 1f / 1024);
                    parameter.Values[i] = own + step;
                    var above = Reference(parameters, features, quality, visible, 2);
                    parameter.Values[i] = own - step;
                    var below = Reference(parameters, features, quality, visible, 2);
                    parameter.Values[i] = own;
                    Assert.AreEqual((above - below) / (2 * step), parameter.Gradient[i], 1e-4, $"{parameter.Name}[{i}]");
                }
            }
        }
    }

    [TestMethod]
    public void States_MoreQueriesThanOnePass_AreTheMeansOverAllEdges()
    {
        const int Rows = 1100, Models = 3, Width = 5;
        var (features, quality, _) = Planted.Clusters(Rows, Models, 3);
        for (var row = 0; row < Rows; row++)
        {
            quality[row % Models][row] = row % 5 == 0 ? double.NaN : quality[row % Models][row];
        }

        var (task, parameters) = Task(features, quality, Width, new GraphRouterLearner(Width));
        using (task)
        {
            var states = task.States([.. Enumerable.Range(0, Rows)]);
            var visible = Enumerable.Range(0, Rows * Models).Select(i => !double.IsNaN(quality[i % Models][i / Models])).ToArray();
            var expected = States(parameters, Queries(parameters, features), quality, visible);
            for (var i = 0; i < states.Length; i++)
            {
                Assert.AreEqual(expected[i / Width][i % Width], states[i], 1e-5);
            }
        }
    }

    [TestMethod]
    public void Validate_HeldOutQueries_AreJudgedByStatesOfTheOthers()
    {
        const int Rows = 60, Models = 3, Width = 5;
        var (features, quality, _) = Planted.Clusters(Rows, Models, 3);
        quality[1][52] = double.NaN;
        int[] training = [.. Enumerable.Range(0, 40)];
        int[] heldOut = [.. Enumerable.Range(40, 20)];
        var (task, parameters) = Task(features, quality, Width, new GraphRouterLearner(Width), training, heldOut);
        using (task)
        {
            var visible = Enumerable.Range(0, Rows * Models).Select(i => i / Models < 40).ToArray();
            var x = Queries(parameters, features);
            var states = States(parameters, x, quality, visible);
            double Each(int row, int m) => CrossEntropy(parameters, x[row], states[m], m, quality[m][row]);
            var losses = heldOut.SelectMany(row =>
                Enumerable.Range(0, Models).Where(m => !double.IsNaN(quality[m][row])).Select(m => Each(row, m)));
            Assert.AreEqual(losses.Average(), task.Validate()!.Value, 1e-5);
        }
    }

    [TestMethod]
    public void Fit_ModelThatNeverRan_ScoresZeroAndTheOthersAreFound()
    {
        var (features, quality, best) = Planted.Clusters(600, 4, 1);
        Array.Fill(quality[2], double.NaN);
        var learner = new GraphRouterLearner(Rate: 0.01, Decay: 0.01);
        var scores = learner.Fit(new TrainingSet(features, quality, false), 1, default).Score(features, []);
        Assert.IsTrue(scores.Where((_, i) => i % 4 == 2).All(score => score == 0));
        var others = Enumerable.Range(0, 600).Where(row => best[row] != 2).ToArray();
        Assert.IsGreaterThan(0.8, others.Count(row =>
            new[] { 0, 1, 3 }.MaxBy(m => scores[(row * 4) + m]) == best[row]) / (double)others.Length);
    }

    [TestMethod]
    public void Fit_AllTies_NoModelIsPreferredByMuch()
    {
        var (features, quality, _) = Planted.Clusters(400, 3, 1);
        double[][] ties = [.. quality.Select(_ => quality[0])];
        var scores = new GraphRouterLearner().Fit(new TrainingSet(features, ties, false), 1, default).Score(features, []);
        Assert.IsLessThan(0.5f, scores.Chunk(3).Average(own => own.Max() - own.Min()));
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_AreRefusedWithWhatIsAllowed()
    {
        var (features, quality, _) = Planted.Clusters(20, 2, 1);
        var set = new TrainingSet(features, quality, true);
        foreach (var (learner, word) in new (GraphRouterLearner Learner, string Word)[]
        {
            (new GraphRouterLearner(Width: 0), "width"),
            (new GraphRouterLearner(Hidden: -1), "hidden"),
            (new GraphRouterLearner(Visible: 1), "visible"),
            (new GraphRouterLearner(Draws: 0), "draws"),
            (new GraphRouterLearner(Edges: 0), "edges"),
            (new GraphRouterLearner(Rate: 0), "rate"),
            (new GraphRouterLearner(Decay: double.NaN), "decay"),
            (new GraphRouterLearner(Epochs: 0), "epochs"),
            (new GraphRouterLearner(Patience: -1), "patience"),
            (new GraphRouterLearner(Validation: 0.9), "validation"),
        })
        {
            var refused = Assert.ThrowsExactly<UsageException>(() => learner.Fit(set, 1, default));
            StringAssert.Contains(refused.Message, $"{word} of the graph learner is");
            StringAssert.Contains(refused.Message, "allowed");
        }
    }

    private static (GraphRouterTask Task, ParameterSet Parameters) Task(
        FeatureMatrix features, double[][] quality, int width, GraphRouterLearner learner, int[]? training = null, int[]? heldOut = null)
    {
        var projection = new QueryProjection(features, 0, width);
        var network = new GraphNetwork(width, quality.Length);
        var parameters = new ParameterSet();
        projection.AddTo(parameters, new SeededRandom(4));
        network.AddTo(parameters, quality, new SeededRandom(5));
        training ??= [.. Enumerable.Range(0, features.RowCount)];
        var task = new GraphRouterTask(
            learner, network, projection, parameters, features, quality, training, heldOut ?? [], training.Length, default);
        return (task, parameters);
    }

    private static double[][] Queries(ParameterSet parameters, FeatureMatrix features)
    {
        var scaling = DenseScaling.Of(features.Dense);
        return [.. Enumerable.Range(0, features.RowCount).Select(row => Add(
            Product(
                [.. features.Dense.Row(row).ToArray().Select((value, i) => ((double)value - scaling.Mean[i]) * scaling.Scale)],
                parameters["weights_1"]),
            parameters["bias_1"].Values))];
    }

    // visible is [draws][queries][models].
    private static double Reference(ParameterSet parameters, FeatureMatrix features, double[][] quality, bool[] visible, int draws)
    {
        var x = Queries(parameters, features);
        var models = quality.Length;
        var (sum, count) = (0.0, 0);
        for (var draw = 0; draw < draws; draw++)
        {
            var shown = visible.AsSpan(draw * x.Length * models, x.Length * models).ToArray();
            var states = States(parameters, x, quality, shown);
            for (var row = 0; row < x.Length; row++)
            {
                for (var m = 0; m < models; m++)
                {
                    if (!shown[(row * models) + m] && !double.IsNaN(quality[m][row]))
                    {
                        sum += CrossEntropy(parameters, x[row], states[m], m, quality[m][row]);
                        count++;
                    }
                }
            }
        }

        return sum / count;
    }

    private static double CrossEntropy(ParameterSet parameters, double[] x, double[] state, int model, double outcome)
    {
        var z = (x.Zip(state, (a, b) => a * b).Sum() / Math.Sqrt(x.Length)) + parameters["model_biases"].Values[model];
        return Math.Log(1 + Math.Exp(z)) - (outcome * z);
    }

    private static double[][] States(ParameterSet parameters, double[][] x, double[][] quality, bool[] visible)
    {
        var (models, width) = (quality.Length, x[0].Length);
        var e = parameters["model_embeddings"].Values.Chunk(width).Select(row => row.Select(value => (double)value).ToArray()).ToArray();
        double[] Message(string kind, double[] from, double outcome) => [.. Add(
            Add(
                Product(from, parameters[kind + "_weights"]),
                [.. parameters[kind + "_outcome"].Values.Select(value => (float)(value * outcome))]),
            parameters[kind + "_bias"].Values).Select(value => value > 0 ? value : 0.01 * value)];
        double[] Mean(IEnumerable<double[]> messages)
        {
            var all = messages.ToArray();
            return [.. Enumerable.Range(0, width).Select(i => all.Length == 0 ? 0 : all.Average(message => message[i]))];
        }

        var y = x.Select((own, row) => Plus(own, Mean(Enumerable.Range(0, models).Where(m => visible[(row * models) + m])
            .Select(m => Message("to_query", e[m], quality[m][row]))))).ToArray();
        return [.. e.Select((own, m) =>
        {
            var rows = Enumerable.Range(0, x.Length).Where(row => visible[(row * models) + m]).ToArray();
            var first = Mean(rows.Select(row => Message("to_model_first", x[row], quality[m][row])));
            var second = Mean(rows.Select(row => Message("to_model_second", y[row], quality[m][row])));
            return Plus(own, Plus(first, second));
        })];
    }

    private static double[] Product(double[] x, Parameter weights) => [.. Enumerable.Range(0, (int)weights.Shape[1])
        .Select(j => x.Select((value, i) => value * weights.Values[(i * (int)weights.Shape[1]) + j]).Sum())];

    private static double[] Add(double[] x, float[] values) => [.. x.Zip(values, (a, b) => a + b)];

    private static double[] Plus(double[] x, double[] values) => [.. x.Zip(values, (a, b) => a + b)];
}

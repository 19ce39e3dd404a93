using System.Text.Json;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Factorisation;
using Trainer.Learners.Logistic;
using Trainer.Training.Optimisation;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class BilinearTests
{
    private const int Rows = 10;
    private const int Width = 3;

    [TestMethod]
    [DataRow(BilinearForm.EmbedLlm, 0, 5)]
    [DataRow(BilinearForm.EmbedLlm, 2, 3)]
    [DataRow(BilinearForm.Irt, 0, 5)]
    [DataRow(BilinearForm.Irt, 4, 0)]
    public void Step_FromTheSameStart_IsADoubleLoopOverTheDefinition(object form, int sparse, int dense)
    {
        var features = PlantedQueries.Draw(Rows, sparse, dense, 1);
        var quality = Outcomes();
        var model = new BilinearModel((BilinearForm)form, features, [true, true, false], Width, new SeededRandom(2));
        var slow = new SlowAdam(model.Parameters);
        double Total() => Loss((BilinearForm)form, slow.Values, features, quality);
        int[] all = [.. Enumerable.Range(0, Rows)];
        var set = new TrainingSet(features, quality, false) { RowWeights = [.. all.Select(row => 1.0 + (row % 2))] };
        using var task = new BilinearTask(model, set, all, all, Rows, noise: 0);
        var adam = new Adam(model.Parameters, l2: 0.01);

        Assert.AreEqual(Total(), task.Step(all, 1), 1e-6);
        foreach (var (name, gradient) in slow.Gradient(Total))
        {
            var parameter = model.Parameters[name];
            for (var i = 0; i < gradient.Length; i++)
            {
                var got = parameter.Rows is { } rows ? rows.Touch(i / rows.Width)[i % rows.Width] : parameter.Gradient[i];
                Assert.AreEqual(gradient[i], got, 1e-6, $"{name}[{i}]");
            }
        }

        for (var step = 0; step < 4; step++)
        {
            task.Step(all, (ulong)step);
            adam.Step(0.05);
            slow.Step(Total, 0.05, 0.01, "shift", "bias");
        }

        slow.AssertEqual(model.Parameters, 2e-5);
        Assert.AreEqual(Total(), task.Validate()!.Value, 1e-5);
    }

    [TestMethod]
    [DataRow(0, 5, false)]
    [DataRow(3, 2, false)]
    [DataRow(4, 0, true)]
    public void Linear_OfEmbedLlm_IsTheGraphThatIsTrained(int sparse, int dense, bool isPair)
    {
        var features = PlantedQueries.Draw(Rows, sparse, dense, 3);
        var model = new BilinearModel(BilinearForm.EmbedLlm, features, [true, true], Width, new SeededRandom(5));
        var texts = new string[Rows];
        var trained = new FittedBilinear(model, isPair).Score(features, texts);
        var shipped = new FittedLogistic(
            [.. Enumerable.Range(0, 2).Select(m => model.Linear(m, sparse + dense))], sparse, isPair).Score(features, texts);
        Assert.HasCount(trained.Length, shipped);
        for (var i = 0; i < trained.Length; i++)
        {
            Assert.AreEqual(trained[i], shipped[i], 1e-6f);
        }
    }

    [TestMethod]
    [DataRow(BilinearForm.EmbedLlm)]
    [DataRow(BilinearForm.Irt)]
    public void Fit_PlantedAbilities_AreRecoveredOnUnseenQueries(object form)
    {
        // Each model is able where one feature is large; what was not run is unknown.
        var features = PlantedQueries.Draw(2500, 0, 4, 6);
        var random = new SeededRandom(7);
        double Logit(int m, int row) => 10 * features.Dense.Row(row)[m];
        double[][] quality = [.. Enumerable.Range(0, 3).Select(m => Enumerable.Range(0, 2500).Select(row =>
        {
            var y = random.NextDouble() < 1 / (1 + Math.Exp(-Logit(m, row))) ? 1.0 : 0;
            return random.NextDouble() < 0.3 ? double.NaN : y;
        }).ToArray())];
        int[] training = [.. Enumerable.Range(0, 2000)], unseen = [.. Enumerable.Range(2000, 500)];
        var learner = new BilinearLearner((BilinearForm)form, Width: 16, Rate: 0.01, Batch: 32);
        var scores = learner.Fit(new TrainingSet(features, quality, false).Select(training), 1, default).Score(features.Select(unseen), []);
        var agree = unseen.Sum(row => Enumerable.Range(0, 3).Count(m => scores[((row - 2000) * 3) + m] > 0 == Logit(m, row) > 0));
        Assert.IsGreaterThan(0.93, agree / 1500.0);
    }

    [TestMethod]
    public void Fit_Pair_ScoresTheDifferenceOfProbabilities()
    {
        var features = PlantedQueries.Draw(100, 0, 4, 6);
        double[][] quality = [new double[100], [.. Enumerable.Repeat(1.0, 100)]];
        foreach (var form in Enum.GetValues<BilinearForm>())
        {
            var learner = new BilinearLearner(form, Rate: 0.05, Batch: 16);
            var logits = learner.Fit(new TrainingSet(features, quality, false), 1, default).Score(features, []);
            var scores = learner.Fit(new TrainingSet(features, quality, true), 1, default).Score(features, []);
            for (var row = 0; row < 100; row++)
            {
                var difference = (1 / (1 + Math.Exp(-logits[(2 * row) + 1]))) - (1 / (1 + Math.Exp(-logits[2 * row])));
                Assert.AreEqual(difference, scores[row], 1e-5);
                Assert.IsGreaterThan(0.8f, scores[row]);
            }
        }
    }

    [TestMethod]
    public void Forms_InAConfiguration_HaveTheirNames()
    {
        foreach (var (form, name) in new[] { (BilinearForm.EmbedLlm, "embedllm"), (BilinearForm.Irt, "irt") })
        {
            ILearner learner = new BilinearLearner(form);
            var json = JsonSerializer.Serialize(learner, Trainer.Export.BundleJson.Line);
            StringAssert.Contains(json, $"\"form\":\"{name}\"");
            Assert.AreEqual(learner, JsonSerializer.Deserialize<ILearner>(json, Trainer.Export.BundleJson.Line));
        }
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_AreRefusedWithWhatIsAllowed()
    {
        var features = PlantedQueries.Draw(Rows, 0, 4, 6);
        var set = new TrainingSet(features, Outcomes(), false);
        foreach (var (learner, word) in new (BilinearLearner Learner, string Word)[]
        {
            (new BilinearLearner(Width: -1), "width"),
            (new BilinearLearner(Rate: 0), "rate"),
            (new BilinearLearner(L2: -1), "l2"),
            (new BilinearLearner(Noise: double.NaN), "noise"),
            (new BilinearLearner(Batch: -1), "batch"),
            (new BilinearLearner(Epochs: 0), "epochs"),
            (new BilinearLearner(Patience: -1), "patience"),
            (new BilinearLearner(Validation: 0.6), "validation"),
        })
        {
            var refused = Assert.ThrowsExactly<UsageException>(() => learner.Fit(set, 1, default));
            StringAssert.Contains(refused.Message, $"{word} of the bilinear learner is");
            StringAssert.Contains(refused.Message, "allowed");
        }
    }

    // Graded and missing outcomes, and a model that was never run.
    private static double[][] Outcomes() =>
    [
        [.. Enumerable.Range(0, Rows).Select(row => row % 3 == 0 ? 1.0 : row % 4 == 1 ? double.NaN : 0)],
        [.. Enumerable.Range(0, Rows).Select(row => row % 2 == 0 ? 0.7 : row == 5 ? double.NaN : 0.1)],
        [.. Enumerable.Repeat(double.NaN, Rows)],
    ];

    private static double Loss(BilinearForm form, Dictionary<string, double[]> values, FeatureMatrix features, double[][] quality)
    {
        double[] w = [.. values.GetValueOrDefault("sparse_projection", []), .. values.GetValueOrDefault("projection", [])];
        var (sum, weights, columns) = (0.0, 0, form == BilinearForm.Irt ? Width + 1 : Width);
        for (var row = 0; row < Rows; row++)
        {
            var x = features.Row(row);
            double[] product =
                [.. Enumerable.Range(0, columns).Select(i => x.Select((value, column) => value * w[(column * columns) + i]).Sum())];
            for (var m = 0; m < quality.Length; m++)
            {
                if (double.IsNaN(quality[m][row]))
                {
                    continue;
                }

                var vector = values["models"].AsSpan(m * Width, Width).ToArray();
                var logit = form == BilinearForm.Irt
                    ? vector.Select((value, i) => value * Math.Log(1 + Math.Exp(product[i]))).Sum() - product[Width]
                    : vector.Select((value, i) => value * values["head"][i] * (product[i] + values["shift"][i])).Sum() + values["bias"][0];
                sum += (1 + (row % 2)) * (Math.Log(1 + Math.Exp(logit)) - (quality[m][row] * logit));
                weights += 1 + (row % 2);
            }
        }

        return sum / weights;
    }
}

using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Mlp;
using Trainer.Training;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class MlpTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_QualityDependsOnAProductOfFeatures_RanksWhatALinearModelCannot(bool isPair)
    {
        var (features, quality) = Exclusive(600);
        var set = new TrainingSet(features, quality, isPair);
        var network = new MlpLearner(Rate: 0.01, Batch: 32) { Hidden = [32, 16] }.Fit(set, 1, default).Score(features, []);
        var linear = new LogisticLearner().Fit(set, 1, default).Score(features, []);
        double[] Scores(float[] raw) => isPair
            ? Array.ConvertAll(raw, x => (double)x)
            : [.. raw.Where((_, i) => i % 2 == 1).Select(x => (double)x)];
        Assert.IsGreaterThan(0.95, Auc(Scores(network), quality[1]));
        Assert.IsLessThan(0.7, Auc(Scores(linear), quality[1]));
    }

    [TestMethod]
    public void Fit_TheFormOf512And256And1_LearnsWhetherTheStrongModelIsNeeded()
    {
        var (features, quality) = Exclusive(300);
        var learner = new MlpLearner(PairTarget.NeedsStrong, Batch: 32, Dropout: 0.1, Noise: 0.05) { Hidden = [512, 256] };
        var scores = learner.Fit(new TrainingSet(features, quality, true), 1, default).Score(features, []);
        Assert.HasCount(300, scores);
        Assert.IsGreaterThan(0.9, Auc(Array.ConvertAll(scores, x => (double)x), quality[1]));
    }

    [TestMethod]
    public void Step_SparseColumns_HasTheGradientThatDenseColumnsHave()
    {
        // The same numbers as sparse and as dense columns, and the same weights: gradients differ only in where they are kept.
        var random = new SeededRandom(3);
        const int Rows = 12, Columns = 9;
        var values = Enumerable.Range(0, Rows * Columns).Select(_ => random.Next(3) == 0 ? (float)random.NextGaussian() : 0).ToArray();
        var builder = new SparseMatrix.Builder(Columns);
        for (var row = 0; row < Rows; row++)
        {
            var columns = Enumerable.Range(0, Columns).Where(column => values[(row * Columns) + column] != 0).ToArray();
            builder.Append(columns, Array.ConvertAll(columns, column => values[(row * Columns) + column]));
            builder.EndRow();
        }

        double[][] targets = [[.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? 1.0 : i == 4 ? double.NaN : 0)]];
        int[] all = [.. Enumerable.Range(0, Rows)];
        var sparse = FeatureMatrix.Of(builder.Build());
        var network = new MlpNetwork(sparse, [6], 1, isDifference: false);
        var parameters = network.Initial(targets, new SeededRandom(1));
        using var task = new MlpTask(network, parameters, sparse, targets, all, [], Rows, 0, 0);
        var loss = task.Step(all, 1);

        var (expectedLoss, expected) = Reference(values, targets[0], parameters, Rows, Columns, 6);
        Assert.AreEqual(expectedLoss, loss, 1e-6);
        var rows = parameters["sparse_weights"].Rows!;
        var touched = rows.Rows.ToArray();
        CollectionAssert.AreEquivalent(
            Enumerable.Range(0, Columns).Where(c => all.Any(r => values[(r * Columns) + c] != 0)).ToArray(), touched);
        for (var slot = 0; slot < touched.Length; slot++)
        {
            for (var unit = 0; unit < 6; unit++)
            {
                Assert.AreEqual(expected[(touched[slot] * 6) + unit], rows.Values[(slot * 6) + unit], 1e-6);
            }
        }
    }

    [TestMethod]
    public void Fit_ModelThatNeverRan_StaysAtTheLogOddsOfNotKnowing()
    {
        var (features, quality) = Exclusive(120);
        var learner = new MlpLearner(Batch: 16, Epochs: 5) { Hidden = [8] };
        double[][] never = [quality[0], [.. quality[1].Select(_ => double.NaN)]];
        var scores = learner.Fit(new TrainingSet(features, never, false), 1, default).Score(features, []);
        Assert.IsTrue(scores.Where((_, i) => i % 2 == 1).All(score => score == 0));
        Assert.IsTrue(scores.Where((_, i) => i % 2 == 0).All(score => score < -2), "it was run and never right");
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_AreRefusedWithWhatIsAllowed()
    {
        var (features, quality) = Exclusive(40);
        var set = new TrainingSet(features, quality, true);
        foreach (var (learner, word) in new (MlpLearner Learner, string Word)[]
        {
            (new MlpLearner(Rate: 0), "rate"),
            (new MlpLearner(L2: -1), "l2"),
            (new MlpLearner(Batch: 0), "batch"),
            (new MlpLearner(Epochs: 0), "epochs"),
            (new MlpLearner(Patience: -1), "patience"),
            (new MlpLearner(Validation: 0.9), "validation"),
            (new MlpLearner(Dropout: 1), "dropout"),
            (new MlpLearner(Noise: double.NaN), "noise"),
            (new MlpLearner { Hidden = [0] }, "hidden"),
            (new MlpLearner { Hidden = [.. Enumerable.Repeat(4, 9)] }, "hidden"),
        })
        {
            var refused = Assert.ThrowsExactly<UsageException>(() => learner.Fit(set, 1, default));
            StringAssert.Contains(refused.Message, $"{word} of the mlp learner is");
            StringAssert.Contains(refused.Message, "allowed");
        }
    }

    [TestMethod]
    public void Operations_WiderOrLargerOrLonger_CostMore()
    {
        var shape = new TrainingShape(1000, 0, 0, 512, 1, 2);
        var cost = new MlpLearner().Operations(shape);
        Assert.IsGreaterThan(cost, (new MlpLearner { Hidden = [512, 256] }).Operations(shape));
        Assert.IsGreaterThan(cost, new MlpLearner().Operations(shape with { Queries = 2000 }));
        Assert.IsLessThan(cost, new MlpLearner(Epochs: 3).Operations(shape));
    }

    // The strong model is right where two features have the same sign; the weak one never is.
    private static (FeatureMatrix Features, double[][] Quality) Exclusive(int count)
    {
        var random = new SeededRandom(5);
        var values = Enumerable.Range(0, count * 4).Select(_ => (float)(3 + (0.2 * random.NextGaussian()))).ToArray();
        var strong = Enumerable.Range(0, count).Select(i => (values[i * 4] - 3) * (values[(i * 4) + 1] - 3) > 0 ? 1.0 : 0).ToArray();
        return (new FeatureMatrix(FeatureMatrix.Empty(count).Sparse, new DenseMatrix(values, count, 4)), [new double[count], strong]);
    }

    private static double Auc(double[] scores, double[] labels)
    {
        double pairs = 0, wins = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                if (labels[i] > labels[j])
                {
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }

        return wins / pairs;
    }

    // One hidden layer and a mean of cross-entropies over the batch, in double precision.
    private static (double Loss, double[] Gradient) Reference(
        float[] values, double[] targets, ParameterSet parameters, int rows, int columns, int hidden)
    {
        var (s, b, w, c) = (
            parameters["sparse_weights"].Values, parameters["bias_1"].Values, parameters["weights_2"].Values, parameters["bias_2"].Values);
        var gradient = new double[columns * hidden];
        var loss = 0.0;
        for (var row = 0; row < rows; row++)
        {
            if (double.IsNaN(targets[row]))
            {
                continue;
            }

            var sums = new double[hidden];
            for (var unit = 0; unit < hidden; unit++)
            {
                sums[unit] = b[unit] + Enumerable.Range(0, columns)
                    .Sum(column => (double)values[(row * columns) + column] * s[(column * hidden) + unit]);
            }

            var z = c[0] + Enumerable.Range(0, hidden).Sum(unit => Math.Max(0, sums[unit]) * w[unit]);
            loss += (Math.Log(1 + Math.Exp(z)) - (targets[row] * z)) / rows;
            var slope = ((1 / (1 + Math.Exp(-z))) - targets[row]) / rows;
            for (var unit = 0; unit < hidden; unit++)
            {
                for (var column = 0; column < columns && sums[unit] > 0; column++)
                {
                    gradient[(column * hidden) + unit] += slope * w[unit] * values[(row * columns) + column];
                }
            }
        }

        return (loss, gradient);
    }
}

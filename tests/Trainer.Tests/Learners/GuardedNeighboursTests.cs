using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.GuardedNeighbours;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class GuardedNeighboursTests
{
    private const int Columns = 6;

    [TestMethod]
    public void Explain_EachKindOfQuery_NamesItsReason()
    {
        var (features, quality) = Data(400);
        var fitted = (FittedGuardedNeighbours)new GuardedNeighboursLearner(K: 60).Fit(new TrainingSet(features, quality, IsPair: false), 1, default);
        float[][] queries =
        [
            [1, 0, 0, 0.05f, 0, 0], // model 1 is always better here
            [0, 1, 0, 0.05f, 0, 0], // the incumbent is
            [0, 0, 0, 0, 0, -1], // far from everything
        ];
        var decisions = fitted.Explain(Dense(queries));
        Assert.AreEqual((1, GuardReason.Proven), (decisions[0].Model, decisions[0].Reason));
        Assert.AreEqual((0, GuardReason.NotProven), (decisions[1].Model, decisions[1].Reason));
        Assert.AreEqual((0, GuardReason.Novel), (decisions[2].Model, decisions[2].Reason));
        Assert.IsTrue(decisions.All(decision => decision.Incumbent == 0));
        Assert.IsLessThan(decisions[2].Floor, decisions[2].Similarity);
        Assert.IsGreaterThan(0.0, decisions[0].LowerBounds[1]);
        Assert.IsLessThan(0.0, decisions[1].LowerBounds[1]);
    }

    [TestMethod]
    public void Score_NovelQueries_AreThePlainMeans()
    {
        var (features, quality) = Data(400);
        var scores = new GuardedNeighboursLearner().Fit(new TrainingSet(features, quality, IsPair: false), 1, default)
            .Score(Dense([[0, 0, 0, 0, 0, -1]]), []);
        for (var m = 0; m < quality.Length; m++)
        {
            Assert.AreEqual(quality[m].Average(), scores[m], 1e-5);
        }
    }

    [TestMethod]
    public void Score_MoreConfidenceOrMargin_NeverSwitchesMore()
    {
        var (features, quality) = Data(300);
        var set = new TrainingSet(features, quality, IsPair: false);
        int Switched(double confidence, double margin) => ((FittedGuardedNeighbours)new GuardedNeighboursLearner(
            K: 20, Confidence: confidence, Margin: margin).Fit(set, 1, default)).Explain(features).Count(decision => decision.Reason == GuardReason.Proven);
        int[] switched = [Switched(0.5, 0), Switched(0.9, 0), Switched(0.9, 0.3), Switched(0.99999, 0.3)];
        CollectionAssert.AreEqual(switched.OrderDescending().ToArray(), switched);
        Assert.IsGreaterThan(0, switched[2]);
        Assert.IsGreaterThan(switched[3], switched[0]);
    }

    [TestMethod]
    public void Score_AnyQuery_IsTheFormulaOverAllStoredQueries()
    {
        var (features, quality) = Data(120);
        for (var row = 0; row < 120; row += 7)
        {
            quality[row % 3][row] = double.NaN;
        }

        const int K = 25;
        const double Shrinkage = 0.5;
        var fitted = (FittedGuardedNeighbours)new GuardedNeighboursLearner(K, Shrinkage, Confidence: 0.5, Novelty: 0)
            .Fit(new TrainingSet(features, quality, IsPair: false), 1, default);
        double[] means = Array.ConvertAll(quality, column => column.Where(y => !double.IsNaN(y)).Average());
        var best = Array.IndexOf(means, means.Max());
        var scores = fitted.Score(features, []);
        var explained = fitted.Explain(features);
        for (var query = 0; query < 120; query++)
        {
            var ranked = Enumerable.Range(0, 120).Select(row => (Row: row, Similarity: Cosine(features.Dense.Row(row), features.Dense.Row(query))))
                .OrderByDescending(neighbour => neighbour.Similarity).Take(K + 1).ToArray();
            for (var m = 0; m < 3; m++)
            {
                var differences = quality[m].Zip(quality[best], (y, incumbent) => y - incumbent).ToArray();
                var gap = Math.Min(means[m] - means[best], 0);
                double count = Shrinkage, sum = Shrinkage * gap;
                foreach (var (row, similarity) in ranked.Where(neighbour => !double.IsNaN(differences[neighbour.Row])))
                {
                    var weight = (similarity - ranked[K].Similarity) / (1.001 - ranked[K].Similarity);
                    count += weight;
                    sum += weight * differences[row];
                }

                // At a confidence of one half the bound is the mean itself.
                var gain = sum / count;
                Assert.AreEqual(gain, explained[query].LowerBounds[m], 1e-4);
                var known = Math.Clamp((ranked[0].Similarity - explained[query].Floor) / 0.05, 0, 1);
                var expected = means[best] + gap + (Math.Clamp(gain / 0.1, 0, 1) * known * (gain - gap));
                Assert.AreEqual(expected, scores[(query * 3) + m], 1e-3);
            }
        }
    }

    [TestMethod]
    public void Fit_SettingsOutOfRange_SayWhatIsAllowed()
    {
        var (features, quality) = Data(5);
        var error = Assert.ThrowsExactly<UsageException>(() =>
            new GuardedNeighboursLearner(Confidence: 1).Fit(new TrainingSet(features, quality, IsPair: false), 1, default));
        Assert.Contains("allowed", error.Message);
    }

    // Around the first axis model 1 is right and model 0 wrong, around the second the other way round; the third model is mostly wrong.
    private static (FeatureMatrix Features, double[][] Quality) Data(int count)
    {
        var random = new SeededRandom(6);
        var rows = new float[count][];
        double[][] quality = [new double[count], new double[count], new double[count]];
        for (var row = 0; row < count; row++)
        {
            var isFirst = random.Next(3) == 0;
            rows[row] = [.. Enumerable.Range(0, Columns).Select(column => (float)(0.2 * random.NextGaussian()) + (column == (isFirst ? 0 : 1) ? 1 : 0))];
            var noise = random.Next(10) == 0;
            (quality[0][row], quality[1][row]) = isFirst != noise ? (0, 1) : (1, 0);
            quality[2][row] = random.Next(5) == 0 ? 1 : 0;
        }

        return (Dense(rows), quality);
    }

    private static FeatureMatrix Dense(float[][] rows) => new(
        new SparseMatrix(new int[rows.Length + 1], [], [], 0), new DenseMatrix([.. rows.SelectMany(row => row)], rows.Length, Columns));

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

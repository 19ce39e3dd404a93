using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Neighbours;
using Trainer.Learners.Supervision;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class NeighboursPlainTests
{
    [TestMethod]
    public void Score_SmallRampAndShrinkage_IsThePlainMeanOfTheNearest()
    {
        var (features, quality) = Data(300, 8, 3);
        var fitted = new NeighboursLearner(K: 12, Shrinkage: 1e-6, Ramp: 0.01).Fit(new TrainingSet(features, quality, IsPair: false), 1, default);
        var queries = Data(40, 8, 9).Features;
        var scores = fitted.Score(queries, []);
        var plain = 0;
        for (var query = 0; query < 40; query++)
        {
            // A neighbour that is hardly nearer than the 13th still counts less; where there is none the mean is the plain one.
            var ranked = Ranked(features, queries, query);
            if (ranked[11].Similarity - ranked[12].Similarity < 0.0101 * (1.001 - ranked[12].Similarity))
            {
                continue;
            }

            plain++;
            for (var m = 0; m < quality.Length; m++)
            {
                Assert.AreEqual(ranked[..12].Average(neighbour => quality[m][neighbour.Row]), scores[(query * quality.Length) + m], 1e-5);
            }
        }

        Assert.IsGreaterThan(10, plain);
    }

    [TestMethod]
    public void Score_Votes_AreTheSharesOfBestModels()
    {
        var (features, quality) = Data(200, 6, 5);
        NeighboursLearner votes = new(K: 15, Target: NeighbourTarget.BestModel), means = new(K: 15);
        var best = Targets.BestModel(quality);
        double[][] oneHot = [.. quality.Select((_, m) => Array.ConvertAll(best, winner => winner == m ? 1.0 : 0))];
        CollectionAssert.AreEqual(
            means.Fit(new TrainingSet(features, oneHot, IsPair: false), 1, default).Score(features, []),
            votes.Fit(new TrainingSet(features, quality, IsPair: false), 1, default).Score(features, []));
    }

    private static (int Row, double Similarity)[] Ranked(FeatureMatrix features, FeatureMatrix queries, int query) =>
        [.. Enumerable.Range(0, features.RowCount)
            .Select(row => (row, Cosine(features.Dense.Row(row), queries.Dense.Row(query))))
            .OrderByDescending(neighbour => neighbour.Item2)];

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

    private static (FeatureMatrix Features, double[][] Quality) Data(int count, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = Enumerable.Range(0, count * columns).Select(_ => (float)random.NextGaussian()).ToArray();
        double[][] quality = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, count).Select(_ => random.Next(5) / 4.0).ToArray())];
        return (new FeatureMatrix(new SparseMatrix(new int[count + 1], [], [], 0), new DenseMatrix(values, count, columns)), quality);
    }
}

using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Clusters;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class ClustersTests
{
    [TestMethod]
    public void Score_TheSharpestClusters_IsANumber()
    {
        var (features, quality, _) = Planted.Clusters(60, 3, 1);
        var fitted = new ClustersLearner(K: 3, Sharpness: 100).Fit(new TrainingSet(features, quality, false), 1, default);
        Assert.IsTrue(fitted.Score(features, new string[60]).All(float.IsFinite));
    }

    [TestMethod]
    public void Fit_ThreeDirections_FindsThemWhateverTheirScale()
    {
        var random = new SeededRandom(5);
        float[][] directions = [[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, -1, 2]];
        var rows = Enumerable.Range(0, 90).Select(i =>
        {
            var scale = (float)random.NextDouble(0.1, 10);
            return directions[i % 3].Select(value => scale * (value + (0.05f * (float)random.NextGaussian()))).ToArray();
        }).ToArray();
        var centroids = SphericalKMeans.Fit(new UnitRows(Dense(rows)), 3, 1, default);
        foreach (var direction in directions)
        {
            var length = Math.Sqrt(direction.Sum(value => value * value));
            var best = Enumerable.Range(0, 3)
                .Max(c => Enumerable.Range(0, 4).Sum(column => direction[column] * centroids[(column * 3) + c]) / length);
            Assert.IsGreaterThan(0.99, best);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Score_AgreesWithTheDefinition(bool ranked)
    {
        // Two clusters whose centroids are the axes, because all rows lie on them.
        float[][] rows = [[2, 0], [1, 0], [0, 3], [0, 1], [0, 1]];
        double[][] quality = [[1, 0.5, 0, 0, double.NaN], [0, 0, 1, 0.5, 1]];
        var fitted = new ClustersLearner(K: 2, Sharpness: 3, Shrinkage: 1, Ranked: ranked).Fit(new TrainingSet(Dense(rows), quality, false), 4, default);
        var scores = fitted.Score(Dense([[3, 4]]), ["any"]);

        double[] priors = [0.375, 0.5];
        double[][] means = [[(1.5 + priors[0]) / 3, priors[1] / 3], [priors[0] / 3, (2.5 + priors[1]) / 4]];
        var values = ranked ? [[1, 0.5], [0.5, 1]] : means;
        var (first, second) = (Math.Exp(3 * 0.6), Math.Exp(3 * 0.8));
        for (var m = 0; m < 2; m++)
        {
            Assert.AreEqual(((first * values[0][m]) + (second * values[1][m])) / (first + second), scores[m], 1e-6);
        }
    }

    private static FeatureMatrix Dense(float[][] rows) => new(
        FeatureMatrix.Empty(rows.Length).Sparse, new DenseMatrix([.. rows.SelectMany(row => row)], rows.Length, rows[0].Length));
}

using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Learners;
using Trainer.Learners.Neighbours;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class NeighboursReferenceTests
{
    [TestMethod]
    [DataRow(1, 0.5)]
    [DataRow(5, 1.0)]
    [DataRow(40, 3.0)]
    public void Score_RandomTexts_IsTheFormulaOverAllPairs(int k, double shrinkage)
    {
        var random = new SeededRandom(9);
        string Text() => string.Join(' ', Enumerable.Range(0, 3 + random.Next(5)).Select(_ => $"w{random.Next(25)}"));
        var training = Enumerable.Range(0, 50).Select(_ => Text()).Append("w1 w2 w3").Append("w1 w2 w3").ToArray();
        var queries = Enumerable.Range(0, 20).Select(_ => Text()).Append("nothing known").Append("w1 w2 w3").ToArray();
        var quality = Enumerable.Range(0, 3).Select(_ => training.Select(_ => random.Next(8) == 0 ? double.NaN : random.Next(2)).ToArray()).ToArray();
        var (features, vectors) = TextFeatures.FitTransform(training, new(new(1, 1, 100, 1), null, false));

        var fitted = new NeighboursLearner(k, shrinkage).Fit(new TrainingSet(FeatureMatrix.Of(vectors), quality, IsPair: false), 1, default);
        var scores = fitted.Score(FeatureMatrix.Of(features.Transform(queries)), queries);

        var dense = Dense(features.Transform(queries));
        for (var query = 0; query < queries.Length; query++)
        {
            var expected = Predict(dense[query], Dense(vectors), quality, k, shrinkage);
            for (var m = 0; m < 3; m++)
            {
                Assert.AreEqual(expected[m], scores[(query * 3) + m], 1e-5, queries[query]);
            }
        }
    }

    [TestMethod]
    public void TopK_AnyValues_IsTheSortedFront()
    {
        var random = new SeededRandom(5);
        for (var round = 0; round < 300; round++)
        {
            var values = Enumerable.Range(0, 1 + random.Next(60)).Select(_ => random.Next(12) / 4f).ToArray();
            var k = 1 + random.Next(values.Length);
            var indices = Enumerable.Range(0, values.Length).ToArray();
            TopK.Select(values, indices, k);
            var expected = Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).ThenBy(i => i).Take(k).ToArray();
            CollectionAssert.AreEqual(expected, indices[..k]);
        }
    }

    // Equal vectors are one neighbour with their outcomes together; the (k + 1)-th distinct one sets the width of the kernel.
    private static double[] Predict(double[] query, double[][] training, double[][] quality, int k, double shrinkage)
    {
        double Cosine(double[] other) => query.All(value => value == 0) ? 0 : query.Zip(other, (a, b) => a * b).Sum();
        var distinct = Enumerable.Range(0, training.Length).GroupBy(row => string.Join(",", training[row]))
            .Select(rows => (Rows: rows.ToArray(), Similarity: Cosine(training[rows.First()])))
            .OrderByDescending(neighbour => neighbour.Similarity).ToArray();
        var looked = Math.Min(Math.Min(k, distinct.Length) + 1, distinct.Length);
        var last = distinct[looked - 1].Similarity;
        return Array.ConvertAll(quality, column =>
        {
            var mean = column.Where(value => !double.IsNaN(value)).Average();
            double sum = shrinkage * mean, count = shrinkage;
            foreach (var (rows, similarity) in distinct.Take(looked))
            {
                var weight = (similarity - last) / (1.001 - last);
                sum += weight * rows.Where(row => !double.IsNaN(column[row])).Sum(row => column[row]);
                count += weight * rows.Count(row => !double.IsNaN(column[row]));
            }

            return sum / count;
        });
    }

    private static double[][] Dense(SparseMatrix matrix) => [.. Enumerable.Range(0, matrix.RowCount).Select(row =>
    {
        var dense = new double[matrix.ColumnCount];
        for (var i = 0; i < matrix.Columns(row).Length; i++)
        {
            dense[matrix.Columns(row)[i]] = matrix.Values(row)[i];
        }

        return dense;
    })];
}

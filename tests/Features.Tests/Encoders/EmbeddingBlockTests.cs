using System.Numerics.Tensors;
using Trainer.Features.Encoders;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Tests.Encoders;

[TestClass]
public sealed class EmbeddingBlockTests
{
    [TestMethod]
    [DataRow(false, 0)]
    [DataRow(true, 0)]
    [DataRow(true, 3)]
    [DataRow(true, 12)]
    public void TheGraphTransformsAsTheBlockDoes(bool centred, int components)
    {
        var training = Matrix(60, 12, seed: 1);
        var block = EmbeddingBlock.Fit(training, new EmbeddingSpec(centred, components));
        var unseen = Matrix(7, 12, seed: 2);
        var expected = block.Transform(unseen);

        var graph = new GraphBuilder("block");
        var input = graph.Input(GraphSession.EmbeddingName, DataType.Float, GraphBuilder.Batch, 12);
        graph.Output(GraphSession.ScoresName, block.Emit(graph, input), DataType.Float, GraphBuilder.Batch, block.ColumnCount);
        using var session = new GraphSession(graph.Build(new Dictionary<string, string>()));
        var actual = new float[7 * block.ColumnCount];
        session.Run(new GraphInputs(7) { Embeddings = unseen.Values.ToArray() }, actual);

        for (var i = 0; i < actual.Length; i++)
        {
            Assert.AreEqual(expected.Values[i], actual[i], 1e-5f);
        }

        var lengths = TensorPrimitives.SumOfSquares(block.Transform(training).Values) / 60;
        Assert.AreEqual(1f, lengths, 1e-4f);
    }

    [TestMethod]
    public void ComponentsAreTheDirectionsOfLargestVariance()
    {
        // Independent coordinates with variances 1, 1/2, 1/4 … in directions that are not the axes.
        var random = new SeededRandom(5);
        var rotation = Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, 8).Select(_ => random.NextGaussian()).ToArray()).ToArray();
        var values = new float[500 * 8];
        for (var row = 0; row < 500; row++)
        {
            for (var k = 0; k < 8; k++)
            {
                var amount = random.NextGaussian() * Math.Pow(0.5, k);
                for (var d = 0; d < 8; d++)
                {
                    values[(row * 8) + d] += (float)(amount * rotation[k][d]);
                }
            }
        }

        var matrix = new DenseMatrix(values, 500, 8);
        var mean = Enumerable.Range(0, 8).Select(d => Enumerable.Range(0, 500).Average(row => matrix.Row(row)[d])).ToArray();
        var components = PrincipalComponents.Fit(matrix, mean, 4);

        var covariance = Covariance(matrix, mean);
        var previous = double.PositiveInfinity;
        for (var k = 0; k < 4; k++)
        {
            var direction = components.AsSpan(k * 8, 8).ToArray().Select(value => (double)value).ToArray();
            var (eigenvalue, deviation) = Rayleigh(covariance, direction);
            Assert.IsLessThan(1e-3 * Rayleigh(covariance, [.. components.AsSpan(0, 8).ToArray().Select(v => (double)v)]).Value, deviation);
            Assert.IsLessThan(previous, eigenvalue);
            previous = eigenvalue;
        }

        // Nothing that is left varies more than the last one taken.
        foreach (var _ in Enumerable.Range(0, 200))
        {
            var direction = Enumerable.Range(0, 8).Select(_ => random.NextGaussian()).ToArray();
            for (var k = 0; k < 4; k++)
            {
                var product = Enumerable.Range(0, 8).Sum(d => direction[d] * components[(k * 8) + d]);
                direction = [.. direction.Select((value, d) => value - (product * components[(k * 8) + d]))];
            }

            Assert.IsLessThan(previous * 1.001, Rayleigh(covariance, direction).Value);
        }
    }

    [TestMethod]
    public void FewerRowsThanComponentsGiveFiniteVectors()
    {
        var block = EmbeddingBlock.Fit(Matrix(3, 12, seed: 4), new EmbeddingSpec(Components: 8));
        Assert.IsTrue(float.IsFinite(TensorPrimitives.Sum(block.Transform(Matrix(5, 12, seed: 3)).Values)));
        Assert.ThrowsExactly<ArgumentException>(() => EmbeddingBlock.Fit(Matrix(3, 12, seed: 4), new EmbeddingSpec(Components: 13)));
    }

    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(5, 9, 16)]
    [DataRow(13, 6, 37)]
    [DataRow(70, 130, 512)]
    public void ProductsAreDotProductsAndDoNotDependOnTheirNeighbours(int rowsA, int rowsB, int columns)
    {
        var (a, b) = (Matrix(rowsA, columns, 8), Matrix(rowsB, columns, 9));
        var products = new float[rowsA * rowsB];
        DenseProducts.Multiply(a.Values, b.Values, columns, products);
        var single = new float[1];
        for (var i = 0; i < rowsA; i++)
        {
            for (var j = 0; j < rowsB; j++)
            {
                double expected = 0;
                for (var k = 0; k < columns; k++)
                {
                    expected += (double)a.Row(i)[k] * b.Row(j)[k];
                }

                Assert.AreEqual(expected, products[(i * rowsB) + j], 1e-3);
                DenseProducts.Multiply(a.Row(i), b.Row(j), columns, single);
                Assert.AreEqual(single[0], products[(i * rowsB) + j]);
            }
        }
    }

    private static DenseMatrix Matrix(int rows, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        return new DenseMatrix([.. Enumerable.Range(0, rows * columns).Select(_ => 1 + (float)random.NextGaussian())], rows, columns);
    }

    private static double[][] Covariance(DenseMatrix matrix, float[] mean) => [.. Enumerable.Range(0, mean.Length).Select(i =>
        Enumerable.Range(0, mean.Length).Select(j => Enumerable.Range(0, matrix.RowCount).Sum(row =>
            ((double)matrix.Row(row)[i] - mean[i]) * (matrix.Row(row)[j] - mean[j]))).ToArray())];

    // x'Ax / x'x, and how far Ax is from a multiple of x.
    private static (double Value, double Deviation) Rayleigh(double[][] matrix, double[] x)
    {
        var image = matrix.Select(row => row.Zip(x, (a, b) => a * b).Sum()).ToArray();
        var value = image.Zip(x, (a, b) => a * b).Sum() / x.Sum(v => v * v);
        return (value, Math.Sqrt(image.Zip(x, (a, b) => (a - (value * b)) * (a - (value * b))).Sum()));
    }
}

using Trainer.Features.Data.Audit;

namespace Trainer.Features.Tests.Data.Audit;

[TestClass]
public class NearVectorsTests
{
    [TestMethod]
    [DataRow(600, 300, 7)]
    [DataRow(3, 700, 16)]
    [DataRow(257, 1, 5)]
    public void Across_PlantedCopies_AreThoseOfAllPairs(int rows, int others, int columns)
    {
        var random = new SeededRandom(4);
        var first = Unit(random, rows, columns);
        var second = Unit(random, others, columns);
        first.Row(rows / 2).CopyTo(second.Values.Length > 0 ? Writable(second, others - 1) : []);
        var expected = Enumerable.Range(0, rows)
            .Select(row => (Row: row, Best: Enumerable.Range(0, others).MaxBy(other => Dot(first, row, second, other))))
            .Where(pair => Dot(first, pair.Row, second, pair.Best) >= 0.95)
            .ToArray();
        Assert.IsNotEmpty(expected);
        var actual = NearVectors.Across(first, second);
        CollectionAssert.AreEqual(expected, actual.Select(pair => (pair.First, pair.Second)).ToArray());
        Assert.IsTrue(actual.All(pair => Math.Abs(pair.Similarity - Dot(first, pair.First, second, pair.Second)) < 1e-5));
    }

    [TestMethod]
    public void Within_Copies_AreFoundOnceAndNeverThemselves()
    {
        var vectors = Unit(new SeededRandom(5), 600, 40);
        vectors.Row(3).CopyTo(Writable(vectors, 599));
        vectors.Row(10).CopyTo(Writable(vectors, 11));
        CollectionAssert.AreEqual(
            new[] { (11, 10), (599, 3) }, NearVectors.Within(vectors).Select(pair => (pair.First, pair.Second)).ToArray());
    }

    [TestMethod]
    public void Across_WhatCannotBeCompared_SaysWhy()
    {
        var fault = Assert.ThrowsExactly<ArgumentException>(
            () => NearVectors.Across(new DenseMatrix(new float[6], 2, 3), new DenseMatrix(new float[4], 2, 2)));
        StringAssert.Contains(fault.Message, "2 vectors of 3 values cannot be compared with 2 of 2");
        var many = new DenseMatrix(new float[2_000_000], 2_000_000, 1);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => NearVectors.Within(many)).Message, "at most 2000000000000");
        Assert.IsEmpty(NearVectors.Within(new DenseMatrix([], 0, 0)));
    }

    private static DenseMatrix Unit(SeededRandom random, int rows, int columns)
    {
        var values = new float[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            var drawn = Enumerable.Range(0, columns).Select(_ => random.NextGaussian()).ToArray();
            var length = Math.Sqrt(drawn.Sum(x => x * x));
            for (var column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = (float)(drawn[column] / length);
            }
        }

        return new DenseMatrix(values, rows, columns);
    }

    private static double Dot(DenseMatrix a, int row, DenseMatrix b, int other) =>
        Enumerable.Range(0, a.ColumnCount).Sum(column => (double)a.Row(row)[column] * b.Row(other)[column]);

    private static Span<float> Writable(DenseMatrix matrix, int row) => System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
        ref System.Runtime.InteropServices.MemoryMarshal.GetReference(matrix.Row(row)), matrix.ColumnCount);
}

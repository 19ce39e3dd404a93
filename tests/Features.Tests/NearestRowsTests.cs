using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trainer.Features.Tests;

[TestClass]
public sealed class NearestRowsTests
{
    [TestMethod]
    [DataRow(1, 1, 1, 1)]
    [DataRow(7, 3, 5, 7)]
    [DataRow(300, 20, 37, 5)]
    [DataRow(1000, 67, 40, 60)]
    [DataRow(700, 128, 33, 400)]
    public void Search_RandomRows_IsTheSortedScan(int rows, int columns, int queries, int k)
    {
        var random = new SeededRandom((ulong)(rows + columns));
        AssertScan(Values(random, rows * columns), Values(random, queries * columns), columns, k);
    }

    [TestMethod]
    public void Search_TiesAndDuplicates_GoToTheLowerRow()
    {
        var random = new SeededRandom(2);
        const int Columns = 16;
        var few = Values(random, 5 * Columns);
        var rows = new float[600 * Columns];
        for (var row = 0; row < 600; row++)
        {
            few.AsSpan(random.Next(5) * Columns, Columns).CopyTo(rows.AsSpan(row * Columns));
        }

        AssertScan(rows, [.. few, .. new float[Columns], .. Values(random, 3 * Columns)], Columns, 150);
        AssertScan(new float[40 * Columns], few, Columns, 3);
    }

    [TestMethod]
    public void Search_RowsThatDifferByLessThanACode_AreToldApart()
    {
        var random = new SeededRandom(3);
        const int Columns = 48;
        var one = Values(random, Columns);
        float[] rows = [.. Enumerable.Range(0, 500).SelectMany(_ => one.Select(value => value + (float)(1e-5 * random.NextGaussian())))];
        AssertScan(rows, [.. one, .. Values(random, 6 * Columns)], Columns, 20);
    }

    [TestMethod]
    public void Search_RowsOfAllLengths_IsTheSortedScan()
    {
        var random = new SeededRandom(4);
        const int Columns = 33;
        float[] rows = [.. Enumerable.Range(0, 400).SelectMany(_ =>
        {
            var length = (float)Math.Exp(4 * random.NextGaussian());
            return Values(random, Columns).Select(value => value * length);
        })];
        AssertScan(rows, [.. Values(random, 9 * Columns).Select(value => value * 1e-6f)], Columns, 30);
    }

    [TestMethod]
    public void Search_LengthsThatDoNotFit_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new NearestRows(new float[5], 2));
        Assert.ThrowsExactly<ArgumentException>(() => new NearestRows([], 0));
        var nearest = new NearestRows(new float[6], 2);
        Assert.ThrowsExactly<ArgumentException>(() => nearest.Search(new float[2], 4, new int[4], new float[4]));
        Assert.ThrowsExactly<ArgumentException>(() => nearest.Search(new float[2], 2, new int[1], new float[2]));
    }

    [TestMethod]
    public void Add_EveryForm_GivesTheSameIntegers()
    {
        var random = new SeededRandom(5);
        for (var round = 0; round < 200; round++)
        {
            var panel = new byte[32];
            var query = new sbyte[4];
            for (var i = 0; i < 32; i++)
            {
                panel[i] = (byte)random.Next(256);
                query[i % 4] = (sbyte)(random.Next(255) - 127);
            }

            var expected = new int[8];
            for (var i = 0; i < 32; i++)
            {
                expected[i / 4] += panel[i] * query[i % 4];
            }

            var broadcast = Vector256.Create(BitConverter.ToInt32(Array.ConvertAll(query, code => (byte)code)));
            var codes = Vector256.Create<byte>(panel);
            CollectionAssert.AreEqual(expected, Lanes(ByteProducts.Add(default, codes, broadcast)));
            CollectionAssert.AreEqual(expected, Lanes(ByteProducts.AddPortable(default, codes, broadcast)));
            if (Avx2.IsSupported)
            {
                CollectionAssert.AreEqual(expected, Lanes(ByteProducts.AddPairs(default, codes, broadcast)));
            }
        }
    }

    private static int[] Lanes(Vector256<int> sums) => [.. Enumerable.Range(0, 8).Select(lane => sums[lane])];

    private static float[] Values(SeededRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];

    private static void AssertScan(float[] rows, float[] queries, int columns, int k)
    {
        var (rowCount, queryCount) = (rows.Length / columns, queries.Length / columns);
        var (found, products) = (new int[queryCount * k], new float[queryCount * k]);
        var nearest = new NearestRows(rows, columns);
        nearest.Search(queries, k, found, products);
        var all = new float[queryCount * rowCount];
        DenseProducts.Multiply(queries, rows, columns, all);
        var (alone, aloneProducts) = (new int[k], new float[k]);
        for (var query = 0; query < queryCount; query++)
        {
            var scan = all[(query * rowCount)..((query + 1) * rowCount)];
            var expected = Enumerable.Range(0, rowCount).OrderByDescending(row => scan[row]).ThenBy(row => row).Take(k).ToArray();
            CollectionAssert.AreEqual(expected, found[(query * k)..((query + 1) * k)]);
            CollectionAssert.AreEqual(Array.ConvertAll(expected, row => scan[row]), products[(query * k)..((query + 1) * k)]);
            nearest.Search(queries.AsSpan(query * columns, columns), k, alone, aloneProducts);
            CollectionAssert.AreEqual(expected, alone);
        }
    }
}

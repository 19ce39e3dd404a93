namespace Trainer.Features.Tests;

[TestClass]
public sealed class SparseMatrixTests
{
    [TestMethod]
    public void SelectColumns_SomeColumns_KeepsWhatADenseTableWouldKeep()
    {
        var random = new SeededRandom(3, 0);
        var builder = new SparseMatrix.Builder(12);
        for (var row = 0; row < 30; row++)
        {
            int[] columns = [.. Enumerable.Range(0, 9).Where(_ => random.NextDouble() < 0.3)];
            builder.Append(columns, [.. columns.Select(_ => (float)random.NextDouble())]);
            builder.EndRow();
        }

        var matrix = builder.Build();
        int[] kept = [1, 4, 5, 11];
        var selected = matrix.SelectColumns(kept);
        Assert.AreEqual((30, 4), (selected.RowCount, selected.ColumnCount));
        for (var row = 0; row < 30; row++)
        {
            var all = Dense(matrix, row);
            CollectionAssert.AreEqual(Array.ConvertAll(kept, column => all[column]), Dense(selected, row));
        }
    }

    [TestMethod]
    public void UsedColumns_ColumnsWithoutAnyValue_AreNotAmongThem()
    {
        var builder = new SparseMatrix.Builder(6);
        builder.Append([4], [1]);
        builder.EndRow();
        builder.EndRow();
        builder.Append([0, 4], [2, 3]);
        builder.EndRow();
        CollectionAssert.AreEqual(new[] { 0, 4 }, builder.Build().UsedColumns());
        CollectionAssert.AreEqual(Array.Empty<int>(), new SparseMatrix([0], [], [], 3).UsedColumns());
    }

    private static float[] Dense(SparseMatrix matrix, int row)
    {
        var dense = new float[matrix.ColumnCount];
        for (var i = 0; i < matrix.Columns(row).Length; i++)
        {
            dense[matrix.Columns(row)[i]] = matrix.Values(row)[i];
        }

        return dense;
    }
}

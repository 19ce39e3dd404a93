using Trainer.Evaluation;
using Trainer.Features.Data;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class PoolOutcomesTests
{
    [TestMethod]
    public void Constructor_MissingQuality_SaysWhere()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[0, 1], [1, double.NaN]]));
        StringAssert.Contains(error.Message, "quality of model 1 on row 1 is NaN");
    }

    [TestMethod]
    public void Constructor_Misshapen_Throws()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([]));
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[]]));
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[0, 1], [1]]));
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[0, 1]], [[1, 2], [1, 2]]));
        Assert.ThrowsExactly<ArgumentException>(() => new PoolOutcomes([[0, 1]], cluster: [1]));
    }

    [TestMethod]
    public void Constructor_NoClusters_TakesRowsAlone() => CollectionAssert.AreEqual(new[] { 0, 1 }, new PoolOutcomes([[0, 1]]).Cluster);

    [TestMethod]
    public void From_IncompleteRows_LeavesThemOutAndCountsThem()
    {
        var pool = PoolOutcomes.From(Table(), [1, 0]);
        CollectionAssert.AreEqual(new[] { 0, 1, 3, 4 }, PoolOutcomes.CompleteRows(Table(), [1, 0]));
        Assert.AreEqual((4, 1), (pool.Rows, pool.RowsLeftOut));
        CollectionAssert.AreEqual(new[] { 1, 0.5, 1, 1 }, pool.Quality[0]);
        CollectionAssert.AreEqual(new[] { 0, 0.25, 0, 0.75 }, pool.Quality[1]);
        CollectionAssert.AreEqual(new double[] { 20, 21, 23, 24 }, pool.CostUsd![0]);
    }

    [TestMethod]
    public void From_GroupsAndEqualPrompts_AreClusters()
    {
        // Rows 0 and 4 are one conversation; 1 and 3 have the same text, and 3's group is what counts.
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 0 }, PoolOutcomes.From(Table(), [0, 1]).Cluster);
        CollectionAssert.AreEqual(new[] { 0, 1, 1, 2, 0 }, PoolOutcomes.From(Table(), [1]).Cluster, "Row 2 repeats the text of row 1.");
    }

    [TestMethod]
    public void From_OneUnknownCost_HasNoCosts()
    {
        Assert.IsNull(PairOutcomes.From(Table(withCosts: false), 0, 1).Pool.CostUsd);
        Assert.AreEqual(10, PairOutcomes.From(Table(), 0, 1).WeakCostUsd![0]);
    }

    private static RoutingTable Table(bool withCosts = true)
    {
        var at = new DataPlace("test");
        var builder = new RoutingTableBuilder("test");
        builder.DeclareModels(["small", "large"], at);
        (string Prompt, string? Group, double? Small)[] rows =
            [("a", "talk", 0), ("b", null, 0.25), ("b", null, null), ("b", "alone", 0), ("c", "talk", 0.75)];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = builder.AddQuery(new($"q{i}", rows[i].Prompt, null, rows[i].Group), at);
            builder.SetQuality(row, 0, rows[i].Small, at);
            builder.SetQuality(row, 1, i == 1 ? 0.5 : 1, at);
            builder.SetCostUsd(row, 0, 10 + i, at);
            builder.SetCostUsd(row, 1, i == 3 && !withCosts ? null : 20 + i, at);
        }

        return builder.Build();
    }
}

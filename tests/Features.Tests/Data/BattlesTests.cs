using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data;

[TestClass]
public sealed class BattlesTests
{
    [TestMethod]
    public void ToTable_EveryOutcome_IsOfTheTwoModelsOnly()
    {
        var builder = new BattlesBuilder("t");
        foreach (var (a, b, winner) in new[]
        {
            ("x", "y", BattleWinner.A), ("z", "x", BattleWinner.B), ("y", "z", BattleWinner.Tie), ("y", "x", BattleWinner.BothBad),
        })
        {
            builder.Add(new Battle("the same prompt", a, b, winner), new DataPlace("t"));
        }

        var table = builder.Build().ToTable();
        CollectionAssert.AreEqual(new[] { "x", "y", "z" }, table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 1, double.NaN, 0 }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0, double.NaN, 0.5, 0 }, table.Quality(1).ToArray());
        CollectionAssert.AreEqual(new[] { double.NaN, 0, 0.5, double.NaN }, table.Quality(2).ToArray());
        Assert.IsTrue(table.CostUsd(0).ToArray().All(double.IsNaN));
        Assert.HasCount(4, table.Queries.Select(query => query.Id).Distinct());
    }

    [TestMethod]
    public void Over_UnknownModel_WasNeverRun()
    {
        var builder = new BattlesBuilder("t");
        builder.Add(new Battle("p", "x", "y", BattleWinner.A), new DataPlace("t"));
        var table = builder.Build().ToTable();
        var over = table.Over(["y", "w"]);
        Assert.AreEqual((0.0, false), (over.Quality(0)[0], over.WasRun(0, 1)));
        Assert.AreEqual(2, over.Append(over).Count);
        Assert.ThrowsExactly<ArgumentException>(() => over.Append(table));
    }
}

using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data;

[TestClass]
public class RoutingTableBuilderTests
{
    private static readonly DataPlace _place = new("file", 7, "col");

    [TestMethod]
    public void Build_DeclaredAndFoundModels_DeclaredFirstThenOrdinal()
    {
        var builder = new RoutingTableBuilder("t");
        builder.DeclareModels(["z", "b"], _place);
        var row = builder.AddQuery(new Query("1", "p"), _place);
        foreach (var model in new[] { "y", "a", "b", "B" })
        {
            builder.SetQuality(row, builder.ModelIndex(model, _place), 0.5, _place);
        }

        builder.DeclareModels(["b", "z", "y"], _place);
        CollectionAssert.AreEqual(new[] { "z", "b", "y", "B", "a" }, builder.Build().Models.ToArray());
    }

    [TestMethod]
    public void Build_NothingSet_IsNotRunRatherThanZero()
    {
        var builder = new RoutingTableBuilder("t");
        var row = builder.AddQuery(new Query("1", "p"), _place);
        var model = builder.ModelIndex("m", _place);
        builder.SetQuality(row, model, null, _place);
        builder.AddQuery(new Query("2", "q"), _place);
        var table = builder.Build();
        Assert.AreEqual(2, table.Count);
        Assert.IsFalse(table.WasRun(0, 0));
        Assert.IsTrue(double.IsNaN(table.CostUsd(0)[1]));
        Assert.IsTrue(double.IsNaN(table.LatencySeconds(0)[0]));
    }

    [TestMethod]
    public void Build_NoQueries_IsRefused()
    {
        var builder = new RoutingTableBuilder("source");
        builder.ModelIndex("m", _place);
        Assert.Contains("source: holds no queries", Assert.ThrowsExactly<DataFormatException>(() => builder.Build()).Message);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    [DataRow(-1e-300)]
    [DataRow(1.0000000001)]
    public void SetQuality_OutOfRange_IsRefused(double value)
    {
        var builder = new RoutingTableBuilder("t");
        var row = builder.AddQuery(new Query("1", "p"), _place);
        var model = builder.ModelIndex("m", _place);
        var fault = Assert.ThrowsExactly<DataFormatException>(() => builder.SetQuality(row, model, value, _place));
        StringAssert.StartsWith(fault.Message, "file, line 7, column col: quality ", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    [DataRow(double.NegativeInfinity)]
    [DataRow(-1.0)]
    public void SetCostOrLatency_NotFiniteOrNegative_IsRefused(double value)
    {
        var builder = new RoutingTableBuilder("t");
        var row = builder.AddQuery(new Query("1", "p"), _place);
        var model = builder.ModelIndex("m", _place);
        Assert.Contains("cost", Assert.ThrowsExactly<DataFormatException>(() => builder.SetCostUsd(row, model, value, _place)).Message);
        Assert.Contains(
            "latency", Assert.ThrowsExactly<DataFormatException>(() => builder.SetLatencySeconds(row, model, value, _place)).Message);
        Assert.Contains(
            "input tokens", Assert.ThrowsExactly<DataFormatException>(() => builder.SetInputTokens(row, model, value, _place)).Message);
        Assert.Contains(
            "output tokens", Assert.ThrowsExactly<DataFormatException>(() => builder.SetOutputTokens(row, model, value, _place)).Message);
    }

    [TestMethod]
    public void AddQuery_Unusable_IsRefused()
    {
        var builder = new RoutingTableBuilder("t");
        Assert.Contains("no id", Assert.ThrowsExactly<DataFormatException>(() => builder.AddQuery(new Query(" ", "p"), _place)).Message);
        Assert.Contains(
            "half a surrogate pair at character 2",
            Assert.ThrowsExactly<DataFormatException>(() => builder.AddQuery(new Query("1", "a\ud800b"), _place)).Message);
        var longest = new string('é', DataLimits.MaxPromptBytes / 2);
        builder.AddQuery(new Query("2", longest), _place);
        Assert.Contains(
            "8 MiB",
            Assert.ThrowsExactly<DataFormatException>(() => builder.AddQuery(new Query("3", longest + "x"), _place)).Message);
    }

    [TestMethod]
    public void SetQuality_ContradictionOfEarlierRow_NamesBothLines()
    {
        var builder = new RoutingTableBuilder("t");
        var row = builder.AddQuery(new Query("q", "p"), new DataPlace("first", 3));
        var model = builder.ModelIndex("m", _place);
        builder.SetCostUsd(row, model, 0, new DataPlace("first", 3));
        builder.SetQuality(row, model, 0.25, new DataPlace("second", 4));
        builder.SetQuality(row, model, 0.25, new DataPlace("third", 5));
        var fault = Assert.ThrowsExactly<DataFormatException>(() => builder.SetQuality(row, model, 0.5, new DataPlace("third", 6)));
        Assert.AreEqual(
            "third, line 6: query q has quality 0.5 for model m here but 0.25 in first, line 3; " +
            "one query has one outcome per model: remove one of the two or give them different ids",
            fault.Message);
    }
}

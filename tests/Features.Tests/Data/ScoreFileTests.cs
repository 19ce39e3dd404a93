using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data;

[TestClass]
public class ScoreFileTests : IDisposable
{
    private static readonly RoutingTable _table = Some.Table(
        ["m"], ("1", "same", null, null, [1]), ("2", "other", null, null, [0]), ("3", "same", null, null, [1]));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("id,score:b,score:a\n3,30,\n1,10,0.1\n2,,0.2\nnobody,1,1\n1,10,0.1\n", 10.0, double.NaN, 30.0, 1)]
    [DataRow("{\"id\":\"3\",\"score:b\":30}\n{\"id\":\"1\",\"score:b\":10,\"score:a\":0.1}\n{\"id\":\"2\"}\n", 10.0, double.NaN, 30.0, 0)]
    [DataRow("[{\"prompt\":\"other\",\"score:b\":2},{\"prompt\":\"same\",\"score:b\":1}]", 1.0, 2.0, 1.0, 0)]
    [DataRow("query,score:b\nother,2\nsame,1\nthird,1\n", 1.0, 2.0, 1.0, 1)]
    public void Join_ByIdOrByPrompt_GivesEachQueryItsScores(string text, double one, double two, double three, int unused)
    {
        var (table, left) = ScoreFile.Join(_table, _folder.Write("scores", text));
        var names = table.ScoreNames.ToArray();
        CollectionAssert.AreEqual(new[] { one, two, three }, table.Score(Array.IndexOf(names, "b")).ToArray());
        Assert.AreEqual(unused, left);
    }

    [TestMethod]
    [DataRow("id,score:b\n1,1\n2,2\n", "names no row for 1 of 3 queries, such as 3; every query needs a row")]
    [DataRow("id,score:b\n1,1\n2,2\n3,3\n1,4\n", "line 5, column id: holds 1 with other scores than line 2")]
    [DataRow("prompt,score:b\nsame,1\nother,1\nsame,2\n", "or name the queries by 'id'")]
    [DataRow("id,b\n1,1\n", "has no column 'score:' followed by a name; found are id, b")]
    [DataRow("name,score:b\n1,1\n", "has none of the columns id, prompt, query")]
    [DataRow("id,score:b\n1,x\n", "line 2, column score:b: holds \"x\"")]
    [DataRow("id,score:b\n1,1e300\n", "score 1E+300")]
    [DataRow("id,score:\n1,1\n", "must be followed by a name")]
    [DataRow("id,score:b\n", "holds no rows")]
    public void Join_WhatDoesNotFit_IsRefused(string text, string expected)
    {
        var file = _folder.Write("scores.csv", text);
        Assert.Contains(expected, Assert.ThrowsExactly<DataFormatException>(() => ScoreFile.Join(_table, file)).Message);
    }

    [TestMethod]
    public void Join_ScoreOfTheTablesName_IsRefused()
    {
        var table = _table.WithScores(["b"], [[1, 2, 3]]);
        var file = _folder.Write("scores.csv", "id,score:b\n1,1\n2,2\n3,3\n");
        Assert.Contains("column score:b: stands in the table too", Assert.ThrowsExactly<DataFormatException>(() => ScoreFile.Join(table, file)).Message);
    }
}

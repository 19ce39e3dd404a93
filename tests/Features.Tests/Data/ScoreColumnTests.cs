using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data;

[TestClass]
public class ScoreColumnTests
{
    private const string Header = "{\"trainer_table\":1,\"models\":[\"m\"]}\n";

    private static readonly DataPlace _place = new("file", 7, "score:x");

    [TestMethod]
    [DataRow("trainer", Header + "{\"id\":\"1\",\"prompt\":\"a\",\"quality\":[1],\"score:b\":0.5,\"score:a\":-2}\n{\"id\":\"2\",\"prompt\":\"c\",\"quality\":[0],\"score:b\":null}\n")]
    [DataRow("long", "qid,prompt,model,quality,score:b,score:a\n1,a,m,1,0.5,-2\n1,a,n,1,0.5,\n2,c,m,0,,\n")]
    [DataRow("compact", "{\"id\":\"1\",\"prompt\":\"a\",\"scores\":{\"m\":1},\"score:b\":0.5,\"score:a\":-2}\n{\"id\":\"2\",\"prompt\":\"c\",\"scores\":{\"m\":0}}\n")]
    [DataRow("routellm", "prompt,m,score:b,score:a\na,True,0.5,-2\nc,False,,\n")]
    [DataRow("rorf", "Input,m/score,score:b,score:a\na,1,0.5,-2\nc,0,,\n")]
    public void Read_AnyFormat_FindsTheScoresOfEachQuery(string format, string text)
    {
        using var folder = new TempFolder();
        var read = RoutingData.Read([folder.Write("file", text)]);

        Assert.AreEqual(format, read.Format);
        Assert.AreEqual("m", read.Table!.Models[0]);
        CollectionAssert.AreEqual(new[] { "a", "b" }, read.Table.ScoreNames.ToArray(), "in ordinal order");
        CollectionAssert.AreEqual(new[] { -2, double.NaN }, read.Table.Score(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, double.NaN }, read.Table.Score(1).ToArray());
    }

    [TestMethod]
    [DataRow("qid,prompt,model,quality,score:b\n1,a,m,1,0.5\n1,a,n,1,0.6\n", "query 1 has score 0.6 here but 0.5 before")]
    [DataRow("qid,prompt,model,quality,score:b\n1,a,m,1,1e39\n", "score 1E+39; allowed are finite numbers within")]
    [DataRow("qid,prompt,model,quality,score:b\n1,a,m,1,NaN\n", "score NaN")]
    [DataRow("qid,prompt,model,quality,score:b\n1,a,m,1,high\n", "line 2, column score:b: holds \"high\"")]
    [DataRow("qid,prompt,model,quality,score:\n1,a,m,1,1\n", "must be followed by a name")]
    public void Read_WhatIsNoScore_IsRefused(string text, string expected)
    {
        using var folder = new TempFolder();
        var file = folder.Write("file.csv", text);
        Assert.Contains(expected, Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([file])).Message);
    }

    [TestMethod]
    public void SetScore_TooManyNames_IsRefused()
    {
        var builder = new RoutingTableBuilder("t");
        var row = builder.AddQuery(new Query("1", "p"), _place);
        for (var i = 0; i < 1024; i++)
        {
            builder.SetScore(row, $"s{i}", 1, _place);
        }

        Assert.Contains("more than 1024", Assert.ThrowsExactly<DataFormatException>(() => builder.SetScore(row, "more", 1, _place)).Message);
    }

    [TestMethod]
    public void WriteAndRead_Scores_AreExactAndInTheDigest()
    {
        using var folder = new TempFolder();
        var plain = Some.Tangled(60, 4);
        var random = new SeededRandom(2);
        var scores = plain.Queries.Select(_ => random.Next(4) == 0 ? double.NaN : random.NextGaussian()).ToArray();
        var table = plain.WithScores(["z", "a"], [scores, [.. plain.Queries.Select(_ => double.NaN)]]);

        RoutingTableWriter.Write(folder["t.jsonl.gz"], table);
        var read = RoutingData.Read([folder["t.jsonl.gz"]]).Table!;

        Some.AssertSame(table, read);
        CollectionAssert.AreEqual(new[] { "a", "z" }, read.ScoreNames.ToArray());
        CollectionAssert.AreEqual(scores, read.Score(1).ToArray());
        Assert.AreEqual(ContentDigest.Of(table), ContentDigest.Of(read));
        Assert.AreEqual(ContentDigest.Of(table), ContentDigest.Of(Some.Shuffled(table, 3)));
        double[] changed = [.. scores];
        changed[7] = 0.125;
        Assert.AreNotEqual(ContentDigest.Of(table), ContentDigest.Of(plain.WithScores(["z", "a"], [changed, table.Score(0).ToArray()])));
        Assert.AreNotEqual(ContentDigest.Of(plain), ContentDigest.Of(plain.WithScores(["a"], [table.Score(0).ToArray()])));
    }

    [TestMethod]
    public void WithAnything_Scores_GoAlong()
    {
        var table = Some.Tangled(20, 4);
        table = table.WithScores(["s"], [[.. Enumerable.Range(0, 20).Select(row => (double)row)]]);
        var costs = Enumerable.Range(0, 2).Select(_ => new double[20]).ToArray();
        CollectionAssert.AreEqual(new double[] { 3, 0 }, table.Select([3, 0]).Score(0).ToArray());
        foreach (var other in new[] { table.WithModels([1]), table.WithCosts(costs), table.WithTokens(costs, costs), table.WithLatencies(costs) })
        {
            Assert.AreEqual("s", other.ScoreNames.Single());
            CollectionAssert.AreEqual(table.Score(0).ToArray(), other.Score(0).ToArray());
        }

        Assert.ThrowsExactly<ArgumentException>(() => table.WithScores(["s"], [table.Score(0).ToArray()]));
    }
}

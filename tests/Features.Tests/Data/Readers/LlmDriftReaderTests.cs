using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data.Readers;

[TestClass]
public class LlmDriftReaderTests
{
    private const string Header = "model,dataset,id,query,ref_answer,answer,latency,cost,answer_token";

    [TestMethod]
    public void Read_Versions_BecomeModelsWithCostLatencyAndTokens()
    {
        var table = Table(Header + "\nnew,prime,1,Hi,yes,[Yes],0.5,0.002,40\nold,prime,1,Hi,yes,[No],,0.001,\n");
        CollectionAssert.AreEqual(new[] { new Query("prime/1", "Hi", "prime") }, table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { "new", "old" }, table.Models.ToArray());
        Assert.AreEqual((1.0, 0.002, 0.5, 40.0), (table.Quality(0)[0], table.CostUsd(0)[0], table.LatencySeconds(0)[0], table.OutputTokens(0)[0]));
        Assert.AreEqual((0.0, 0.001, double.NaN), (table.Quality(1)[0], table.CostUsd(1)[0], table.LatencySeconds(1)[0]));
    }

    [TestMethod]
    [DataRow("yes", "first [Yes], at last [no]", 0)]
    [DataRow("No", "first [Yes], at last [no]", 1)]
    [DataRow("yes", "Yes, it is", 0)]
    [DataRow("\\\\boxed{3}", "\\boxed{2} and \\boxed{ 3 }", 1)]
    [DataRow("\\\\boxed{3}", "\\boxed{3} and \\boxed{13}", 0)]
    [DataRow("\\\\boxed{3}", "it is 3", 0)]
    [DataRow("\\\\boxed{3}", "\\boxed{3", 0)]
    public void Read_Answer_IsRightIfItsLastWordIsTheReference(string reference, string answer, double quality) =>
        Assert.AreEqual(quality, Table($"{Header}\nm,d,1,Hi,{reference},\"{answer}\",1,1,1\n").Quality(0)[0]);

    [TestMethod]
    public void Read_Code_IsJudgedByRunningIt()
    {
        var table = Table(Header + ",Directly Usable\nm,code,1,Hi,,x,1,1,1,1\nm,code,2,Ho,,x,1,1,1,0\n");
        CollectionAssert.AreEqual(new[] { 1.0, 0 }, table.Quality(0).ToArray());
    }

    [TestMethod]
    public void Read_NothingToCompareWith_IsRefused()
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(() => Table(Header + "\nm,d,1,Hi,,x,1,1,1\n"));
        StringAssert.Contains(fault.Message, "line 2, column ref_answer");
        StringAssert.Contains(fault.Message, "is empty; an answer to compare with is needed, or a column 'Directly Usable'");
    }

    [TestMethod]
    public void Read_RealTables_GiveThePublishedAccuracies()
    {
        // Chen, Zaharia and Zou 2023, sections 3.1, 3.2 and 3.5; "composite" are the primes' counterparts.
        var table = RoutingData.Read([SharedData.Path("llmdrift/generation")]).Table!;
        Assert.AreEqual(1550, table.Count);
        double Share(string model, params string[] domains) => Enumerable.Range(0, table.Count)
            .Where(row => domains.Contains(table.Queries[row].Domain))
            .Average(row => table.Quality(table.IndexOf("openaichat/" + model))[row]);
        Assert.AreEqual(0.836, Share("gpt-4-0314", "counthappynumber"), 1e-9);
        Assert.AreEqual(0.352, Share("gpt-4-0613", "counthappynumber"), 1e-9);
        Assert.AreEqual(0.306, Share("gpt-3.5-turbo-0301", "counthappynumber"), 1e-9);
        Assert.AreEqual(0.482, Share("gpt-3.5-turbo-0613", "counthappynumber"), 1e-9);
        Assert.AreEqual(0.84, Share("gpt-4-0314", "prime", "composite"), 1e-9);
        Assert.AreEqual(0.52, Share("gpt-4-0314", "leetcode_easy"), 1e-9);
        Assert.AreEqual(0.1, Share("gpt-4-0613", "leetcode_easy"), 1e-9);
    }

    [TestMethod]
    public void Time_OfAQuery_IsReadWrittenAndRefusedWhereItContradicts()
    {
        using var folder = new TempFolder();
        var path = folder.Write("long.csv", "qid,prompt,model,quality,ts\n1,Hi,a,1,12.5\n1,Hi,b,0,\n2,Ho,a,1,\n");
        var table = RoutingData.Read([path]).Table!;
        CollectionAssert.AreEqual(new double?[] { 12.5, null }, table.Queries.Select(query => query.Time).ToArray());
        var written = System.IO.Path.ChangeExtension(path, ".jsonl.gz");
        RoutingTableWriter.Write(written, table);
        CollectionAssert.AreEqual(table.Queries.ToArray(), RoutingData.Read([written]).Table!.Queries.ToArray());
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => RoutingData.Read([folder.Write("two.csv", "qid,prompt,model,quality,ts\n1,Hi,a,1,12.5\n1,Hi,b,0,13\n")]));
        StringAssert.Contains(fault.Message, "query 1 has time 13 here but 12.5 in ");
    }

    private static RoutingTable Table(string csv)
    {
        using var folder = new TempFolder();
        return RoutingData.Read([folder.Write("drift.csv", csv)]).Table!;
    }
}

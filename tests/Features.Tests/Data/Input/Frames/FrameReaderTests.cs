using System.Text;
using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data.Input.Frames;

[TestClass]
public class FrameReaderTests
{
    private const string RouterBench =
        "sample_id,prompt,eval_name,b,a,b|total_cost,a|total_cost\ns1,Hi,mbpp,1.0,0.0,0.002,0.001\ns2,Ho – ☕,mmlu,,0.5,,0.0\n" +
        "s3,Hu,mmlu,0.25,1.0,0.003,0.002\n";

    [TestMethod]
    [DataRow("routerbench-2.pkl")]
    [DataRow("routerbench-3.pkl")]
    [DataRow("routerbench-4.pkl")]
    [DataRow("routerbench-5.pkl")]
    [DataRow("routerbench-old-4.pkl")]
    public void Read_RouterBenchPickle_EqualsItsCsv(string name)
    {
        using var folder = new TempFolder();
        var pickled = RoutingData.Read([Fixture.Path(name)]);
        Assert.AreEqual("routerbench", pickled.Format);
        Some.AssertSame(RoutingData.Read([folder.Write("t.csv", RouterBench)]).Table!, pickled.Table!);
    }

    [TestMethod]
    public void Read_NewNamesOfNumpy_AreTheSame()
    {
        using var folder = new TempFolder();
        var text = Encoding.Latin1.GetString(Fixture.Bytes("routerbench-2.pkl"));
        var renamed = text.Replace("numpy.core.multiarray", "numpy._core.multiarray", StringComparison.Ordinal);
        Assert.AreNotEqual(text, renamed);
        Some.AssertSame(
            RoutingData.Read([Fixture.Path("routerbench-2.pkl")]).Table!,
            RoutingData.Read([folder.Write("t", Encoding.Latin1.GetBytes(renamed))]).Table!);
    }

    [TestMethod]
    public void Read_GzippedPickle_EqualsPlain()
    {
        using var folder = new TempFolder();
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal))
        {
            gzip.Write(Fixture.Bytes("routerbench-5.pkl"));
        }

        Some.AssertSame(
            RoutingData.Read([Fixture.Path("routerbench-5.pkl")]).Table!,
            RoutingData.Read([folder.Write("t.pkl.gz", packed.ToArray())]).Table!);
    }

    [TestMethod]
    public void Read_LongPickle_EqualsItsCsv()
    {
        using var folder = new TempFolder();
        var csv = folder.Write("t.csv", "qid,prompt,domain,model,quality,cost,latency_s\n" +
            "1,Hi,chat,b,True,0.5,1\n1,Hi,chat,a,False,0.25,2\n2,Ho,,a,True,,3\n");
        var pickled = RoutingData.Read([Fixture.Path("long-4.pkl")]);
        Assert.AreEqual("long", pickled.Format);
        Some.AssertSame(RoutingData.Read([csv]).Table!, pickled.Table!);
    }

    [TestMethod]
    public void Read_CompactPickle_EqualsItsJson()
    {
        using var folder = new TempFolder();
        var json = folder.Write("t.jsonl", """
            {"id":"x/1","category":"law","prompt":"Hi","scores":{"b":1,"a":0},"cost":{"b":0.002}}
            {"id":"x/2","category":null,"prompt":"Ho","scores":{"a":0.5},"cost":null}
            """);
        var pickled = RoutingData.Read([Fixture.Path("compact-5.pkl")]);
        Assert.AreEqual("compact", pickled.Format);
        Some.AssertSame(RoutingData.Read([json]).Table!, pickled.Table!);
    }

    [TestMethod]
    public void Read_WidePickle_IsRecognisedAsItsCsv()
    {
        var pickled = RoutingData.Read([Fixture.Path("wide-5.pkl")]);
        Assert.AreEqual("routellm", pickled.Format);
        CollectionAssert.AreEqual(new[] { "wide-5/0", "wide-5/1" }, pickled.Table!.Queries.Select(q => q.Id).ToArray());
        CollectionAssert.AreEqual(new[] { "strong", "weak/m" }, pickled.Table.Models.Order(StringComparer.Ordinal).ToArray());
        CollectionAssert.AreEqual(new double[] { 1, 0.25 }, pickled.Table.Quality(pickled.Table.IndexOf("strong")).ToArray());
    }

    [TestMethod]
    public void Read_CategoricalColumn_IsRefusedByNameWithTheWayToConvert()
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([Fixture.Path("category.pkl")]));
        Assert.Contains("the pickle asks for pandas.", fault.Message);
        Assert.Contains("df.to_json(\"table.jsonl\", orient=\"records\", lines=True)", fault.Message);
    }

    [TestMethod]
    public void Read_WrongKindOfValue_SaysRowAndColumn()
    {
        using var folder = new TempFolder();
        var text = Encoding.Latin1.GetString(Fixture.Bytes("routerbench-5.pkl")).Replace("sample_id", "eval_name", StringComparison.Ordinal);
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => RoutingData.Read([folder.Write("t", Encoding.Latin1.GetBytes(text))]));
        Assert.Contains("has the column eval_name twice", fault.Message);

        var options = new ReadOptions { Format = "compact" };
        fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([Fixture.Path("routerbench-5.pkl")], options));
        Assert.AreEqual(("id", 1L), (fault.Column, fault.Line));
    }
}

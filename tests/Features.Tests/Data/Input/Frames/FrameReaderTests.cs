using System.IO.Compression;
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
        Some.AssertSame(
            RoutingData.Read([Fixture.Path("routerbench-5.pkl")]).Table!,
            RoutingData.Read([folder.Write("t.pkl.gz", Gzip(Fixture.Bytes("routerbench-5.pkl")))]).Table!);
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
        var text = Encoding.Latin1.GetString(Fixture.Bytes("routerbench-5.pkl"))
            .Replace("sample_id", "eval_name", StringComparison.Ordinal);
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => RoutingData.Read([folder.Write("t", Encoding.Latin1.GetBytes(text))]));
        Assert.Contains("has the column eval_name twice", fault.Message);

        var options = new ReadOptions { Format = "compact" };
        fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([Fixture.Path("routerbench-5.pkl")], options));
        Assert.AreEqual(("id", 1L), (fault.Column, fault.Line));
    }

    [TestMethod]
    [DataRow("cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "the pickle asks for os.system at byte 2")]
    [DataRow("cpandas.io.common\nget_handle\n.", "the pickle asks for pandas.io.common.get_handle")]
    [DataRow("K\u0001.", "the pickle holds no pandas DataFrame")]
    [DataRow("cpandas.core.frame\nDataFrame\n)\u0081.", "has not two axes")]
    [DataRow("cpandas.core.frame\nDataFrame\n)\u0081}b.", "has a table without blocks of columns")]
    [DataRow("cnumpy\ndtype\nX\u0002\0\0\0M8\u0089\u0088\u0087R.", "has an array of type M8")]
    [DataRow("cnumpy\ndtype\nX\u0002\0\0\0V8\u0089\u0088\u0087R.", "has an array of type V8")]
    [DataRow("c_codecs\nencode\nX\u0002\0\0\0\u00C4\u0080X\u0006\0\0\0latin1\u0086R.", "something else than a text of bytes")]
    [DataRow("c_codecs\nencode\nX\u0001\0\0\0aX\u0005\0\0\0utf-8\u0086R.", "something else than latin1")]
    [DataRow("c__builtin__\nbytes\nK\u0009\u0085R.", "makes bytes of something")]
    public void Read_AnythingButATable_IsRefusedByName(string pickle, string sentence) => AssertRefused("\u0080\u0002" + pickle, sentence);

    [TestMethod]
    public void Read_BytesDecodedAgainAndAgain_AreRefused()
    {
        var text = new string('x', 200);
        var bomb = new StringBuilder("\u0080\u0002c_codecs\nencode\nq\0X\u00C8\0\0\0").Append(text)
            .Append("q\u0001X\u0006\0\0\0latin1q\u0002");
        for (var i = 0; i < 100; i++)
        {
            bomb.Append("h\0h\u0001h\u0002\u0086R");
        }

        AssertRefused(bomb.Append('.').ToString(), "decodes the same text again and again");
    }

    [TestMethod]
    [DataRow(256, 4, 5, "whose content does not fit")]
    [DataRow(258, 3, 2, "whose content does not fit")]
    [DataRow(616, 6, 5, "has a block that does not fit its axes")]
    [DataRow(618, 3, 4, "has a block that does not fit its axes")]
    [DataRow(1337, 10, 9, "has 0 columns; allowed are 1 to 65536")]
    [DataRow(1598, 0, 1, "has a block that does not fit its axes")]
    [DataRow(1611, 3, 4, "has a block that does not fit its axes")]
    [DataRow(1624, 1, 2, "has a block that does not fit its axes")]
    public void Read_SizesThatDoNotFit_AreRefused(int at, int found, int written, string sentence)
    {
        var file = Fixture.Bytes("routerbench-2.pkl");
        Assert.AreEqual(found, file[at]);
        file[at] = (byte)written;
        AssertRefused(Encoding.Latin1.GetString(file), sentence);
    }

    [TestMethod]
    [DataRow(0x02, "has the column eval_name in two blocks")]
    [DataRow(0x0A, "has a block that does not fit its axes")]
    [DataRow(0x7F, "has a block that does not fit its axes")]
    public void Read_ColumnsInWrongPlaces_AreRefused(int place, string sentence)
    {
        const string Places = "\u0003\0\0\0\0\0\0\0\u0004\0\0\0\0\0\0\0";
        var text = Encoding.Latin1.GetString(Fixture.Bytes("routerbench-2.pkl"));
        Assert.Contains(Places, text);
        AssertRefused(text.Replace(Places, (char)place + Places[1..], StringComparison.Ordinal), sentence);
    }

    [TestMethod]
    public void Read_PickleThatGzipBlowsUp_IsRefused()
    {
        using var folder = new TempFolder();
        var path = folder.Write("t", Gzip([0x80, 2, .. new byte[80 << 20]]));
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([path]));
        Assert.Contains("has more than 67108864 bytes, which is more than is read as a whole", fault.Message);
    }

    private static void AssertRefused(string pickle, string sentence)
    {
        using var folder = new TempFolder();
        var path = folder.Write("t", Encoding.Latin1.GetBytes(pickle));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([path]));
        Assert.Contains(sentence, fault.Message);
        Assert.Contains("df.to_json(", fault.Message);
        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}

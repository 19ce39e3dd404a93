using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data;

[TestClass]
public sealed class ParquetFileTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trainer-parquet");

    [TestCleanup]
    public void Remove() => _folder.Delete(recursive: true);

    [TestMethod]
    public void FromCsv_TextAndNumbers_AreReadBackAsTheyWere()
    {
        // A table in the long form, so that the project's own reader can say what came out.
        var parquet = Write("qid,prompt,model,quality\n\"q1\",\"a \"\"b\"\", c\nd\",\"m\",0.1\n\"q1\",\"a \"\"b\"\", c\nd\",\"n\",1e-07\n\"q2\",\"=x\",\"m\",1\n");
        var table = RoutingData.Read([parquet], new()).Table!;
        Assert.AreEqual(2, table.Count);
        Assert.AreEqual("a \"b\", c\nd", table.Queries[0].Prompt);
        Assert.AreEqual("=x", table.Queries[1].Prompt);
        Assert.AreEqual(0.1, table.Quality(0)[0]);
        Assert.AreEqual(1e-07, table.Quality(1)[0]);
        Assert.IsFalse(table.WasRun(1, 1));
    }

    [TestMethod]
    public void FromCsv_RowsThatDoNotFit_IsOneSentence()
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(() => Write("qid,prompt,model,quality\n\"q1\",\"a\",\"m\",much\n"));
        StringAssert.Contains(fault.Message, "cannot be written as Parquet");
    }

    private string Write(string csv)
    {
        if (!ParquetFile.CanWrite)
        {
            Assert.Inconclusive("DuckDB's library is not beside the program.");
        }

        var from = Path.Combine(_folder.FullName, "it's.csv");
        var to = Path.Combine(_folder.FullName, "it's.parquet");
        File.WriteAllText(from, csv);
        ParquetFile.FromCsv(
            from, to, ("qid", ParquetColumn.Text), ("prompt", ParquetColumn.Text), ("model", ParquetColumn.Text), ("quality", ParquetColumn.Number));
        return to;
    }
}

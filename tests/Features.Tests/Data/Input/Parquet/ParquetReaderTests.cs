using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;
using Trainer.Features.Data.Input.Parquet;

namespace Trainer.Features.Tests.Data.Input.Parquet;

[TestClass]
public class ParquetReaderTests
{
    private const string Long = "SELECT 'q' || (i // 2) AS qid, 'Prompt ' || (i // 2) AS prompt, 'm' || (i % 2) AS model, " +
        "(i % 3) / 2.0 AS quality FROM range(20000) t(i)";

    [TestMethod]
    [DataRow("uncompressed")]
    [DataRow("snappy")]
    [DataRow("gzip")]
    [DataRow("zstd")]
    [DataRow("lz4_raw")]
    [DataRow("brotli")]
    public void Read_AnyCompression_KeepsTheOrderOfRows(string compression)
    {
        using var folder = new TempFolder();
        var path = ParquetFiles.Write(folder, "t", Long, options: $", COMPRESSION {compression}, ROW_GROUP_SIZE 3000");
        var table = RoutingData.Read([path]).Table!;
        Assert.AreEqual(10000, table.Count);
        for (var row = 0; row < table.Count; row++)
        {
            Assert.AreEqual(FormattableString.Invariant($"q{row}"), table.Queries[row].Id);
            Assert.AreEqual(2 * row % 3 / 2.0, table.Quality(0)[row]);
            Assert.AreEqual(((2 * row) + 1) % 3 / 2.0, table.Quality(1)[row]);
        }
    }

    [TestMethod]
    public void Read_TextOfEveryLength_IsTheSame()
    {
        using var folder = new TempFolder();
        string[] texts =
        [
            .. Enumerable.Range(1, 40).Select(n => new string('x', n)), "", " ", "ä", "é☕🙂é☕🙂é☕🙂", "a\nb", "it's", "NULL",
        ];
        var rows = string.Join(", ", texts.Select((t, i) => $"({i}, {DuckSession.Literal(t)}, 'm', 1)"));
        var path = ParquetFiles.Write(folder, "t", $"SELECT * FROM (VALUES {rows}) t(qid, prompt, model, quality)");
        CollectionAssert.AreEqual(texts, RoutingData.Read([path]).Table!.Queries.Select(q => q.Prompt).ToArray());
    }

    [TestMethod]
    [DataRow("42::TINYINT", "42", 42.0)]
    [DataRow("(-42)::SMALLINT", "-42", -42.0)]
    [DataRow("4000000000::UINTEGER", "4000000000", 4e9)]
    [DataRow("18446744073709551615::UBIGINT", "18446744073709551615", 18446744073709551615.0)]
    [DataRow("(-9223372036854775808)::BIGINT", "-9223372036854775808", -9223372036854775808.0)]
    [DataRow("1.5::FLOAT", "1.5", 1.5)]
    [DataRow("1::DOUBLE", "1.0", 1.0)]
    [DataRow("0.1::DOUBLE", "0.1", 0.1)]
    [DataRow("'infinity'::DOUBLE", "Infinity", double.PositiveInfinity)]
    [DataRow("'nan'::DOUBLE", null, null)]
    [DataRow("12.50::DECIMAL(4, 2)", "12.50", 12.5)]
    [DataRow("(-0.05)::DECIMAL(9, 2)", "-0.05", -0.05)]
    [DataRow("1.25::DECIMAL(18, 3)", "1.250", 1.25)]
    [DataRow("12345678901234567890123456789.5::DECIMAL(38, 1)", "12345678901234567890123456789.5", 12345678901234567890123456789.5)]
    [DataRow("NULL::INTEGER", null, null)]
    [DataRow("NULL::VARCHAR", null, null)]
    [DataRow("''", "", null)]
    public void Value_Number_IsTextAndNumber(string sql, string? text, double? number) => WithRecord($"SELECT {sql} AS x", record =>
    {
        Assert.AreEqual(text, record.Text("x"));
        Assert.AreEqual(number, record.Number("x"));
        Assert.AreEqual(number, record.Outcome("x"));
    });

    [TestMethod]
    [DataRow("DATE '2024-02-29'", "2024-02-29")]
    [DataRow("TIMESTAMP '2024-02-29 13:14:15.5'", "2024-02-29 13:14:15.5")]
    [DataRow("TIMESTAMPTZ '2024-02-29 13:14:15+00'", "2024-02-29 13:14:15+00")]
    [DataRow("TIMESTAMP_NS '2024-02-29 13:14:15.123456789'", "2024-02-29 13:14:15.123456789")]
    [DataRow("TIME '13:14:15'", "13:14:15")]
    [DataRow("UUID '12345678-1234-1234-1234-123456789abc'", "12345678-1234-1234-1234-123456789abc")]
    [DataRow("'b'::ENUM('a', 'b')", "b")]
    [DataRow("'raw'::BLOB", "raw")]
    [DataRow("true", "True")]
    public void Value_OfAnotherKind_IsText(string sql, string text) =>
        WithRecord($"SELECT {sql} AS \"a \"\"name\"", record => Assert.AreEqual(text, record.Text("a \"name")));

    [TestMethod]
    public void Value_Nested_IsReadByKeyAndItem() => WithRecord(
        "SELECT * FROM (VALUES " +
            "({'a': 1, 'b': NULL}, MAP {'x/y': 0.5::FLOAT, 'z': NULL}, [1.5, NULL, 2], ['ä', ''], [1, 2]::INTEGER[2], [[1]]), " +
            "(NULL, NULL, NULL, [], NULL, NULL)) t(s, m, n, t, f, d)",
        record =>
        {
            Pairs("a=1 b=", record.NumbersByKey("s"));
            Pairs("x/y=0.5 z=", record.NumbersByKey("m"));
            CollectionAssert.AreEqual(new double?[] { 1.5, null, 2 }, record.Numbers("n")!.ToArray());
            CollectionAssert.AreEqual(new[] { "ä", "" }, record.Texts("t")!.ToArray());
            CollectionAssert.AreEqual(new double?[] { 1, 2 }, record.Numbers("f")!.ToArray());
            Assert.IsTrue(record.IsObject("s") && record.IsObject("m") && !record.IsObject("n"));
            Assert.IsTrue(record.IsList("n") && record.IsList("f") && !record.IsList("m"));
            Refused(() => record.Texts("n"), "n", "holds the number 1.5; allowed: a text");
            Refused(() => record.Text("s"), "s", "holds a struct; allowed: a text");
            Refused(() => record.Numbers("d"), "d", "holds a list; allowed: a number");
            Refused(() => record.Numbers("m"), "m", "holds a map; allowed: a list");
            Refused(() => record.NumbersByKey("t"), "t", "holds a list; allowed: a struct or map");
        },
        record =>
        {
            Pairs("", record.NumbersByKey("s"));
            Pairs("", record.NumbersByKey("m"));
            Assert.IsNull(record.Numbers("n"));
            Assert.IsEmpty(record.Texts("t")!);
            Assert.IsFalse(record.IsObject("s"));
        });

    [TestMethod]
    public void Read_PandasIndex_IsNoColumn() => WithRecord(
        "SELECT 1 AS x, 5 AS __index_level_0__", record => CollectionAssert.AreEqual(new[] { "x" }, record.Columns.ToArray()));

    [TestMethod]
    public void Read_WrongValue_SaysFileRowAndColumn()
    {
        using var folder = new TempFolder();
        var path = ParquetFiles.Write(
            folder, "t", "SELECT i AS qid, 'Hi' AS prompt, 'm' AS model, 1 + (i = 7000)::INTEGER AS quality FROM range(9000) t(i)");
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([path]));
        Assert.AreEqual((path, 7001L, "quality"), (fault.Path, fault.Line, fault.Column));
        Assert.Contains("quality 2 of model m", fault.Message);
    }

    [TestMethod]
    public void Read_TextForANumber_IsRefused() => WithRecord("SELECT '1' AS x", record =>
    {
        Assert.IsFalse(record.HoldsOutcome("x"));
        Refused(() => record.Number("x"), "x", "holds the text \"1\"; allowed: a number");
    });

    [TestMethod]
    public void Read_ColumnsThatDifferInCaseOnly_AreRefused()
    {
        using var folder = new TempFolder();
        var path = ParquetFiles.Write(folder, "t", "SELECT 'Hi' AS prompt, 1 AS mx, 0 AS my");
        var bytes = Encoding.Latin1.GetString(File.ReadAllBytes(path)).Replace("my", "MX", StringComparison.Ordinal);
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([folder.Write("u", Encoding.Latin1.GetBytes(bytes))]));
        Assert.Contains("has the column MX twice, or another that differs only in upper and lower case", fault.Message);
    }

    [TestMethod]
    public void Read_Folder_IsReadLikeAFolderOfCsv()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "b", "a" })
        {
            ParquetFiles.Write(folder, $"{name}.parquet", $"SELECT '{name}' AS prompt, true AS m");
        }

        var all = RoutingData.Read([folder.Path]).Table!;
        CollectionAssert.AreEqual(new[] { "a/0", "b/0" }, all.Queries.Select(q => q.Id).ToArray());
        Some.AssertSame(all, RoutingData.Read([folder["*.parquet"]]).Table!);
    }

    [TestMethod]
    [DataRow("a[b].parquet")]
    [DataRow("it's; DROP.parquet")]
    [DataRow("a*b?.parquet")]
    [DataRow("year=7.parquet")]
    public void Read_StrangeName_IsThatFileOnly(string name)
    {
        if (OperatingSystem.IsWindows() && name.Contains('*', StringComparison.Ordinal))
        {
            Assert.Inconclusive("Windows has no such names.");
        }

        using var folder = new TempFolder();
        File.Move(ParquetFiles.Write(folder, "t", "SELECT 'Hi' AS prompt, true AS m"), folder[name]);
        ParquetFiles.Write(folder, "ab.parquet", "SELECT 'other' AS prompt, true AS m");
        ParquetFiles.Write(folder, "axbx.parquet", "SELECT 'other' AS prompt, true AS m");
        CollectionAssert.AreEqual(new[] { "Hi" }, RoutingData.Read([folder[name]]).Table!.Queries.Select(q => q.Prompt).ToArray());
    }

    [TestMethod]
    public void Session_SeesTheNamedFilesOnly()
    {
        ParquetFiles.Need();
        using var folder = new TempFolder();
        var (mine, other) = (folder.Write("mine.csv", "a\n1\n"), folder.Write("other.csv", "a\n1\n"));
        using var session = new DuckSession(mine);
        session.Execute($"SELECT * FROM read_csv({DuckSession.Literal(mine)})");
        foreach (var sql in new[]
        {
            $"SELECT * FROM read_csv({DuckSession.Literal(other)})",
            $"SELECT * FROM read_csv({DuckSession.Literal(folder["*.csv"])})",
            $"COPY (SELECT 1) TO {DuckSession.Literal(folder["new.csv"])}",
            $"ATTACH {DuckSession.Literal(folder["db"])}",
            "SET enable_external_access = true",
            "SET memory_limit = '1TB'",
            "INSTALL httpfs",
            "LOAD httpfs",
        })
        {
            Assert.ThrowsExactly<DuckException>(() => session.Execute(sql), sql);
        }

        Assert.HasCount(2, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void Read_MissingLibrary_SaysWhatIsMissingAndHowToConvert()
    {
        using var folder = new TempFolder();
        using var window = new DataWindow(folder.Write("big.parquet", "PAR1\u0015\0\0\0\0PAR1"));
        var fault = Assert.ThrowsExactly<DataFormatException>(() => new ParquetReader(window, folder["absent"]));
        Assert.Contains("duckdb", fault.Message);
        Assert.Contains("is not there", fault.Message);
        Assert.Contains("COPY (SELECT * FROM 'big.parquet') TO 'big.csv'", fault.Message);
    }

    [TestMethod]
    [DataRow("PAR1", "has only 4 bytes")]
    [DataRow("PAR1 and text that is no table", "does not end in PAR1")]
    [DataRow("PAR1\u0015\0\0\u0001\0PAR1", "claims a footer of 65536 bytes, more than it has")]
    [DataRow("PAR1\u0015\u0015\u0001\0\0\0PAR1", "DuckDB cannot read the Parquet file")]
    public void Read_DamagedFrame_IsRefused(string text, string sentence)
    {
        ParquetFiles.Need();
        using var folder = new TempFolder();
        Refuse(folder.Write("t", Encoding.Latin1.GetBytes(text)), sentence);
    }

    [TestMethod]
    public void Read_ParquetInsideGzip_IsRefused()
    {
        using var folder = new TempFolder();
        Refuse(folder.Write("t.gz", TempFolder.Gzip("PAR1\0\0\0\0PAR1")), "is Parquet inside gzip");
    }

    [TestMethod]
    public void Read_NoRows_IsRefused()
    {
        using var folder = new TempFolder();
        Refuse(ParquetFiles.Write(folder, "t", "SELECT 'Hi' AS prompt, true AS m WHERE false"), "holds no rows");
    }

    [TestMethod]
    public void Read_MoreRowsThanTheFileCanMean_IsRefused()
    {
        using var folder = new TempFolder();
        Refuse(ParquetFiles.Write(folder, "t", "SELECT 'Hi' AS prompt, true AS m FROM range(20000000)"), "claims 20000000 rows in");
    }

    [TestMethod]
    public void Read_SmallFileOfLongRepeatedTexts_IsRefusedBeforeItFillsMemory()
    {
        using var folder = new TempFolder();
        var path = ParquetFiles.Write(
            folder, "t", "SELECT repeat('x', 100000) AS prompt, true AS m FROM range(3000) t(i)", options: ", ROW_GROUP_SIZE 2048");
        Assert.IsLessThan(100_000, new FileInfo(path).Length);
        Refuse(path, "column prompt: repeats texts and lists beyond 268435456 bytes");
    }

    [TestMethod]
    public void Read_LongRepeatedTextsOfOneQuery_AreComparedOnly()
    {
        using var folder = new TempFolder();
        var path = ParquetFiles.Write(
            folder, "t", "SELECT 1 AS qid, repeat('x', 1000000) AS prompt, 'm' || i AS model, 1 AS quality FROM range(300) t(i)");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.HasCount(300, RoutingData.Read([path]).Table!.Models);
        Assert.IsLessThan(8 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Refuse(string path, string sentence)
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([path]));
        Assert.Contains(sentence, fault.Message);
        Assert.AreEqual(path, fault.Path);
    }

    private static void Refused(Action read, string column, string sentence)
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(read);
        Assert.AreEqual((column, 1L), (fault.Column, fault.Line));
        Assert.Contains(sentence, fault.Message);
    }

    private static void Pairs(string expected, IEnumerable<KeyValuePair<string, double?>> pairs) => Assert.AreEqual(
        expected, string.Join(' ', pairs.Select(p => FormattableString.Invariant($"{p.Key}={p.Value}"))));

    private static void WithRecord(string select, params Action<DataRecord>[] checks)
    {
        using var folder = new TempFolder();
        using var records = RecordReader.Open(ParquetFiles.Write(folder, "t", select));
        foreach (var check in checks)
        {
            check(records.Read()!);
        }

        Assert.IsNull(records.Read());
    }
}

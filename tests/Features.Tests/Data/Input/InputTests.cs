using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data.Input;

[TestClass]
public class InputTests
{
    [TestMethod]
    public void Read_Folder_TakesDataFilesByName()
    {
        using var folder = new TempFolder();
        folder.Write("b.csv", "prompt,m\nHo,1\n");
        folder.Write("a.csv.gz", TempFolder.Gzip("prompt,m\nHi,1\n"));
        folder.Write("B.csv", "prompt,m\nHu,1\n");
        folder.Write("LICENSE", "free");
        folder.Write(".hidden.csv", "x");
        var data = RoutingData.Read([folder.Path]);
        CollectionAssert.AreEqual(new[] { "B/0", "a/0", "b/0" }, data.Table!.Queries.Select(q => q.Id).ToArray());
        CollectionAssert.AreEqual(
            new[] { folder["B.csv"], folder["a.csv.gz"], folder["b.csv"] }, data.Inputs.Select(i => i.Path).ToArray());
    }

    [TestMethod]
    [DataRow("*.csv", "a1/0,a2/0,b1/0")]
    [DataRow("a?.csv", "a1/0,a2/0")]
    [DataRow("*1*", "a1/0,b1/0")]
    public void Read_Pattern_TakesMatchesByName(string pattern, string ids)
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "b1", "a2", "a1" })
        {
            folder.Write($"{name}.csv", $"prompt,m\n{name},1\n");
        }

        var table = RoutingData.Read([folder[pattern]]).Table!;
        Assert.AreEqual(ids, string.Join(",", table.Queries.Select(q => q.Id)));
    }

    [TestMethod]
    [DataRow("absent.csv", "no such file or folder")]
    [DataRow("absent/*.csv", "no such file or folder")]
    [DataRow("*.parquet", "no file matches the pattern")]
    [DataRow("empty", "the folder holds no data")]
    public void Read_NothingThere_SaysSo(string input, string sentence)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["empty"]);
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([folder[input]]));
        Assert.Contains(sentence, fault.Message);
        Assert.AreEqual(folder[input], fault.Path);
    }

    [TestMethod]
    public void Read_NoInput_IsAnError() => Assert.ThrowsExactly<ArgumentException>(() => RoutingData.Read([]));

    [TestMethod]
    public void Read_Inputs_CarryTheHashOfTheirBytes()
    {
        using var folder = new TempFolder();
        var bytes = TempFolder.Gzip("prompt,m\nHi,1\n");
        var input = RoutingData.Read([folder.Write("x", bytes)]).Inputs.Single();
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(bytes)), input.Sha256);
    }

    [TestMethod]
    public void Read_JsonLines_SplitAtLineFeedsOnly()
    {
        using var folder = new TempFolder();
        var prompt = "one\u2028two\u0085three\r";
        var line = $"{{\"id\":\"1\",\"prompt\":\"{prompt.Replace("\r", "\\r", StringComparison.Ordinal)}\",\"scores\":{{\"m\":1}}}}";
        Assert.AreEqual(prompt, RoutingData.Read([folder.Write("x", line)]).Table!.Queries[0].Prompt);
    }

    [TestMethod]
    public void Read_CsvOverManyChunks_KeepsTextAndLines()
    {
        using var folder = new TempFolder();
        var random = new SeededRandom(3);
        var prompts = Enumerable.Range(0, 3000)
            .Select(i => string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(8) switch
            {
                0 => "\n", 1 => "\"", 2 => "é", 3 => "漢", 4 => ",", 5 => "😀", _ => "word ",
            })))
            .ToArray();
        var text = new StringBuilder("prompt,m\n");
        foreach (var prompt in prompts)
        {
            text.Append('"').Append(prompt.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\",1\n");
        }

        var lines = text.ToString().Count(c => c == '\n');
        var table = RoutingData.Read([folder.Write("x.csv", text.ToString())]).Table!;
        CollectionAssert.AreEqual(prompts, table.Queries.Select(q => q.Prompt).ToArray());

        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => RoutingData.Read([folder.Write("x.csv", text.Append("last,no\n").ToString())]));
        Assert.AreEqual(lines + 1, fault.Line);
    }

    [TestMethod]
    public void Read_JsonListOnOneLongLine_StreamsElements()
    {
        using var folder = new TempFolder();
        var padding = new string('x', 200_000);
        var elements = Enumerable.Range(0, 60).Select(i => $"{{\"question\":\"{i} {padding}\",\"scores\":{{\"m\":{i % 2}}}}}");
        var table = RoutingData.Read([folder.Write("x.json", $"[{string.Join(",", elements)}]")]).Table!;
        Assert.AreEqual(60, table.Count);
        Assert.AreEqual($"59 {padding}", table.Queries[59].Prompt);
        Assert.AreEqual(30, table.Quality(0).ToArray().Sum());
    }

    [TestMethod]
    public void Read_ConcatenatedGzip_ReadsAllMembers()
    {
        using var folder = new TempFolder();
        byte[] bytes = [.. TempFolder.Gzip("prompt,m\nHi,1\n"), .. TempFolder.Gzip(""), .. TempFolder.Gzip("Ho,0\n")];
        Assert.AreEqual(2, RoutingData.Read([folder.Write("x", bytes)]).Table!.Count);
    }

    [TestMethod]
    public void Read_LongGzip_IsWholeOrRefused()
    {
        using var folder = new TempFolder();
        var random = new SeededRandom(5);
        var rows = Enumerable.Range(0, 20000)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"prompt {i} {random.NextUInt64()},{i % 2}\n"));
        var packed = TempFolder.Gzip("prompt,m\n" + string.Concat(rows));
        Assert.AreEqual(20000, RoutingData.Read([folder.Write("x", packed)]).Table!.Count);
        foreach (var cut in new[] { 1, 7, 8, 9, 100, packed.Length / 3 })
        {
            var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([folder.Write("x", packed[..^cut])]));
            Assert.Contains("gzip data is damaged or cut off", fault.Message);
            Assert.IsTrue(fault.Line > 0);
        }
    }

    [TestMethod]
    public void Read_Folder_AsFile_IsRefusedNotCrashed()
    {
        using var folder = new TempFolder();
        var list = Directory.CreateDirectory(folder["list"]).FullName;
        var data = folder.Write("d", "prompt,m\nHi,1\n");
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => RoutingData.Read([data], new ReadOptions { ExcludePromptsFile = list }));
        Assert.Contains("cannot be opened", fault.Message);
    }
}

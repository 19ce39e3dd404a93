using System.IO.Compression;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Data.Sample;

namespace Trainer.Features.Tests.Data;

[TestClass]
public class WriterTests
{
    private static readonly DataPlace _place = new("test");

    [TestMethod]
    public void Write_Table_HasTheCanonicalForm()
    {
        using var folder = new TempFolder();
        var builder = new RoutingTableBuilder("t");
        builder.DeclareModels(["b", "a"], _place);
        var row = builder.AddQuery(new Query("q\"1", "Grüße 😀\n\ttab", "law", "g"), _place);
        builder.SetQuality(row, 0, 0.1 + 0.2, _place);
        builder.SetCostUsd(row, 1, 1e-7, _place);
        builder.AddQuery(new Query("2", ""), _place);

        RoutingTableWriter.Write(folder["t.jsonl.gz"], builder.Build());

        Assert.AreEqual(
            "{\"trainer_table\":1,\"models\":[\"b\",\"a\"]}\n" +
            "{\"id\":\"q\\\"1\",\"prompt\":\"Grüße \\uD83D\\uDE00\\n\\ttab\",\"domain\":\"law\",\"group\":\"g\",\"quality\":[0.30000000000000004,null],\"cost_usd\":[null,1E-07]}\n" +
            "{\"id\":\"2\",\"prompt\":\"\",\"quality\":[null,null]}\n",
            Unpack(folder["t.jsonl.gz"]));
    }

    [TestMethod]
    [DataRow(1ul)]
    [DataRow(2ul)]
    [DataRow(3ul)]
    public void WriteAndRead_RandomTable_IsExact(ulong seed)
    {
        using var folder = new TempFolder();
        var table = RandomTable(200, seed);
        RoutingTableWriter.Write(folder["t"], table);
        var data = RoutingData.Read([folder["t"]]);
        Assert.AreEqual("trainer", data.Format);
        Some.AssertSame(table, data.Table!);
        Assert.AreEqual(ContentDigest.Of(table), ContentDigest.Of(data.Table!));
    }

    [TestMethod]
    public void WriteAndRead_Battles_IsExact()
    {
        using var folder = new TempFolder();
        var random = new SeededRandom(9);
        var builder = new BattlesBuilder("t");
        for (var i = 0; i < 100; i++)
        {
            builder.Add(new Battle(
                $"prompt \u2028 {i}",
                $"m{random.Next(3)}",
                $"n{random.Next(3)}",
                (BattleWinner)random.Next(4),
                random.NextDouble() + 1e-9), _place);
        }

        var battles = builder.Build();
        BattlesWriter.Write(folder["b"], battles);
        var data = RoutingData.Read([folder["b"]]);
        Assert.AreEqual("trainer-battles", data.Format);
        CollectionAssert.AreEqual(battles.ToArray(), data.Battles!.ToArray());
    }

    [TestMethod]
    public void Write_SameTable_GivesSameBytesWithoutTimeOrName()
    {
        using var folder = new TempFolder();
        var table = SampleTable.Generate(50, 4).Table;
        RoutingTableWriter.Write(folder["one"], table);
        RoutingTableWriter.Write(folder["two"], table);
        var bytes = File.ReadAllBytes(folder["one"]);
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(folder["two"]));
        CollectionAssert.AreEqual(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0 }, bytes[..8]);
    }

    [TestMethod]
    public void Write_ExistingFile_IsReplacedWholeAndNothingElseIsLeft()
    {
        using var folder = new TempFolder();
        folder.Write("t", "old");
        RoutingTableWriter.Write(folder["t"], Some.Table(["m"], ("1", "p", null, null, [1])));
        Assert.AreEqual(1, RoutingData.Read([folder["t"]]).Table!.Count);
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void Write_LineTooLongToReadBack_IsRefusedAndKeepsTheOldFile()
    {
        using var folder = new TempFolder();
        folder.Write("t", "old");
        var table = Some.Table(["m"], ("1", new string('\n', DataLimits.MaxPromptBytes), null, null, [1]));
        Assert.Contains("9 MiB", Assert.ThrowsExactly<DataFormatException>(() => RoutingTableWriter.Write(folder["t"], table)).Message);
        Assert.AreEqual("old", File.ReadAllText(folder["t"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    private static RoutingTable RandomTable(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var builder = new RoutingTableBuilder("t");
        builder.DeclareModels(["m 1", "\u00e9\"\\", "z"], _place);
        for (var i = 0; i < rows; i++)
        {
            var prompt = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => char.ConvertFromUtf32(random.Next(10) switch
            {
                0 => random.Next(32),
                1 => 0x1F600 + random.Next(50),
                2 => 0x2020 + random.Next(20),
                3 => 0x4E00 + random.Next(1000),
                _ => 32 + random.Next(95),
            })));
            var row = builder.AddQuery(
                new Query($"id {i}", prompt, random.Next(2) == 0 ? null : $"d{i % 3}", random.Next(2) == 0 ? null : "g\t"), _place);
            for (var m = 0; m < 3; m++)
            {
                builder.SetQuality(row, m, random.Next(5) == 0 ? null : random.NextDouble(), _place);
                builder.SetCostUsd(row, m, random.Next(5) == 0 ? null : Math.Exp(30 * random.NextGaussian()), _place);
                builder.SetLatencySeconds(row, m, random.Next(5) < 4 ? null : random.NextDouble() * 1e-3, _place);
                builder.SetJudgeScore(row, m, random.Next(3) == 0 ? null : random.Next(11), _place);
                builder.SetInputTokens(row, m, random.Next(5) == 0 ? null : random.Next(5000), _place);
                builder.SetOutputTokens(row, m, random.Next(5) == 0 ? null : random.NextDouble() * 900, _place);
            }
        }

        return builder.Build();
    }

    private static string Unpack(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

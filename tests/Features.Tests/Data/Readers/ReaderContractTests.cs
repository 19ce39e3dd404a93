using System.Text;
using System.Text.Json;
using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data.Readers;

/// <summary>What holds for every format, tried on each.</summary>
[TestClass]
public class ReaderContractTests
{
    public static IEnumerable<object[]> Fixtures => FormatFixture.All.Select(f => new object[] { f });

    [TestMethod]
    public void Formats_AllFixtures_CoverEveryFormat() => CollectionAssert.AreEquivalent(
        RoutingData.Formats.Select(f => f.Name).ToArray(), FormatFixture.All.Select(f => f.Format).Distinct().ToArray());

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_UnderAnyName_RecognisesTheContent(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        Assert.AreEqual(fixture.Format, RoutingData.Read([folder.Write("file.txt", fixture.Text)]).Format);
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_NamedFormat_EqualsRecognised(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var path = folder.Write(fixture.FileName, fixture.Text);
        AssertSame(RoutingData.Read([path]), RoutingData.Read([path], new ReadOptions { Format = fixture.Format }));
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_GzipWithByteOrderMarkAndCarriageReturns_EqualsPlain(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var plain = RoutingData.Read([folder.Write(fixture.FileName, fixture.Text)]);
        var lines = fixture.Format == "routellm" ? fixture.Text : fixture.Text.ReplaceLineEndings("\r\n");
        var packed = folder.Write(fixture.FileName + ".gz", TempFolder.Gzip("\uFEFF" + lines));
        AssertSame(plain, RoutingData.Read([packed]));
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_EmptyFile_IsRefused(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        AssertRefused(folder.Write(fixture.FileName, ""), 0, "is empty");
        AssertRefused(folder.Write(fixture.FileName, " \n\n"), 0, "is empty");
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_NoRows_IsRefused(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var text = fixture.IsArray ? "[ ]" : fixture.Text.Split('\n')[0] + "\n";
        if (fixture.IsCsv || fixture.IsArray || fixture.Format.StartsWith("trainer", StringComparison.Ordinal))
        {
            AssertRefused(folder.Write(fixture.FileName, text), 0, "holds no ");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_InvalidUtf8_IsRefusedWithItsLine(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var bytes = Encoding.UTF8.GetBytes(fixture.Text);
        var at = fixture.LastPrompt;
        bytes[at] = 0xC3;
        AssertRefused(folder.Write(fixture.FileName, bytes), fixture.Text[..at].Count(c => c == '\n') + 1, "is not UTF-8");
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_TruncatedGzip_IsRefused(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var packed = TempFolder.Gzip(fixture.Text);
        foreach (var kept in new[] { 2, 10, packed.Length / 2, packed.Length - 8, packed.Length - 1 })
        {
            var fault = Assert.ThrowsExactly<DataFormatException>(
                () => RoutingData.Read([folder.Write("cut", packed[..kept])]), $"kept {kept} of {packed.Length}");
            Assert.Contains("gzip", fault.Message, $"kept {kept} of {packed.Length}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_DamagedGzip_IsRefused(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var packed = TempFolder.Gzip(fixture.Text);
        packed[^6] ^= 0x55;
        Assert.Contains("gzip", Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([folder.Write("bad", packed)])).Message);
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_OverlongLine_IsRefusedWithItsLine(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var at = fixture.LastPrompt;
        var text = fixture.Text.Insert(at, new string('x', 10_000_000));
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([folder.Write(fixture.FileName, text)]));
        Assert.Contains("9 MiB", fault.Message);
        Assert.IsTrue(fault.Line > 0);
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_OverlongPrompt_IsRefused(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var at = fixture.LastPrompt;
        var text = fixture.Text.Insert(at, new string('x', DataLimits.MaxPromptBytes));
        var line = fixture.Text[..at].Count(c => c == '\n') + 1;
        AssertRefused(folder.Write(fixture.FileName, text), line, "8 MiB");
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_TwiceTheSameFile_ReadsItOnce(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var path = folder.Write(fixture.FileName, fixture.Text);
        AssertSame(RoutingData.Read([path]), RoutingData.Read([path, path]));
    }

    [TestMethod]
    [DynamicData(nameof(Fixtures))]
    public void Read_ExcludedPrompts_AreLeftOut(FormatFixture fixture)
    {
        using var folder = new TempFolder();
        var path = folder.Write(fixture.FileName, fixture.Text);
        var all = RoutingData.Read([path]);
        var prompt = all.Table?.Queries[^1].Prompt ?? all.Battles![^1].Prompt;
        var list = folder.Write("out.jsonl", $"{{\"train_prompt\":\"x\",\"eval_prompt\":{JsonSerializer.Serialize(prompt)}}}\n");
        var kept = RoutingData.Read([path], new ReadOptions { ExcludePromptsFile = list });
        Assert.AreEqual(1, kept.ExcludedRows);
        Assert.AreEqual((all.Table?.Count ?? all.Battles!.Count) - 1, kept.Table?.Count ?? kept.Battles!.Count);
    }

    private static void AssertRefused(string path, long line, string sentence)
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([path]));
        Assert.Contains(sentence, fault.Message);
        Assert.AreEqual(path, fault.Path);
        Assert.AreEqual(line, fault.Line, fault.Message);
    }

    private static void AssertSame(RoutingDataSet expected, RoutingDataSet actual)
    {
        Assert.AreEqual(expected.Format, actual.Format);
        if (expected.Table is { } table)
        {
            Some.AssertSame(table, actual.Table!);
        }
        else
        {
            CollectionAssert.AreEqual(expected.Battles!.ToArray(), actual.Battles!.ToArray());
        }
    }
}

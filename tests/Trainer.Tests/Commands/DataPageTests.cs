using Trainer.Costs;
using Trainer.Features.Data;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class DataPageTests
{
    [TestMethod]
    public void DataPage_EveryFormat_StandsThereAsTheProgramDescribesIt()
    {
        var page = File.ReadAllText(Repository.File("docs/data.md"));
        foreach (var format in RoutingData.Formats)
        {
            // Markdown would take <model> for markup and a bar for the next cell.
            var description = format.Description.Replace("<", "&lt;", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
            StringAssert.Contains(page, $"| `{format.Name}` | {description} |\n");
        }
    }

    [TestMethod]
    public void DataPage_Prices_AreReadable()
    {
        using var folder = new TempFolder();
        var page = File.ReadAllText(Repository.File("docs/data.md"));
        var prices = PriceTableFile.Read(folder.Write("prices.yaml", page.Split("```yaml\n")[1].Split("```")[0]));
        Assert.AreEqual(("2025-06-30", 16.0), (prices.Date, prices.Models["large"].OutputUsdPerMTok));
        var json = page.Split('`').Single(part => part.StartsWith("{\"nano\"", StringComparison.Ordinal));
        Assert.AreEqual(0.4, PriceTableFile.Read(folder.Write("prices.json", json)).Models["nano"].OutputUsdPerMTok);
    }

    [TestMethod]
    public void DataPage_TableAndBattles_AreReadable()
    {
        using var folder = new TempFolder();
        var blocks = File.ReadAllText(Repository.File("docs/data.md")).Split("```json\n").Skip(1).Select(block => block.Split("```")[0]).ToArray();
        Assert.HasCount(2, blocks);
        File.WriteAllText(folder["table.jsonl"], blocks[0]);
        File.WriteAllText(folder["battles.jsonl"], blocks[1]);
        var table = RoutingData.Read([folder["table.jsonl"]]).Table!;
        Assert.AreEqual(1.0, table.Quality(0)[0]);
        Assert.IsFalse(table.WasRun(0, 1));
        Assert.AreEqual(BattleWinner.Tie, RoutingData.Read([folder["battles.jsonl"]]).Battles![0].Winner);
    }
}

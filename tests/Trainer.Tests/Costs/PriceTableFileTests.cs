using System.Security.Cryptography;
using Trainer.Configuration;
using Trainer.Costs;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Costs;

[TestClass]
public sealed class PriceTableFileTests
{
    [TestMethod]
    public void Read_Yaml_GivesPricesDateSourceAndDigest()
    {
        using var folder = new TempFolder();
        var file = folder.Write("prices.yaml", """
            date: 2025-06-30
            source: price pages
            models:
              a/b-1.5: { inputUsdPerMTok: 0.25, outputUsdPerMTok: 1 }
              free: { inputUsdPerMTok: 0, outputUsdPerMTok: 0 }
            """);
        var prices = PriceTableFile.Read(file);
        Assert.AreEqual((file, "2025-06-30", "price pages"), (prices.From, prices.Date, prices.Source));
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), prices.Sha256);
        Assert.AreEqual(new PriceOptions { InputUsdPerMTok = 0.25, OutputUsdPerMTok = 1 }, prices.Models["a/b-1.5"]);
        Assert.AreEqual(new PriceOptions { InputUsdPerMTok = 0, OutputUsdPerMTok = 0 }, prices.Models["free"]);
    }

    [TestMethod]
    public void Read_LlmRouterJson_GivesThePricesItHas()
    {
        using var folder = new TempFolder();
        var file = folder.Write("llm.json", """
            {
              "m": { "size": "7B", "feature": "…", "input_price": 0.2, "output_price": 0.6, "model": "x/m" },
              "local": { "size": "7B", "input_price": null }
            }
            """);
        var prices = PriceTableFile.Read(file);
        Assert.IsNull(prices.Date);
        CollectionAssert.AreEqual(new[] { "m" }, prices.Models.Keys.ToArray());
        Assert.AreEqual(new PriceOptions { InputUsdPerMTok = 0.2, OutputUsdPerMTok = 0.6 }, prices.Models["m"]);
    }

    [TestMethod]
    public void Read_LlmRoutersOwnFile_HasAPriceForEachOfItsCandidates()
    {
        var file = SharedData.Path("llmrouter/data/example_data/llm_candidates/default_llm.json");
        var prices = PriceTableFile.Read(file);
        Assert.AreEqual(new PriceOptions { InputUsdPerMTok = 0.2, OutputUsdPerMTok = 0.2 }, prices.Models["qwen2.5-7b-instruct"]);
    }

    [TestMethod]
    [DataRow("models: { a: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } }", "'date' is ''; it must be the day")]
    [DataRow("date: June\nmodels: { a: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } }", "'date' is 'June'")]
    [DataRow("date: 2025-02-30\nmodels: { a: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 } }", "'date' is '2025-02-30'")]
    [DataRow("date: 2025-06-30", "it has no price of any model")]
    [DataRow("date: 2025-06-30\nmodels: { a: { inputUsdPerMTok: 1 } }", "the output price of 'a' is missing")]
    [DataRow("date: 2025-06-30\nmodels: { a: { inputUsdPerMTok: -1, outputUsdPerMTok: 1 } }", "the input price of 'a' is -1; allowed are numbers from 0")]
    [DataRow("date: 2025-06-30\nmodels: { a: { inputUsdPerMTok: .inf, outputUsdPerMTok: 1 } }", "line 2: 'models.a.inputUsdPerMTok' is '.inf'")]
    [DataRow("date: 2025-06-30\nmodels: { a: { inputPrice: 1 } }", "unknown key 'models.a.inputPrice'; did you mean")]
    [DataRow("date: 2025-06-30\nmodels: { a: 1 }", "line 2: 'models.a' is not a map")]
    [DataRow("date: [", "this is not YAML")]
    [DataRow("{ \"a\": 1 }", "'a' is no object with input_price and output_price")]
    [DataRow("{ \"a\": { \"input_price\": 1 } }", "the output price of 'a' is missing")]
    [DataRow("{ \"a\": { \"input_price\": \"1\", \"output_price\": 1 } }", "input_price of 'a' is \"1\"")]
    [DataRow("{ \"a\": { \"input_price\": 1e999, \"output_price\": 1 } }", "the input price of 'a' is Infinity")]
    [DataRow("{ \"a\": { \"input_price\": 1, \"output_price\": 1 }, \"a\": {} }", "it starts like JSON but is none")]
    [DataRow("{", "it starts like JSON but is none")]
    [DataRow("{}", "it has no price of any model")]
    public void Read_NoTableOfPrices_IsRefusedInOneSentence(string text, string expected)
    {
        using var folder = new TempFolder();
        var file = folder.Write("prices", text);
        var fault = Assert.ThrowsExactly<UsageException>(() => PriceTableFile.Read(file));
        StringAssert.StartsWith(fault.Message, file);
        StringAssert.Contains(fault.Message, expected);
    }

    [TestMethod]
    public void Read_NoFile_SaysSo()
    {
        var fault = Assert.ThrowsExactly<UsageException>(() => PriceTableFile.Read("absent.yaml"));
        StringAssert.StartsWith(fault.Message, "there is no file of prices absent.yaml");
    }

    [TestMethod]
    public void Of_Configuration_IsTheFileOrTheMapOrNothing()
    {
        using var folder = new TempFolder();
        var file = folder.Write("prices.yaml", "date: 2025-06-30\nmodels: { a: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } }");
        Assert.IsNull(PriceTable.Of(new DataOptions()));
        Assert.AreEqual("2025-06-30", PriceTable.Of(new DataOptions { PriceTable = file })!.Date);
        var inline = PriceTable.Of(new DataOptions { Prices = new Dictionary<string, PriceOptions> { ["a"] = new() } })!;
        Assert.AreEqual(("'data.prices'", null, null), (inline.From, inline.Date, inline.Sha256));
    }
}

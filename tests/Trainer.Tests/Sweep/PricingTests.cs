using Trainer.Configuration;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class PricingTests
{
    [TestMethod]
    public void Apply_NoCosts_MakesThemFromPricesByHand()
    {
        // 8 characters are 2 input tokens: (2 · 3 + 100 · 15) / 1e6 USD.
        var priced = Pricing.Apply(Tables.Of(["a", "b"], ["12345678", ""], [[1, 0], [0, 1]]), Prices("a", 3, 15));
        Assert.AreEqual(1506e-6, priced.CostUsd(0)[0], 1e-15);
        Assert.AreEqual(1500e-6, priced.CostUsd(0)[1], 1e-15);
        Assert.IsTrue(double.IsNaN(priced.CostUsd(1)[0]), "a model without a price has no cost");
    }

    [TestMethod]
    public void Apply_ObservedCosts_AreKept()
    {
        var table = Tables.Of(["a", "b"], ["1234", "1234"], [[1, 0], [0, 1]]).WithCosts([[0.5, double.NaN], [0, 0]]);
        var priced = Pricing.Apply(table, Prices("a", 1e6, 0));
        Assert.AreEqual(0.5, priced.CostUsd(0)[0]);
        Assert.AreEqual(1, priced.CostUsd(0)[1], "1 input token at 1 USD each");
        Assert.AreEqual(0, priced.CostUsd(1)[0]);
    }

    [TestMethod]
    public void Apply_NoPrices_ChangesNothing()
    {
        var table = Tables.Random(5, 2, 1);
        Assert.AreSame(table, Pricing.Apply(table, new DataOptions()));
    }

    [TestMethod]
    public void Apply_PriceOfAnUnknownModel_NamesTheNearest()
    {
        var fault = Assert.ThrowsExactly<UsageException>(() => Pricing.Apply(Tables.Random(5, 2, 1), Prices("model-o", 1, 1)));
        StringAssert.Contains(fault.Message, "'data.prices' has a model 'model-o' that is no candidate; did you mean 'model-0'?");
    }

    private static DataOptions Prices(string model, double input, double output) => new()
    {
        OutputTokens = 100,
        Prices = new Dictionary<string, PriceOptions> { [model] = new() { InputUsdPerMTok = input, OutputUsdPerMTok = output } },
    };
}

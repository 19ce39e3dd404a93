using Trainer.Configuration;
using Trainer.Costs;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Tests.Sweep;

namespace Trainer.Tests.Costs;

[TestClass]
public sealed class PricingTests
{
    private const double None = double.NaN;

    [TestMethod]
    public void Apply_NoCosts_MakesThemFromPricesByHand()
    {
        // 8 characters are 2 input tokens: (2 · 3 + 100 · 15) / 1e6 USD.
        var priced = Apply(Tables.Of(["a", "b"], ["12345678", ""], [[1, 0], [0, 1]]), Prices(("a", 3, 15), ("b", 0, 0))).Table;
        Assert.AreEqual(1506e-6, priced.CostUsd(0)[0], 1e-15);
        Assert.AreEqual(1500e-6, priced.CostUsd(0)[1], 1e-15);
        Assert.AreEqual(0, priced.CostUsd(1)[0], "a price of 0 is a price");
    }

    [TestMethod]
    public void Apply_ObservedCosts_AreKeptUnlessEverythingIsPricedAnew()
    {
        var table = Tables.Of(["a", "b"], ["1234", "1234"], [[1, 0], [0, 1]]).WithCosts([[0.5, None], [0.25, 0]]);
        var kept = Apply(table, Prices(("a", 1e6, 0)));
        CollectionAssert.AreEqual(new[] { 0.5, 1 }, kept.Table.CostUsd(0).ToArray(), "1 input token at 1 USD each");
        CollectionAssert.AreEqual(new[] { 0.25, 0 }, kept.Table.CostUsd(1).ToArray(), "b has its costs and needs no price");
        Assert.AreEqual(1, kept.Answers);

        var anew = Apply(table, Prices(("a", 1e6, 0), ("b", 2e6, 0)), reprice: true);
        CollectionAssert.AreEqual(new double[] { 1, 1 }, anew.Table.CostUsd(0).ToArray());
        CollectionAssert.AreEqual(new double[] { 2, 2 }, anew.Table.CostUsd(1).ToArray());
    }

    [TestMethod]
    public void Apply_AnswerThatWasNeverGiven_HasNoCost()
    {
        var table = Tables.Of(["a", "b"], ["1234", "1234"], [[1, None], [0, 1]]);
        var prices = Prices(("a", 1, 1), ("b", 1, 1));
        Assert.IsTrue(double.IsNaN(Apply(table, prices).Table.CostUsd(1)[0]));
        Assert.IsTrue(double.IsNaN(Apply(table.WithCosts([[1, 1], [9, 1]]), prices, reprice: true).Table.CostUsd(1)[0]));
    }

    [TestMethod]
    [DataRow("no cost at all")]
    [DataRow("one cost of two")]
    [DataRow("never run")]
    public void Apply_ModelThatWouldLookFree_IsRefusedByName(string kind)
    {
        var table = kind == "never run"
            ? Tables.Of(["a", "b"], ["1", "2"], [[1, None], [0, None]])
            : Tables.Of(["a", "b"], ["1", "2"], [[1, 1], [0, 0]]);
        table = table.WithCosts([[1, 1], [kind == "one cost of two" ? 1 : None, None]]);
        var fault = Assert.ThrowsExactly<UsageException>(() => Apply(table, Prices(("a", 1, 1))));
        StringAssert.StartsWith(fault.Message, "prices.yaml has no price for b; some of its answers have no cost");
    }

    [TestMethod]
    public void Apply_RepriceWithoutAPrice_NamesEveryModelThatNeedsOne()
    {
        var table = Tables.Random(5, 3, 1);
        var fault = Assert.ThrowsExactly<UsageException>(() => Apply(table, Prices(("model-1", 1, 1)), reprice: true));
        StringAssert.StartsWith(fault.Message, "prices.yaml has no price for model-0, model-2; every cost is computed from prices");
    }

    [TestMethod]
    [DataRow(1ul, false)]
    [DataRow(2ul, true)]
    [DataRow(3ul, false)]
    public void Apply_RandomTable_AgreesWithTheSlowReference(ulong seed, bool reprice)
    {
        var random = new SeededRandom(seed);
        var table = RandomTable(random);
        var prices = Prices([.. table.Models.Select(model => (model, random.NextDouble() * 10, random.NextDouble() * 40))]);
        var actual = Apply(table, prices, reprice);

        var (answers, input, output) = (0, 0, 0);
        for (var m = 0; m < table.Models.Count; m++)
        {
            var measured = table.OutputTokens(m).ToArray().Where(tokens => !double.IsNaN(tokens)).ToArray();
            for (var row = 0; row < table.Count; row++)
            {
                var expected = table.CostUsd(m)[row];
                if (reprice || double.IsNaN(expected))
                {
                    expected = None;
                    if (table.WasRun(row, m))
                    {
                        var (read, written) = (table.InputTokens(m)[row], table.OutputTokens(m)[row]);
                        answers++;
                        input += double.IsNaN(read) ? 0 : 1;
                        output += double.IsNaN(written) ? 0 : 1;
                        read = double.IsNaN(read) ? table.Queries[row].Prompt.Length / 4.0 : read;
                        written = !double.IsNaN(written) ? written : measured.Length == 0 ? 100 : measured.Sum() / measured.Length;
                        var price = prices.Models[table.Models[m]];
                        expected = (read / 1e6 * price.InputUsdPerMTok) + (written / 1e6 * price.OutputUsdPerMTok);
                    }
                }

                Assert.AreEqual(expected, actual.Table.CostUsd(m)[row], 1e-12);
            }
        }

        Assert.AreEqual((answers, input, output), (actual.Answers, actual.InputMeasured, actual.OutputMeasured));
        Assert.IsTrue(input > 0 && input < answers && output > 0 && output < answers, "every case occurs");
    }

    [TestMethod]
    public void Apply_RowsInAnotherOrder_GivesTheSameCostsBitByBit()
    {
        var random = new SeededRandom(4);
        var table = RandomTable(random);
        var rows = Enumerable.Range(0, table.Count).ToArray();
        random.Shuffle<int>(rows);
        var prices = Prices([.. table.Models.Select(model => (model, 1.0, 3.0))]);
        Assert.AreEqual(
            ContentDigest.Of(Apply(table, prices).Table), ContentDigest.Of(Apply(table.Select(rows), prices).Table));
    }

    [TestMethod]
    [DataRow(0, 0, "input tokens are all estimated, output tokens all estimated.")]
    [DataRow(8, 8, "input tokens are all measured, output tokens all measured.")]
    [DataRow(2, 1, "input tokens are 25% measured and 75% estimated, output tokens 12.5% measured and 87.5% estimated.")]
    public void Finding_SaysWhatWasMeasured(int input, int output, string expected)
    {
        var priced = new PricedTable(Tables.Random(4, 2, 1), Prices(("a", 1, 1)) with { Date = "2025-06-30" }, 8, input, output);
        Assert.AreEqual(FindingSeverity.Info, priced.Finding.Severity);
        Assert.AreEqual($"The costs of 8 answers are computed from prices of 2025-06-30: {expected}", priced.Finding.Sentence);
    }

    [TestMethod]
    public void Finding_NothingToPrice_SaysSo() =>
        Assert.AreEqual(
            "All costs are observed; the prices of prices.yaml were not needed.",
            Apply(Tables.Random(5, 2, 1), Prices(("model-0", 1, 1))).Finding.Sentence);

    [TestMethod]
    public void Fill_ModelsAskedFor_GetEstimatesWhereTheyWereRun()
    {
        var table = Tables.Of(["a", "b"], ["12345678", "1234"], [[1, 1], [None, 0]])
            .WithTokens([[None, None], [5, None]], [[None, None], [7, None]]);
        var tokens = new TokenCounts(table, _ => 100);
        CollectionAssert.AreEqual(new[] { false, true }, new[] { tokens.Knows(0), tokens.Knows(1) });

        var some = tokens.Fill(table, tokens.Knows);
        CollectionAssert.AreEqual(new[] { None, None }, some.InputTokens(0).ToArray());
        CollectionAssert.AreEqual(new double[] { 5, 1 }, some.InputTokens(1).ToArray());
        CollectionAssert.AreEqual(new double[] { 7, 7 }, some.OutputTokens(1).ToArray());

        var all = tokens.Fill(table, _ => true);
        CollectionAssert.AreEqual(new[] { 2, None }, all.InputTokens(0).ToArray());
        CollectionAssert.AreEqual(new[] { 100, None }, all.OutputTokens(0).ToArray());
    }

    private static PricedTable Apply(RoutingTable table, PriceTable prices, bool reprice = false) =>
        Pricing.Apply(table, prices, new TokenCounts(table, _ => 100), reprice);

    private static PriceTable Prices(params (string Model, double Input, double Output)[] prices) => new(
        "prices.yaml",
        prices.ToDictionary(price => price.Model, price => new PriceOptions { InputUsdPerMTok = price.Input, OutputUsdPerMTok = price.Output }));

    // Model 2 was never measured; of the others, about half.
    private static RoutingTable RandomTable(SeededRandom random)
    {
        const int Rows = 60;
        var table = Tables.Random(Rows, 3, random.NextUInt64(), missing: 0.2);
        double[][] Columns(double known, double scale) => [.. Enumerable.Range(0, 3).Select(m => Enumerable.Range(0, Rows)
            .Select(_ => random.NextDouble() < (m == 2 ? 0 : known) ? random.NextDouble() * scale : None).ToArray())];
        return table.WithTokens(Columns(0.5, 100), Columns(0.5, 900)).WithCosts(Columns(0.3, 0.01));
    }
}

using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Regression;
using Trainer.Regression.Slices;

namespace Trainer.Tests.Regression;

[TestClass]
public sealed class SlicesTests
{
    [TestMethod]
    [DataRow("What is 2 + 2?", "latin")]
    [DataRow("Что это?", "cyrillic")]
    [DataRow("你好, world", "latin")]
    [DataRow("你好吗", "han")]
    [DataRow("日本語を話す", "kana")]
    [DataRow("1 + 1 = 👍", "none")]
    [DataRow("ᚠᚢᚦ", "other")]
    public void Script_OfAText_IsThatOfMostLetters(string text, string expected) => Assert.AreEqual(expected, PromptScript.Of(text));

    [TestMethod]
    public void Declared_EveryKey_CoversItsQueries()
    {
        Query[] queries =
        [
            new("a", "hello", "b", "g"), new("b", new string('x', 10), "a"), new("c", new string('x', 9), null, "g"), new("d", new string('x', 25), "b"),
        ];
        var slices = DeclaredSlices.Of(queries, new()
        {
            By = [SliceKey.Domain, SliceKey.Group, SliceKey.Length, SliceKey.Script],
            Lengths = [10, 20],
        });
        CollectionAssert.AreEqual(
            new[] { "domain=a:1", "domain=b:0,3", "group=g:0,2", "length=0-9:0,2", "length=10-19:1", "length=20+:3", "script=latin:0,1,2,3" },
            slices.Select(slice => $"{slice.Name}:{string.Join(",", slice.Rows)}").ToArray());
    }

    [TestMethod]
    public void WeakSlices_OneDomainIsWorse_IsFoundAndConfirmed()
    {
        var weak = WeakSliceSearch.Run(Draw(2_000, row => row % 5 == 2 ? 0.25 : 0), new());
        Assert.AreEqual(2_000, weak.GrownOn + weak.ConfirmedOn);
        StringAssert.Contains(weak.Confirmed[0].Description, "domain = d2");
        Assert.IsTrue(weak.Confirmed[0].Difference.High < 0);
    }

    [TestMethod]
    public void WeakSlices_NothingIsWorse_SeldomConfirmsAny()
    {
        var found = Enumerable.Range(0, 60).Count(seed => WeakSliceSearch.Run(Draw(400, _ => 0, (ulong)seed), new() { Resamples = 500 }).Confirmed.Count > 0);
        Assert.IsTrue(found <= 8, $"{found} of 60, 3 expected at most");
    }

    [TestMethod]
    public void WeakSlices_LongPromptsAreWorse_NamesTheirLength()
    {
        var weak = WeakSliceSearch.Run(Draw(2_000, row => row % 10 >= 6 ? 0.2 : 0), new());
        StringAssert.Contains(weak.Confirmed[0].Description, ">");
    }

    // Prompt i has 10 (i mod 10) letters and domain d(i mod 5); a tenth of the queries change either way.
    private static RegressionInput Draw(int rows, Func<int, double> loss, ulong seed = 1)
    {
        var random = new SeededRandom(seed, 9);
        double[] old = new double[rows], now = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            old[row] = now[row] = random.Next(2);
            if (random.NextDouble() < 0.1 + loss(row))
            {
                old[row] = random.NextDouble() < (0.05 + loss(row)) / (0.1 + loss(row)) ? 1 : 0;
                now[row] = 1 - old[row];
            }
        }

        return new(
            [.. Enumerable.Range(0, rows).Select(row => new Query($"q{row}", new string('x', 10 * (row % 10)), $"d{row % 5}"))],
            ["only"],
            new(new int[rows], old),
            new(new int[rows], now));
    }
}

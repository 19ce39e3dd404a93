using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data;

[TestClass]
public class ContentDigestTests
{
    [TestMethod]
    public void Of_ShuffledRows_IsTheSame()
    {
        var table = Some.Tangled(60, 1);
        for (var seed = 0ul; seed < 5; seed++)
        {
            Assert.AreEqual(ContentDigest.Of(table), ContentDigest.Of(Some.Shuffled(table, seed)));
        }
    }

    [TestMethod]
    public void Of_AnyChange_IsAnother()
    {
        (string, string, string?, string?, double?[]) row = ("1", "ab", "c", null, [0.5, null]);
        var digests = new[]
        {
            ContentDigest.Of(Some.Table(["m", "n"], row)),
            ContentDigest.Of(Some.Table(["n", "m"], row)),
            ContentDigest.Of(Some.Table(["m", "n"], row with { Item1 = "2" })),
            ContentDigest.Of(Some.Table(["m", "n"], row with { Item2 = "a", Item3 = "bc" })),
            ContentDigest.Of(Some.Table(["m", "n"], row with { Item3 = null, Item4 = "c" })),
            ContentDigest.Of(Some.Table(["m", "n"], row with { Item3 = "" })),
            ContentDigest.Of(Some.Table(["m", "n"], row with { Item5 = [0.5, 0.0] })),
            ContentDigest.Of(Some.Table(["m", "n"], row with { Item5 = [Math.BitIncrement(0.5), null] })),
            ContentDigest.Of(Some.Table(["m", "n"], row).WithCosts([[1], [double.NaN]])),
            ContentDigest.Of(Some.Table(["m", "n"], row).WithTokens([[1], [double.NaN]], [[double.NaN], [double.NaN]])),
            ContentDigest.Of(Some.Table(["m", "n"], row).WithTokens([[double.NaN], [1]], [[double.NaN], [double.NaN]])),
            ContentDigest.Of(Some.Table(["m", "n"], row).WithTokens([[double.NaN], [double.NaN]], [[1], [double.NaN]])),
            ContentDigest.Of(Some.Table(["m", "n"], row).WithTokens([[2], [double.NaN]], [[double.NaN], [double.NaN]])),
        };
        CollectionAssert.AllItemsAreUnique(digests);
    }

    [TestMethod]
    public void Of_OtherNaN_IsTheSame()
    {
        var table = Some.Table(["m"], ("1", "p", null, null, [1]));
        var other = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234);
        Assert.AreEqual(ContentDigest.Of(table), ContentDigest.Of(table.WithCosts([[other]])));
    }

    [TestMethod]
    public void Of_KnownTable_IsGolden() => Assert.AreEqual(
        "4c7321a05d27543c89f0fcaceb4f9c811c4cba0d96c69f7ab9125f40a54006ec",
        ContentDigest.Of(Some.Table(["m", "n"], ("1", "Grüße", "law", null, [0.5, null]))));
}

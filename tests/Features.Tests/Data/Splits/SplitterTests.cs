using Trainer.Features.Data;
using Trainer.Features.Data.Audit;
using Trainer.Features.Data.Splits;
using Trainer.Features.Tests.Data.Audit;

namespace Trainer.Features.Tests.Data.Splits;

[TestClass]
public class SplitterTests
{
    [TestMethod]
    [DataRow(1ul)]
    [DataRow(2ul)]
    [DataRow(3ul)]
    [DataRow(4ul)]
    public void HoldOut_TangledTable_DividesWithoutLeak(ulong seed)
    {
        var table = Some.Tangled(120, seed);
        foreach (var share in new[] { 0.1, 0.25, 0.5, 0.9 })
        {
            var split = new Splitter(table).HoldOut(share, seed);
            AssertDivides(table, split);
            Assert.IsEmpty(split.LeftOut);
            var largest = SlowComponents(table).GroupBy(c => c).Max(c => c.Count());
            Assert.IsTrue(
                split.Test.Length <= Math.Round(share * table.Count) && split.Test.Length > Math.Round(share * table.Count) - largest,
                $"{split.Test.Length}");
        }
    }

    [TestMethod]
    [DataRow(1ul)]
    [DataRow(2ul)]
    [DataRow(3ul)]
    public void Splits_ShuffledTable_PickTheSameQueries(ulong seed)
    {
        var table = Some.Tangled(120, seed);
        var shuffled = Some.Shuffled(table, seed + 100);
        AssertSame(table, new Splitter(table).HoldOut(0.3, 7), shuffled, new Splitter(shuffled).HoldOut(0.3, 7));
        AssertSame(table, new Splitter(table).HoldOutDomains(["domain1"]), shuffled, new Splitter(shuffled).HoldOutDomains(["domain1"]));
        var folds = new Splitter(table).KFold(CanonicalOrder.Of(table), 4, 7);
        var others = new Splitter(shuffled).KFold(CanonicalOrder.Of(shuffled), 4, 7);
        for (var fold = 0; fold < folds.Count; fold++)
        {
            AssertSame(table, folds[fold], shuffled, others[fold]);
        }
    }

    [TestMethod]
    [DataRow(1ul)]
    [DataRow(2ul)]
    [DataRow(3ul)]
    public void Splits_NearDuplicates_StayTogetherInAnyOrder(ulong seed)
    {
        var table = Prompts(PlantedPrompts.Make(300, seed));
        var shuffled = Some.Shuffled(table, seed + 100);
        var (near, other) = (Near(table), Near(shuffled));
        Assert.IsNotEmpty(near.Clusters);
        var (splitter, otherSplitter) = (new Splitter(table, near.ClusterOf), new Splitter(shuffled, other.ClusterOf));
        TableSplit[] splits = [splitter.HoldOut(0.3, seed), .. splitter.KFold(CanonicalOrder.Of(table), 4, seed)];
        TableSplit[] others = [otherSplitter.HoldOut(0.3, seed), .. otherSplitter.KFold(CanonicalOrder.Of(shuffled), 4, seed)];
        for (var i = 0; i < splits.Length; i++)
        {
            AssertSame(table, splits[i], shuffled, others[i]);
            AssertDivides(table, splits[i]);
            Assert.IsEmpty(near.Across(splits[i].Train, splits[i].Test));
        }

        Assert.IsNotEmpty(
            near.Across(new Splitter(table).HoldOut(0.3, seed).Train, new Splitter(table).HoldOut(0.3, seed).Test), "they do not by chance");
    }

    [TestMethod]
    public void HoldOut_NearDuplicatesThatWouldSwallowTheTable_AreTiedByEqualTextOnly()
    {
        // Clusters of ten, each tied to the next by a group: a chain through all rows.
        var table = Some.Table(
            ["m"],
            [.. Enumerable.Range(0, 200).Select(i => (
                $"q{i}", $"text {i - (i % 2)}", (string?)null, i % 10 is 0 or 9 ? $"g{(i + 1) / 10}" : null, new double?[] { 1 }))]);
        var chained = new Splitter(table, [.. Enumerable.Range(0, 200).Select(i => i / 10)]).HoldOut(0.25, 3);
        AssertDivides(table, chained);
        Assert.HasCount(50, chained.Test);
        AssertSame(table, new Splitter(table).HoldOut(0.25, 3), table, chained);
    }

    [TestMethod]
    public void HoldOutDomains_NearDuplicates_AreNotLeftOut()
    {
        var passage = PlantedPrompts.Sentence(new SeededRandom(1), 60);
        var table = Some.Table(
            ["m"], ("a", passage, "law", null, [1]), ("b", passage + " again", "code", null, [1]), ("c", "else", "code", null, [1]));
        var split = new Splitter(table, Near(table).ClusterOf).HoldOutDomains(["law"]);
        CollectionAssert.AreEqual(new[] { 1, 2 }, split.Train);
        Assert.IsEmpty(split.LeftOut);
    }

    [TestMethod]
    public void HoldOut_OtherSeed_PicksOtherQueries()
    {
        var table = Some.Tangled(120, 1);
        var splitter = new Splitter(table);
        CollectionAssert.AreNotEqual(splitter.HoldOut(0.3, 1).Test, splitter.HoldOut(0.3, 2).Test);
    }

    [TestMethod]
    public void HoldOut_ChainOfGroupAndText_StaysTogether()
    {
        var table = Some.Table(
            ["m"],
            ("a", "Same  TEXT", null, "g1", [1]),
            ("b", "same text", null, "g2", [1]),
            ("c", "other", null, "g2", [1]),
            ("d", "alone", null, null, [1]),
            ("e", "far", null, "g3", [1]));
        for (var seed = 0ul; seed < 20; seed++)
        {
            var split = new Splitter(table).HoldOut(0.6, seed);
            var inTest = new[] { 0, 1, 2 }.Count(split.Test.Contains);
            Assert.IsTrue(inTest is 0 or 3);
        }
    }

    [TestMethod]
    public void HoldOut_AllComponentsTooLarge_TakesTheSmallest()
    {
        var table = Some.Table(
            ["m"],
            ("a", "1", null, "g", [1]),
            ("b", "2", null, "g", [1]),
            ("c", "3", null, "g", [1]),
            ("d", "4", null, "h", [1]),
            ("e", "5", null, "h", [1]));
        CollectionAssert.AreEqual(new[] { 3, 4 }, new Splitter(table).HoldOut(0.2, 1).Test);
    }

    [TestMethod]
    public void HoldOut_Impossible_SaysWhy()
    {
        var table = Some.Table(["m"], ("a", "x", null, null, [1]), ("b", "X ", null, null, [1]));
        Assert.Contains("none can be held out", Assert.ThrowsExactly<ArgumentException>(() => new Splitter(table).HoldOut(0.5, 1)).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Splitter(table).HoldOut(0, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Splitter(table).HoldOut(double.NaN, 1));
    }

    [TestMethod]
    public void HoldOutDomains_Prefix_TakesAllAndLeavesOutWhatIsTied()
    {
        var table = Some.Table(
            ["m"],
            ("a", "one", "mmlu_law", null, [1]),
            ("b", "two", "mmlu_physics", null, [1]),
            ("c", "ONE", "gsm8k", null, [1]),
            ("d", "three", "gsm8k", null, [1]),
            ("e", "four", null, null, [1]),
            ("f", "five", "Mmlu_x", null, [1]));
        var split = new Splitter(table).HoldOutDomains(["mmlu_", "other"]);
        CollectionAssert.AreEqual(new[] { 0, 1 }, split.Test);
        CollectionAssert.AreEqual(new[] { 3, 4, 5 }, split.Train);
        CollectionAssert.AreEqual(new[] { 2 }, split.LeftOut);
    }

    [TestMethod]
    [DataRow("nothing")]
    [DataRow("")]
    public void HoldOutDomains_NoneOrAll_SaysWhatThereIs(string prefix)
    {
        var table = Some.Table(["m"], ("a", "one", "law", null, [1]), ("b", "two", "code", null, [1]));
        Assert.Contains(
            "Domains are code, law",
            Assert.ThrowsExactly<ArgumentException>(() => new Splitter(table).HoldOutDomains([prefix])).Message);
    }

    [TestMethod]
    [DataRow(1ul, 2)]
    [DataRow(2ul, 5)]
    [DataRow(3ul, 10)]
    public void KFold_TangledTable_CoversEachRowOnceInBalancedFolds(ulong seed, int folds)
    {
        var table = Some.Tangled(150, seed);
        var rows = new Splitter(table).HoldOut(0.2, seed).Train;
        var splits = new Splitter(table).KFold(rows, folds, seed);
        CollectionAssert.AreEquivalent(rows, splits.SelectMany(s => s.Test).ToArray());
        foreach (var split in splits)
        {
            CollectionAssert.AreEquivalent(rows, split.Train.Concat(split.Test).ToArray());
            AssertNoLeak(table, split);
        }

        var largest = SlowComponents(table).GroupBy(c => c).Max(c => c.Count());
        Assert.IsTrue(splits.Max(s => s.Test.Length) - splits.Min(s => s.Test.Length) <= largest);
    }

    [TestMethod]
    public void KFold_DistinctTexts_DiffersByOneRowAtMost()
    {
        var table = Some.Table(
            ["m"],
            [.. Enumerable.Range(0, 53).Select(i => ($"{i}", $"text {i}", (string?)null, (string?)null, new double?[] { 1 }))]);
        var sizes = new Splitter(table).KFold(CanonicalOrder.Of(table), 5, 1).Select(s => s.Test.Length).Order().ToArray();
        CollectionAssert.AreEqual(new[] { 10, 10, 11, 11, 11 }, sizes);
    }

    [TestMethod]
    public void KFold_FewerComponentsThanFolds_SaysHowMany()
    {
        var table = Some.Table(["m"], ("a", "x", null, null, [1]), ("b", "X ", null, null, [1]));
        Assert.Contains("there are 1", Assert.ThrowsExactly<ArgumentException>(() => new Splitter(table).KFold([0, 1], 2, 1)).Message);
    }

    [TestMethod]
    public void CanonicalOrder_Rows_AreSortedByIdOrdinally()
    {
        var table = Some.Table(
            ["m"],
            ("b", "1", null, null, [1]),
            ("a10", "2", null, null, [1]),
            ("B", "3", null, null, [1]),
            ("a9", "4", null, null, [1]));
        CollectionAssert.AreEqual(new[] { 2, 1, 3, 0 }, CanonicalOrder.Of(table));
    }

    [TestMethod]
    public void HoldOut_KnownTable_IsGolden()
    {
        var table = Some.Table(
            ["m"],
            [.. Enumerable.Range(0, 12).Select(i => ($"{i:00}", $"text {i}", (string?)null, (string?)null, new double?[] { 1 }))]);
        Assert.AreEqual("2,8,10", string.Join(",", new Splitter(table).HoldOut(0.25, 42).Test));
    }

    private static RoutingTable Prompts(string[] prompts) => Some.Table(
        ["m"], [.. prompts.Select((prompt, i) => ($"q{i}", prompt, (string?)null, (string?)null, new double?[] { 1 }))]);

    private static NearDuplicates Near(RoutingTable table) => NearDuplicates.Find(table.Queries.Select(query => query.Prompt));

    private static void AssertDivides(RoutingTable table, TableSplit split)
    {
        int[] all = [.. split.Train, .. split.Test, .. split.LeftOut];
        CollectionAssert.AreEquivalent(Enumerable.Range(0, table.Count).ToArray(), all);
        AssertNoLeak(table, split);
    }

    private static void AssertNoLeak(RoutingTable table, TableSplit split)
    {
        var components = SlowComponents(table);
        Assert.IsFalse(split.Train.Select(r => components[r]).Intersect(split.Test.Select(r => components[r])).Any());
    }

    private static void AssertSame(RoutingTable table, TableSplit split, RoutingTable other, TableSplit otherSplit)
    {
        CollectionAssert.AreEqual(Ids(table, split.Train), Ids(other, otherSplit.Train));
        CollectionAssert.AreEqual(Ids(table, split.Test), Ids(other, otherSplit.Test));
        CollectionAssert.AreEqual(Ids(table, split.LeftOut), Ids(other, otherSplit.LeftOut));
    }

    private static string[] Ids(RoutingTable table, int[] rows) => Array.ConvertAll(rows, row => table.Queries[row].Id);

    /// <summary>The component of each row by spreading the smallest row number until nothing changes.</summary>
    private static int[] SlowComponents(RoutingTable table)
    {
        var component = Enumerable.Range(0, table.Count).ToArray();
        bool Tied(int a, int b) =>
            (table.Queries[a].Group is { } group && group == table.Queries[b].Group)
            || NormalizedText.Key(table.Queries[a].Prompt) == NormalizedText.Key(table.Queries[b].Prompt);

        for (var changed = true; changed;)
        {
            changed = false;
            for (var a = 0; a < table.Count; a++)
            {
                for (var b = 0; b < table.Count; b++)
                {
                    if (component[b] < component[a] && Tied(a, b))
                    {
                        component[a] = component[b];
                        changed = true;
                    }
                }
            }
        }

        return component;
    }
}

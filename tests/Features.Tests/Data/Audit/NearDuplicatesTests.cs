using Trainer.Features.Data;
using Trainer.Features.Data.Audit;
using Trainer.Features.Text;

namespace Trainer.Features.Tests.Data.Audit;

[TestClass]
public class NearDuplicatesTests
{
    [TestMethod]
    [DataRow(1ul, 0.8)]
    [DataRow(2ul, 0.8)]
    [DataRow(3ul, 0.6)]
    [DataRow(4ul, 0.95)]
    public void Find_PlantedCopies_AreTheComponentsOfAllPairs(ulong seed, double similarity)
    {
        var prompts = PlantedPrompts.Make(400, seed);
        var near = NearDuplicates.Find(prompts, similarity);
        var pairs = SlowPairs(prompts, similarity);
        Assert.IsGreaterThan(20, pairs.Count, "something was planted");
        var component = Enumerable.Range(0, prompts.Length).ToArray();
        foreach (var (a, b) in pairs.Concat(SamePairs(prompts)))
        {
            var (from, to) = (Math.Max(component[a], component[b]), Math.Min(component[a], component[b]));
            component = Array.ConvertAll(component, c => c == from ? to : c);
        }

        var expected = Enumerable.Range(0, prompts.Length).GroupBy(row => component[row])
            .Where(rows => rows.Select(row => NormalizedText.Key(prompts[row])).Distinct().Skip(1).Any())
            .Select(rows => string.Join(",", rows)).Order(StringComparer.Ordinal).ToArray();
        var actual = near.Clusters.Concat(near.Templates)
            .Select(cluster => string.Join(",", cluster.Rows.Order())).Order(StringComparer.Ordinal).ToArray();
        CollectionAssert.AreEqual(expected, actual);
    }

    [TestMethod]
    public void Find_EveryReportedPair_IsATrueOne()
    {
        var prompts = PlantedPrompts.Make(400, 5);
        foreach (var pair in NearDuplicates.Find(prompts).Clusters.SelectMany(cluster => cluster.Pairs))
        {
            var similarity = SlowJaccard(prompts[pair.First], prompts[pair.Second]);
            Assert.AreEqual(similarity, pair.Similarity, 1e-12);
            Assert.IsGreaterThanOrEqualTo(0.8, similarity);
        }
    }

    [TestMethod]
    public void Find_OtherOrder_GivesTheSameClusters()
    {
        var prompts = PlantedPrompts.Make(300, 6);
        var order = Enumerable.Range(0, 300).ToArray();
        new SeededRandom(1).Shuffle<int>(order);
        var shuffled = Array.ConvertAll(order, row => prompts[row]);
        static string[] Texts(string[] of, NearDuplicates near) =>
            [.. near.Clusters.Select(cluster => string.Join("|", cluster.Rows.Select(row => of[row])) + cluster.Pairs[0].Similarity)];

        CollectionAssert.AreEqual(Texts(prompts, NearDuplicates.Find(prompts)), Texts(shuffled, NearDuplicates.Find(shuffled)));
    }

    [TestMethod]
    public void Across_PlantedCopies_AreThoseOfAllPairs()
    {
        var prompts = PlantedPrompts.Make(400, 7);
        var near = NearDuplicates.Find(prompts);
        int[] first = [.. Enumerable.Range(0, 400).Where(row => row % 3 == 0)];
        int[] second = [.. Enumerable.Range(0, 400).Where(row => row % 3 == 1)];
        var texts = second.Select(row => NormalizedText.Key(prompts[row])).ToHashSet(StringComparer.Ordinal);
        bool IsEqual(int row) => texts.Contains(NormalizedText.Key(prompts[row]));
        bool IsNear(int row) => near.ClusterOf[row] >= 0 && second.Any(other => SlowJaccard(prompts[row], prompts[other]) >= 0.8);

        CollectionAssert.AreEqual(first.Where(IsEqual).ToArray(), near.Equal(first, second).Select(pair => pair.First).ToArray());
        var across = near.Across(first, second);
        CollectionAssert.AreEqual(first.Where(row => !IsEqual(row) && IsNear(row)).ToArray(), across.Select(pair => pair.First).ToArray());
        Assert.IsNotEmpty(across);
        foreach (var pair in across)
        {
            Assert.Contains(pair.Second, second);
            Assert.AreEqual(SlowJaccard(prompts[pair.First], prompts[pair.Second]), pair.Similarity, 1e-12);
        }
    }

    [TestMethod]
    [DataRow("Write a function that sums all even numbers.", "Write a function that sums all odd numbers.", false)]
    [DataRow("Translate \"to break the ice\" into Icelandic.", "Translate \"to break the ice\" into Portuguese.", false)]
    [DataRow("What is 2 + 2?", "what is  2 + 2 ?", true)]
    [DataRow("你好世界你好吗我很好谢谢你呢", "你好世界你好吗我很好谢谢你呢!", true)]
    [DataRow("a b", "b a", false)]
    [DataRow("", " ", false)]
    [DataRow("", "x", false)]
    public void Find_KnownPairs_AreToldApart(string a, string b, bool expected)
    {
        var near = NearDuplicates.Find([a, b]);
        Assert.AreEqual(expected, near.Clusters.Count == 1, $"{SlowJaccard(a, b)}");
    }

    [TestMethod]
    public void Find_LongPassageWithOneOtherWord_IsFound()
    {
        var random = new SeededRandom(3);
        var passage = PlantedPrompts.Sentence(random, 100);
        var near = NearDuplicates.Find([passage + " What is its tone?", passage + " Who wrote it?", PlantedPrompts.Sentence(random, 100)]);
        CollectionAssert.AreEqual(new[] { 0, 0, -1 }, near.ClusterOf.ToArray());
    }

    [TestMethod]
    public void Find_HostileInput_IsBounded()
    {
        const int Many = 20_000;
        Assert.IsEmpty(NearDuplicates.Find(Enumerable.Repeat("the same question again and again", Many)).Clusters, "equal is not near");
        Assert.IsEmpty(NearDuplicates.Find(Enumerable.Repeat("", Many)).Clusters);
        var body = PlantedPrompts.Sentence(new SeededRandom(1), 40);
        var template = NearDuplicates.Find(Enumerable.Range(0, Many).Select(i => $"{body} {i}"));
        Assert.HasCount(Many, template.Templates.Single().Rows);
        Assert.IsLessThan(Many, template.Templates[0].Pairs.Count, "one tie per row, not one per pair");
        Assert.IsTrue(template.ClusterOf.All(cluster => cluster < 0), "a template's prompts are no near-duplicates");
        var vast = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i % 70_000} "));
        CollectionAssert.AreEqual(new[] { 0, 0, -1 }, NearDuplicates.Find([vast, vast + "end", "short"]).ClusterOf.ToArray());
    }

    [TestMethod]
    [DataRow(0.49)]
    [DataRow(1.01)]
    [DataRow(double.NaN)]
    public void Find_SimilarityOutOfRange_IsRefused(double similarity) => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NearDuplicates.Find(["a"], similarity)).Message, "allowed is 0.5 to 1");

    private static List<(int, int)> SlowPairs(string[] prompts, double similarity)
    {
        var sets = Array.ConvertAll(prompts, SlowShingles);
        return
        [
            .. from a in Enumerable.Range(0, prompts.Length)
               from b in Enumerable.Range(0, a)
               where SlowJaccard(sets[a], sets[b]) >= similarity
               select (a, b),
        ];
    }

    private static IEnumerable<(int, int)> SamePairs(string[] prompts) => Enumerable.Range(0, prompts.Length)
        .GroupBy(row => NormalizedText.Key(prompts[row]))
        .SelectMany(rows => rows.Zip(rows.Skip(1)));

    private static double SlowJaccard(string a, string b) => SlowJaccard(SlowShingles(a), SlowShingles(b));

    private static double SlowJaccard(HashSet<string> a, HashSet<string> b) =>
        a.Count == 0 || b.Count == 0 ? 0 : (double)a.Intersect(b).Count() / a.Union(b).Count();

    private static HashSet<string> SlowShingles(string prompt)
    {
        var words = new List<string>();
        foreach (var word in new WordTokens(NormalizedText.Key(prompt)))
        {
            words.Add(word.ToString());
        }

        return words.Count is > 0 and < 3
            ? [string.Join(' ', words)]
            : [.. Enumerable.Range(0, Math.Max(0, words.Count - 2)).Select(i => string.Join(' ', words.Skip(i).Take(3)))];
    }
}

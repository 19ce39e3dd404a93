using Trainer.Features.Tests.Text;

namespace Trainer.Export.Tests;

[TestClass]
public sealed class RouterTests
{
    [TestMethod]
    [DataRow(RoutingTask.Pair)]
    [DataRow(RoutingTask.Pool)]
    public void Score_ManyTextsAndOneByOne_AreEqual(RoutingTask task)
    {
        using var router = Load(task);
        var together = router.Score(TrickyTexts.All);
        for (var i = 0; i < TrickyTexts.All.Length; i++)
        {
            var alone = router.Score([TrickyTexts.All[i]]);
            var routed = router.Route(TrickyTexts.All[i]);
            for (var j = 0; j < alone.Length; j++)
            {
                // A matrix product of many rows adds in another order than one of a single row.
                Assert.AreEqual(alone[j], together[(i * alone.Length) + j], 1e-6f, $"text {i}");
            }

            Assert.AreEqual(router.Decide(alone, router.Bundle.OperatingPoint()), routed, $"text {i}");
        }
    }

    [TestMethod]
    public void Score_MoreTextsThanABatch_KeepsTheirOrder()
    {
        using var router = Load(RoutingTask.Pair);
        var texts = Enumerable.Range(0, 150)
            .Select(i => SampleBundle.Prompts[i % SampleBundle.Prompts.Length] + new string('!', i * 7 % 31))
            .ToArray();
        var scores = router.Score(texts);
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual(router.Route(texts[i]).Score, scores[i], 1e-6f);
        }
    }

    [TestMethod]
    public void Score_NoTexts_IsEmpty()
    {
        using var router = Load(RoutingTask.Pool);
        Assert.IsEmpty(router.Score([]));
    }

    [TestMethod]
    public void Score_Cancelled_Throws()
    {
        using var router = Load(RoutingTask.Pool);
        Assert.ThrowsExactly<OperationCanceledException>(() => router.Score(["a"], new CancellationToken(canceled: true)));
    }

    [TestMethod]
    [DataRow("", DisplayName = "nothing")]
    [DataRow("\0", DisplayName = "U+0000 only")]
    [DataRow("\0\0\0", DisplayName = "U+0000 thrice")]
    public void Route_EmptyText_GivesAFiniteScore(string text)
    {
        using var router = Load(RoutingTask.Pair);
        Assert.AreEqual(router.Route("").Score, router.Route(text).Score);
        Assert.IsTrue(float.IsFinite(router.Route(text).Score));
    }

    [TestMethod]
    public void Route_TextWithZeros_IsTheTextWithoutThem()
    {
        using var router = Load(RoutingTask.Pool);
        Assert.AreEqual(router.Route("capital of France"), router.Route("capi\0tal of\0 France\0"));
        CollectionAssert.AreEqual(router.Score(["capital of France"]), router.Score(["capi\0tal of\0 France\0"]));
        Assert.AreNotEqual(router.Route("capi").Score, router.Route("capi\0tal of France").Score);
    }

    [TestMethod]
    [DataRow(RoutingTask.Pair)]
    [DataRow(RoutingTask.Pool)]
    public void Route_FromManyThreads_GivesTheSameAnswers(RoutingTask task)
    {
        using var router = Load(task);
        var expected = Array.ConvertAll(TrickyTexts.All, text => router.Route(text));
        var actual = new Decision[expected.Length * 8];
        Parallel.For(
            0,
            actual.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => actual[i] = router.Route(TrickyTexts.All[i % expected.Length]));
        for (var i = 0; i < actual.Length; i++)
        {
            Assert.AreEqual(expected[i % expected.Length], actual[i]);
        }
    }

    [TestMethod]
    public void Route_OperatingPointOfTheOtherTask_ThrowsASentence()
    {
        using var pair = Load(RoutingTask.Pair);
        using var pool = Load(RoutingTask.Pool);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => pair.Route("a", pool.Bundle.OperatingPoint("best"))).Message, "'best'");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => pool.Route("a", pair.Bundle.OperatingPoint("never"))).Message, "'never'");
    }

    [TestMethod]
    [DataRow(RoutingTask.Pair)]
    [DataRow(RoutingTask.Pool)]
    public void Route_WarmRouter_AllocatesNothing(RoutingTask task)
    {
        using var router = Load(task);
        var point = router.Bundle.OperatingPoint(router.Bundle.Policy.OperatingPoints[1].Name);
        long RouteAll()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var text in SampleBundle.Prompts)
            {
                router.Route(text);
                router.Route(text, point);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The first calls bind input and output to the session and compile; after them nothing remains: the text goes into the runtime's
        // own memory as UTF-8 without passing through an array, and the scores come back in the bound one.
        RouteAll();
        Assert.AreEqual(0, Enumerable.Range(0, 20).Min(_ => RouteAll()));
    }

    [TestMethod]
    public void Load_FolderThatIsNotThere_NamesIt()
    {
        using var folder = new TempFolder();
        StringAssert.Contains(Assert.ThrowsExactly<BundleException>(() => Router.Load(folder["gone"])).Message, folder["gone"]);
    }

    private static Router Load(RoutingTask task)
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Of(task), folder["router"]);
        return Router.Load(folder["router"]); // which needs the folder no longer
    }
}

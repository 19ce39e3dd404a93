using Trainer.Features;
using Trainer.Learners;
using Trainer.Features.Data.Splits;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class FoldFeaturesTests
{
    private static readonly string[] Sets = ["words", "statistics", "words+statistics"];

    private readonly RoutingProblem _problem = Tables.Problem(Tables.Random(60, 2, 4));
    private readonly IReadOnlyList<TableSplit> _folds;

    public FoldFeaturesTests() => _folds = new Splitter(_problem.Table).KFold(Enumerable.Range(0, 60).ToArray(), 3, 2);

    [TestMethod]
    public void Get_NoRoomToRemember_GivesTheSameFeatures()
    {
        var roomy = new FoldFeatures(_problem, _folds, Tables.Sources(_problem));
        var cramped = new FoldFeatures(_problem, _folds, Tables.Sources(_problem), budgetBytes: 0);
        for (var round = 0; round < 2; round++)
        {
            foreach (var set in Sets)
            {
                for (var fold = 0; fold < 3; fold++)
                {
                    AssertSame(roomy.Get(set, fold, default), cramped.Get(set, fold, default));
                }
            }
        }

        Assert.AreSame(roomy.Get("words", 0, default).Train, roomy.Get("words", 0, default).Train);
        var before = cramped.Get("words", 0, default).Train;
        _ = cramped.Get("statistics", 0, default);
        Assert.AreNotSame(before, cramped.Get("words", 0, default).Train, "what fell out is made again");
    }

    [TestMethod]
    [DataRow("words")]
    [DataRow("statistics+characters+words")]
    [DataRow("encoder:pca8+words")]
    [DataRow("encoder")]
    public void Get_AnyFold_IsFittedOnTheFoldsTrainingTextsOnly(string set)
    {
        var (_, train, test) = new FoldFeatures(_problem, _folds, Tables.Sources(_problem)).Get(set, 1, default);
        var texts = Array.ConvertAll(_folds[1].Train, row => _problem.Texts[row]);
        var (fitted, _) = Tables.Sources(_problem).FitTransform(set, texts, ExternalScores.Of(_problem.Table), default);
        var expected = fitted.Transform(Array.ConvertAll(_folds[1].Test, row => _problem.Texts[row]));
        AssertSame(new FoldMatrices(fitted, fitted.Transform(texts), expected), new FoldMatrices(fitted, train, test));
    }

    [TestMethod]
    public void Get_ManyThreads_GivesEachTheSameFeatures()
    {
        var shared = new FoldFeatures(_problem, _folds, Tables.Sources(_problem), budgetBytes: 1);
        var expected = new FoldFeatures(_problem, _folds, Tables.Sources(_problem));
        Parallel.For(0, 60, i => AssertSame(expected.Get(Sets[i % 3], i % 2, default), shared.Get(Sets[i % 3], i % 2, default)));
    }

    [TestMethod]
    public void Get_CancelledOnce_CanBeRepeated()
    {
        var features = new FoldFeatures(_problem, _folds, Tables.Sources(_problem));
        Assert.ThrowsExactly<OperationCanceledException>(() => features.Get("words", 0, new CancellationToken(canceled: true)));
        Assert.AreEqual(40, features.Get("words", 0, default).Train.RowCount);
    }

    [TestMethod]
    public void SharedWork_WhoeverMakesItIsToldToStop_TheOthersMakeItThemselves()
    {
        var shared = new SharedWork(FeatureMatrix.Empty(0));
        using var first = new CancellationTokenSource();
        using var began = new ManualResetEventSlim();
        var stopped = Task.Run(() => shared.Get<Made>(
            "key",
            () =>
            {
                began.Set();
                first.Token.WaitHandle.WaitOne();
                throw new OperationCanceledException(first.Token);
            },
            first.Token));
        began.Wait();
        var other = Task.Run(() => shared.Get("key", () => new Made(), default));
        Thread.Sleep(50); // so that it waits for the first; it must come out the same if it does not
        first.Cancel();
        Assert.AreEqual(new Made(), other.Result);
        Assert.ThrowsExactly<OperationCanceledException>(() => stopped.GetAwaiter().GetResult());
    }

    [TestMethod]
    public void Get_SetsWithPartsInCommon_ShareTheirArrays()
    {
        var features = new FoldFeatures(_problem, _folds, Tables.Sources(_problem));
        var (text, encoder) = (features.Get("words+statistics", 0, default).Train, features.Get("encoder", 0, default).Train);
        var all = features.Get("encoder+statistics+words", 0, default).Train;
        Assert.AreSame(text.Sparse, all.Sparse);
        Assert.AreSame(encoder.Dense, all.Dense);
        Assert.AreSame(features.Get("words", 0, default).Train.Sparse, features.Get("words+encoder", 0, default).Train.Sparse);
    }

    [TestMethod]
    public void Get_WhatLearnersShareIsLarge_LetsGoOfTheOldest()
    {
        var features = new FoldFeatures(_problem, _folds, Tables.Sources(_problem), budgetBytes: 1L << 20);
        var old = features.Get("words", 0, default);
        var used = features.Get("statistics", 0, default);
        Assert.AreSame(old, features.Get("words", 0, default));
        Assert.AreSame(used, features.Get("statistics", 0, default));
        _ = used.Shared.Get("key", () => new Made(2L << 20), default);
        Assert.AreSame(used, features.Get("statistics", 0, default));
        Assert.AreNotSame(old, features.Get("words", 0, default));
    }

    private static void AssertSame(FoldMatrices expected, FoldMatrices actual)
    {
        foreach (var (a, b) in new[] { (expected.Train, actual.Train), (expected.Test, actual.Test) })
        {
            Assert.AreEqual((a.RowCount, a.ColumnCount, a.StoredCount), (b.RowCount, b.ColumnCount, b.StoredCount));
            for (var row = 0; row < a.RowCount; row++)
            {
                CollectionAssert.AreEqual(a.Sparse.Columns(row).ToArray(), b.Sparse.Columns(row).ToArray());
                CollectionAssert.AreEqual(a.Sparse.Values(row).ToArray(), b.Sparse.Values(row).ToArray());
            }
        }
    }

    private sealed record Made(long Bytes = 0) : ISharedResult;
}

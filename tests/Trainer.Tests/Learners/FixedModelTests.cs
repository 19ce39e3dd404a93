using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Baselines;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class FixedModelTests
{
    private static readonly TrainingSet Pool = new(FeatureMatrix.Empty(2), [[1, 0], [1, 1], [0, double.NaN]], false)
    {
        Models = ["llama-3-8b", "mixtral-8x7b-instruct", "gpt-4"],
        CostUsd = [[0.2, 0.2], [0.1, double.NaN], [double.NaN, double.NaN]],
    };

    [TestMethod]
    public void EachPolicy_TakesItsModel()
    {
        Assert.AreEqual(1, Chosen(new BestLearner(), Pool));
        Assert.AreEqual(1, Chosen(new CheapestLearner(), Pool));
        Assert.AreEqual(0, Chosen(new SmallestLearner(), Pool));
        Assert.AreEqual(1, Chosen(new LargestLearner(), Pool));
    }

    [TestMethod]
    public void OfAPair_TheScoreSaysWhetherTheStrongModelIsTaken()
    {
        var pair = new TrainingSet(FeatureMatrix.Empty(1), [[1], [0]], true) { Models = ["a-70b", "b-7b"] };
        Assert.IsLessThan(0, new BestLearner().Fit(pair, 1, default).Score(pair.Features, ["x"])[0]);
        Assert.IsGreaterThan(0, new SmallestLearner().Fit(pair, 1, default).Score(pair.Features, ["x"])[0]);
    }

    [TestMethod]
    public void WhatCannotBeTold_IsRefused()
    {
        var unknown = new TrainingSet(FeatureMatrix.Empty(1), [[1], [0]], true) { Models = ["gpt-4", "haiku"] };
        StringAssert.Contains(
            Assert.ThrowsExactly<UsageException>(() => new LargestLearner().Fit(unknown, 1, default)).Message, "no name tells a size");
        StringAssert.Contains(
            Assert.ThrowsExactly<UsageException>(() => new CheapestLearner().Fit(unknown, 1, default)).Message, "no cost is known");
    }

    [TestMethod]
    [DataRow("llama-3-8b", 8)]
    [DataRow("mistralai/Mixtral-8x7B-Instruct-v0.1", 56)]
    [DataRow("qwen2.5-0.5b-instruct", 0.5)]
    [DataRow("Yi-34B-Chat", 34)]
    [DataRow("gpt-4-1106-preview", double.NaN)]
    [DataRow("b2b-model", double.NaN)]
    [DataRow("claude-instant-v1", double.NaN)]
    public void ModelSize_IsReadOffTheName(string name, double billions) => Assert.AreEqual(billions, ModelSize.Billions(name));

    private static int Chosen(ILearner learner, TrainingSet data)
    {
        var scores = learner.Fit(data, 1, default).Score(FeatureMatrix.Empty(1), ["x"]);
        return Array.IndexOf(scores, scores.Max());
    }
}

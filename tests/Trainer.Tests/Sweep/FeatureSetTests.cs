using Trainer.Features.Encoders;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class FeatureSetTests
{
    [TestMethod]
    public void Parse_PartsWithOptions_SaysWhatTheRouterSees()
    {
        var set = FeatureSet.Parse("words+statistics+encoder:windows:pca64+embeddings:centred");

        Assert.IsNotNull(set.Text!.Words);
        Assert.IsNull(set.Text.Characters);
        Assert.IsTrue(set.Text.Statistics);
        Assert.HasCount(2, set.Embeddings);
        Assert.AreEqual(
            new EmbeddingPart(EmbeddingKind.Encoder, LongPrompts.Windows, false, new EmbeddingSpec(Centred: true, Components: 64)), set.Embeddings[0]);
        Assert.AreEqual(new EmbeddingPart(EmbeddingKind.File, LongPrompts.Cut, false, new EmbeddingSpec(Centred: true)), set.Embeddings[1]);
        Assert.IsNull(FeatureSet.Parse("encoder:head-and-tail").Text);
        Assert.IsTrue(FeatureSet.Parse("encoder:int8:windows").Embeddings[0].IsQuantised);
    }

    [TestMethod]
    [DataRow("scores", null)]
    [DataRow("words+scores:mine", "mine")]
    [DataRow("scores:org/model:8b+encoder", "org/model:8b")]
    public void Parse_Scores_SaysWhichOne(string name, string? expected)
    {
        Assert.AreEqual(new ScorePart(expected), FeatureSet.Parse(name).Scores);
        Assert.IsNull(FeatureSet.Parse("words").Scores);
    }

    [TestMethod]
    [DataRow("", "has a part ''")]
    [DataRow("words+", "has a part ''")]
    [DataRow("encodr", "did you mean 'encoder'?")]
    [DataRow("encoder:pca0", "has a part 'encoder:pca0'")]
    [DataRow("encoder:pca64:pca32", "has a part 'encoder:pca64:pca32'")]
    [DataRow("encoder:windows:head-and-tail", "has a part 'encoder:windows:head-and-tail'")]
    [DataRow("embeddings:windows", "has a part 'embeddings:windows'")]
    [DataRow("words+words", "two parts of the kind of 'words'")]
    [DataRow("words+wide-characters+characters", "two parts of the kind of 'characters'")]
    [DataRow("scores:", "has a part 'scores:'")]
    [DataRow("scores+scores:mine", "two parts of the kind of 'scores:mine'")]
    [DataRow("encoder+encoder:windows", "two parts of the kind of 'encoder:windows'")]
    public void Parse_AnythingElse_IsRefusedWithTheGrammar(string name, string expected)
    {
        var fault = Assert.ThrowsExactly<UsageException>(() => FeatureSet.Parse(name));
        StringAssert.Contains(fault.Message, expected);
    }
}

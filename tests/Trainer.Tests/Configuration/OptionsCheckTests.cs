using Trainer.Configuration;

namespace Trainer.Tests.Configuration;

[TestClass]
public sealed class OptionsCheckTests
{
    private const string Valid = "data: { sample: {} }";

    [TestMethod]
    [DataRow("seed=0")]
    [DataRow("data.testShare=0.999")]
    [DataRow("audit.similarity=0.5")]
    [DataRow("audit.nearDuplicates=keep")]
    [DataRow("audit.onSevere=warn")]
    [DataRow("data.sample.queries=50")]
    [DataRow("data.sample.queries=1000000")]
    [DataRow("sweep.trials=1")]
    [DataRow("sweep.folds=2")]
    [DataRow("sweep.folds=20")]
    [DataRow("sweep.workers=0")]
    [DataRow("sweep.learners=auto")]
    [DataRow("sweep.space.mlp.rate={from: 0.001, to: 0.1}")]
    [DataRow("objective.costWeight=0")]
    [DataRow("calibration.costShares=[0, 1]")]
    [DataRow("calibration.strongShares=[]")]
    [DataRow("evaluation.resamples=100")]
    [DataRow("bundle.goldenRows=1")]
    [DataRow("data.format=routellm")]
    public void Validated_InRange_IsAccepted(string setting) =>
        Assert.IsNotNull(OptionsCheck.Validated(Yaml.Bind(Valid, setting), "file"));

    [TestMethod]
    [DataRow("data.table=a.csv", "'data' is both a table and a sample; allowed is either 'data.table' or 'data.sample'")]
    [DataRow("data.sample=null", "'data' is without a table")]
    [DataRow("supervision.cost=-1", "'supervision' is quality 1, cost -1, latency 0, judge 0; allowed is weights from 0")]
    [DataRow("data.testShare=0", "'data.testShare' is 0; allowed is a number between 0 and 1")]
    [DataRow("data.testShare=1", "'data.testShare' is 1")]
    [DataRow("audit.similarity=0.4", "'audit.similarity' is 0.4; allowed is 0.5 to 1")]
    [DataRow("data.weak=a", "'data.weak' is given without the other")]
    [DataRow("data.strong=a", "'data.weak' is given without the other")]
    [DataRow("data={sample: {}, weak: a, strong: b, models: [a, b]}", "'data.models' is given with a pair")]
    [DataRow("data.sample.queries=49", "'data.sample.queries' is 49; allowed is 50 to 1000000")]
    [DataRow("data.sample.queries=1000001", "'data.sample.queries' is 1000001")]
    [DataRow("data.format=rutellm", "'data.format' is 'rutellm'; did you mean 'routellm'?")]
    [DataRow("data.prices={m: {inputUsdPerMTok: -1}}", "'data.prices.m.inputUsdPerMTok' is -1; allowed is USD per million tokens, from 0")]
    [DataRow("data.prices={m: {inputUsdPerMTok: 1}}", "'data.prices.m.outputUsdPerMTok' is missing; allowed is USD per million tokens, from 0")]
    [DataRow("data.outputTokens=-1", "'data.outputTokens' is -1; allowed is a number from 0")]
    [DataRow("output=''", "'output' is empty")]
    [DataRow("objective.costWeight=-0.1", "'objective.costWeight' is -0.1")]
    [DataRow("sweep.trials=-1", "'sweep.trials' is -1; allowed is 1 to 100000, or 0 for 40 or what 'sweep.seconds' allow")]
    [DataRow("sweep.lag=0", "'sweep.lag' is 0; allowed is 1 to 1024")]
    [DataRow("sweep.memoryMegabytes=-1", "'sweep.memoryMegabytes' is -1")]
    [DataRow("sweep.tuner=tpee", "'sweep.tuner' is 'tpee'; did you mean 'tpe'?")]
    [DataRow("sweep.stopping=halfing", "'sweep.stopping' is 'halfing'; did you mean 'halving'?")]
    [DataRow("objective.goals=[apgrr]", "'objective': there is no goal 'apgrr'; did you mean 'apgr'?")]
    [DataRow("objective.limits={sizes: 3}", "'objective': there is no goal 'sizes'; did you mean 'size'?")]
    [DataRow("objective.budget=0", "'objective.budget' is 0")]
    [DataRow("objective.floor=2", "'objective.floor' is 2")]
    [DataRow("sweep.seconds=-1", "'sweep.seconds' is -1")]
    [DataRow("sweep.folds=1", "'sweep.folds' is 1; allowed is 2 to 20, or 0 for what the data call for")]
    [DataRow("sweep.folds=21", "'sweep.folds' is 21")]
    [DataRow("sweep.workers=-1", "'sweep.workers' is -1")]
    [DataRow("sweep.learners=[]", "'sweep.learners' is empty")]
    [DataRow("sweep.learners=logstic", "'sweep.learners' is 'logstic'; did you mean 'logistic'?")]
    [DataRow("sweep.learners=[auto, svm]", "'sweep.learners' is auto among others; allowed is auto alone, or learners by their names")]
    [DataRow("sweep.features=[words, auto]", "'sweep.features' is auto among others")]
    [DataRow("sweep.space={mlp: {rte: 1}}", "'sweep.space.mlp.rte' is unknown; did you mean 'rate'?")]
    [DataRow("sweep.features=[]", "'sweep.features' is empty")]
    [DataRow("sweep.features=word", "the feature set 'word' has a part 'word'; did you mean 'words'?")]
    [DataRow("features=caracters", "the feature set 'caracters' has a part 'caracters'; did you mean 'characters'?")]
    [DataRow("calibration.strongShares=[0.5, 1.5]", "'calibration' is a share outside [0, 1]")]
    [DataRow("calibration.costShares=-0.1", "'calibration' is a share outside [0, 1]")]
    [DataRow("evaluation.resamples=99", "'evaluation.resamples' is 99")]
    [DataRow("bundle.goldenRows=0", "'bundle.goldenRows' is 0")]
    public void Validated_OutOfRange_IsRefused(string setting, string expected)
    {
        var fault = Assert.ThrowsExactly<UsageException>(() => OptionsCheck.Validated(Yaml.Bind(Valid, setting), "file"));
        StringAssert.StartsWith(fault.Message, $"file: {expected}");
    }

    [TestMethod]
    public void Validated_EmbeddingsOfTheTableBesideBattles_AreRefused()
    {
        var options = Yaml.Bind("data: { sample: {}, battles: [b.jsonl], embeddings: e.npy }", "features=embeddings");
        var fault = Assert.ThrowsExactly<UsageException>(() => OptionsCheck.Validated(options, "file"));
        StringAssert.Contains(fault.Message, "'data.embeddings' has none of the prompts of 'data.battles'");
    }
}

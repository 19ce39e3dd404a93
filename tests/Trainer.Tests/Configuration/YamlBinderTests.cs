using Trainer.Configuration;
using Trainer.Learners.Baselines;
using Trainer.Learners.Contrastive;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;

namespace Trainer.Tests.Configuration;

[TestClass]
public sealed class YamlBinderTests
{
    [TestMethod]
    public void Bind_EmptyFile_GivesTheDefaults()
    {
        var expected = new TrainerOptions();
        Yaml.AssertSame(expected, Yaml.Bind(""));
        Yaml.AssertSame(expected, Yaml.Bind("# nothing but a comment\n"));
        Yaml.AssertSame(expected, Yaml.Bind("{}"));
    }

    [TestMethod]
    public void Bind_EveryKindOfValue_IsRead()
    {
        var options = Yaml.Bind(
            """
            name: "a: router"
            seed: 18446744073709551615
            data:
              table: [a.csv, 'b c.csv']
              testShare: 2.5e-1
              weak: cheap
              strong: dear
              prices:
                org/model-1.5: { inputUsdPerMTok: 0.2, outputUsdPerMTok: 1 }
            sweep: { trials: 7, learners: [constant] }
            """);
        Assert.AreEqual(("a: router", ulong.MaxValue, 0.25), (options.Name, options.Seed, options.Data.TestShare));
        CollectionAssert.AreEqual(new[] { "a.csv", "b c.csv" }, options.Data.Table.ToArray());
        Assert.AreEqual(("cheap", "dear"), (options.Data.Weak, options.Data.Strong));
        Assert.AreEqual(new PriceOptions { InputUsdPerMTok = 0.2, OutputUsdPerMTok = 1 }, options.Data.Prices["org/model-1.5"]);
        Assert.AreEqual(7, options.Sweep.Trials);
        Assert.AreEqual(0, options.Sweep.Folds, "what is not named keeps its default");
        CollectionAssert.AreEqual(new[] { "constant" }, options.Sweep.Learners.ToArray());
    }

    [TestMethod]
    public void Bind_SingleValueForAList_IsAListOfOne()
    {
        CollectionAssert.AreEqual(new[] { "one.csv" }, Yaml.Bind("data: { table: one.csv }").Data.Table.ToArray());
        CollectionAssert.AreEqual(new[] { 0.3 }, Yaml.Bind("calibration: { costShares: 0.3 }").Calibration.CostShares.ToArray());
    }

    [TestMethod]
    [DataRow("sweep:\n  trails: 5\n", "test.yaml, line 2: unknown key 'sweep.trails'; did you mean 'trials'?")]
    [DataRow("sed: 5\n", "test.yaml, line 1: unknown key 'sed'; did you mean 'seed'?")]
    [DataRow("\n\nData: {}\n", "test.yaml, line 3: unknown key 'Data'; did you mean 'data'?")]
    [DataRow(
        "data:\n  prices:\n    m: { inputUsd: 1 }\n",
        "test.yaml, line 3: unknown key 'data.prices.m.inputUsd'; did you mean 'inputUsdPerMTok'?")]
    [DataRow("learner: { name: logistic, C: 2 }\n", "test.yaml, line 1: unknown key 'learner.C'; did you mean 'c'?")]
    [DataRow("learner: { name: logistics }\n", "test.yaml, line 1: 'learner.name' is 'logistics'; did you mean 'logistic'?")]
    [DataRow("learner: { c: 2 }\n", "test.yaml, line 1: 'learner' has no 'name'; allowed are constant, random, logistic, neighbours")]
    [DataRow("seed: -1\n", "test.yaml, line 1: 'seed' is '-1'; allowed is a whole number from 0")]
    [DataRow("sweep: { trials: 2.5 }\n", "'sweep.trials' is '2.5'; allowed is a whole number")]
    [DataRow("sweep: { trials: [1, 2] }\n", "'sweep.trials' is a list; allowed is a whole number")]
    [DataRow("data: { testShare: much }\n", "'data.testShare' is 'much'; allowed is a number")]
    [DataRow("data: { testShare: .nan }\n", "'data.testShare' is '.nan'; allowed is a number")]
    [DataRow("data: { testShare: 0,2 }\n", "unknown key 'data.2'")]
    [DataRow("data: { testShare: '0,2' }\n", "'data.testShare' is '0,2'; allowed is a number")]
    [DataRow("name: { a: b }\n", "'name' is a map; allowed is text")]
    [DataRow("data: here.csv\n", "'data' is not a map of keys to values")]
    [DataRow("data: { table: [[a]] }\n", "'data.table' is a list; allowed is text")]
    [DataRow("data: { table: [a, ~] }\n", "'data.table' has no value")]
    [DataRow("data: { prices: { m: } }\n", "'data.prices.m' has no value")]
    [DataRow("learner: { name: logistic, balanced: yes }\n", "'learner.balanced' is 'yes'; allowed is true or false")]
    [DataRow("learner: { name: logistic, target: 1 }\n", "'learner.target' is '1'; allowed is difference or needsStrong")]
    [DataRow("- a\n", "the configuration is not a map of keys to values")]
    [DataRow("seed: 1\nseed: 2\n", "test.yaml, line 2: this is not YAML")]
    [DataRow("data: [\n", "test.yaml, line 2: this is not YAML: While parsing a node, did not find expected node content.")]
    [DataRow("data:\n  : 1\n", "this is not YAML")]
    public void Bind_Fault_IsOneSentenceWithItsPlace(string yaml, string expected)
    {
        var fault = Assert.ThrowsExactly<UsageException>(() => Yaml.Bind(yaml));
        StringAssert.Contains(fault.Message, expected);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [TestMethod]
    public void Bind_KeyWithoutValue_IsAbsentOrKeepsItsDefault()
    {
        Yaml.AssertSame(new TrainerOptions(), Yaml.Bind("name:\nseed:\nlearner: ~\nsweep:\ndata:\n  weak: null\n  sample:\n  table:\n"));
        Assert.AreEqual("null", Yaml.Bind("data: { weak: 'null' }").Data.Weak, "quoted it is a text");
    }

    [TestMethod]
    public void Bind_Learner_IsOfTheNamedKindWithItsDefaults()
    {
        Assert.AreEqual(new LogisticLearner(0.3), Yaml.Bind("learner: { name: logistic, c: 0.3 }").Learner);
        Assert.AreEqual(
            new LogisticLearner(1, PairTarget.NeedsStrong, true),
            Yaml.Bind("learner: { balanced: true, target: needsStrong, name: logistic }").Learner);
        Assert.AreEqual(
            new NeighboursLearner(10, 2.5, MaxTerms: 64),
            Yaml.Bind("learner: { name: neighbours, k: 10, shrinkage: 2.5, maxTerms: 64 }").Learner);
        Assert.AreEqual(new ConstantLearner(), Yaml.Bind("learner: { name: constant }").Learner);
        Assert.AreEqual(new RouterDcLearner(), Yaml.Bind("learner: { name: routerdc }").Learner);
        Assert.AreEqual(new RouterDcLearner(FineTuning: new()), Yaml.Bind("learner: { name: routerdc, fineTuning: {} }").Learner);
        Assert.AreEqual(
            new RouterDcLearner(TopK: 2, FineTuning: new(Layers: 1)),
            Yaml.Bind("learner: { name: routerdc, topK: 2, fineTuning: { layers: 1 } }").Learner);
    }

    [TestMethod]
    [DataRow("trails", "trials", "seconds", "folds")]
    [DataRow("TRIALS", "trials", "trial", "folds")]
    [DataRow("fold", "folds", "trials", "gold-plated")]
    [DataRow("", "ab", "abc", "abcd")]
    public void Nearest_Distances_TakesTheSmallest(string found, string nearest, string second, string third)
    {
        StringAssert.StartsWith(NearestName.Hint(found, [third, nearest, second]), $"did you mean '{nearest}'? Allowed are ");
    }
}

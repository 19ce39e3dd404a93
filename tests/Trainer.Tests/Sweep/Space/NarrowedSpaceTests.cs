using System.Text.Json;
using Trainer.Configuration;
using Trainer.Learners;
using Trainer.Learners.Mlp;
using Trainer.Learners.Settings;
using Trainer.Sweep.Space;
using Trainer.Tests.Configuration;

namespace Trainer.Tests.Sweep.Space;

[TestClass]
public sealed class NarrowedSpaceTests
{
    [TestMethod]
    public void Of_ValuesListsAndRanges_AreDomains()
    {
        var domains = Read(
            """
              mlp:
                rate: { from: 1.0e-4, to: 0.01, scale: log }
                l2: 0.001
                hidden: [[64], [128, 64]]
                batch: { from: 32, to: 256 }
                target: [difference, needsStrong]
                dropout: { from: 0, to: 0.5 }
              neighbours: { k: { from: 10, to: 50 }, ramp: { from: 0.1, to: 1 } }
              bert: { layers: [0, null] }
              logistic: { balanced: true }
            """);
        Assert.HasCount(10, domains);
        Assert.AreEqual(new RealDomain(1e-4, 0.01, IsLog: true), domains[("mlp", "rate")]);
        Assert.AreEqual(ChoiceDomain.Of(0.001), domains[("mlp", "l2")]);
        Assert.AreEqual(ChoiceDomain.Of<int[]>([64], [128, 64]), domains[("mlp", "hidden")]);
        Assert.AreEqual(new IntegerDomain(32, 256), domains[("mlp", "batch")], "a setting that no search changes by itself");
        Assert.AreEqual(ChoiceDomain.Of("difference", "needsStrong"), domains[("mlp", "target")]);
        Assert.AreEqual(new RealDomain(0, 0.5), domains[("mlp", "dropout")]);
        Assert.AreEqual(new IntegerDomain(10, 50, IsLog: true), domains[("neighbours", "k")], "the scale of the learner's own range");
        Assert.AreEqual(new RealDomain(0.1, 1), domains[("neighbours", "ramp")]);
        Assert.AreEqual(ChoiceDomain.Of<int?>(0, null), domains[("bert", "layers")]);
        Assert.AreEqual(ChoiceDomain.Of(true), domains[("logistic", "balanced")]);
    }

    [TestMethod]
    public void Of_ANarrowedSpace_IsWhereTheSearchGoes()
    {
        var options = Options("mlp: { hidden: [[32]], batch: { from: 32, to: 40 } }") with { Learners = ["mlp"], Features = ["words"] };
        var space = SearchSpace.Of(options, isPair: true);
        var random = new Trainer.Features.SeededRandom(1);
        for (var i = 0; i < 20; i++)
        {
            var learner = (MlpLearner)space.ToSpec(i, space.Draw(random)).Learner;
            CollectionAssert.AreEqual(new[] { 32 }, learner.Hidden.ToArray());
            Assert.IsTrue(learner.Batch is >= 32 and <= 40);
        }

        CollectionAssert.AreEqual(new[] { 32 }, ((MlpLearner)space.ToSpec(0, space.Start(0)).Learner).Hidden.ToArray());
    }

    [TestMethod]
    [DataRow("mllp: { rate: 1 }", "'sweep.space' has a learner 'mllp'; did you mean 'mlp'?")]
    [DataRow("mlp: { rte: 1 }", "'sweep.space.mlp.rte' is unknown; did you mean 'rate'?")]
    [DataRow("constant: { c: 1 }", "'sweep.space.constant.c' is unknown; the learner 'constant' has no settings")]
    [DataRow("mlp: { rate: { from: 0.1, to: 0.1 } }", "'sweep.space.mlp.rate' goes from 0.1 to 0.1; allowed is a 'from' below 'to'")]
    [DataRow("mlp: { dropout: { from: 0, to: 0.5, scale: log } }", "'sweep.space.mlp.dropout' has a logarithmic scale from 0; allowed is")]
    [DataRow("mlp: { rate: { from: 0.1 } }", "'sweep.space.mlp.rate' has no 'to'; a range is { from: 1, to: 10, scale: linear }")]
    [DataRow("mlp: { rate: { from: 0.1, too: 1 } }", "'sweep.space.mlp.rate' has a key 'too'; did you mean 'to'?")]
    [DataRow("mlp: { rate: { from: 0.1, to: 1, scale: cubic } }", "'sweep.space.mlp.rate.scale' is 'cubic'; allowed is linear or log")]
    [DataRow("mlp: { batch: { from: 1.5, to: 3 } }", "'sweep.space.mlp.batch.from' is 1.5; allowed is a whole number")]
    [DataRow("mlp: { target: { from: 1, to: 2 } }", "'sweep.space.mlp.target' is a range; allowed is difference or needsStrong, or a list")]
    [DataRow("mlp: { target: strong }", "'sweep.space.mlp.target' is \"strong\"; allowed is difference or needsStrong")]
    [DataRow("mlp: { rate: fast }", "'sweep.space.mlp.rate' is \"fast\"; allowed is a number")]
    [DataRow("mlp: { rate: '0.1' }", "'sweep.space.mlp.rate' is \"0.1\"; allowed is a number")]
    [DataRow("mlp: { rate: [] }", "'sweep.space.mlp.rate' is an empty list")]
    [DataRow("mlp: { hidden: [128, 64] }", "'sweep.space.mlp.hidden' is 128; allowed is a list of whole numbers")]
    [DataRow("logistic: { balanced: 1 }", "'sweep.space.logistic.balanced' is 1; allowed is true or false")]
    [DataRow("logistic: { c: [1, 0] }", "'sweep.space.logistic.c': c of the logistic learner is 0; allowed is (0, 1e6]")]
    [DataRow("mlp: { dropout: { from: 0, to: 1.5 } }", "'sweep.space.mlp.dropout.to': ")]
    [DataRow("boosting: { trees: { from: 10, to: 100000 } }", "'sweep.space.boosting.trees.to': ")]
    [DataRow("automix: { bins: [-1] }", "'sweep.space.automix.bins': ")]
    public void Of_Nonsense_IsOneSentenceWithThePlace(string space, string expected) => StringAssert.StartsWith(
        Assert.ThrowsExactly<UsageException>(() => Read($"  {space}")).Message, expected);

    [TestMethod]
    public void Of_ALearnerThatIsNotSearched_IsRefused()
    {
        var options = Options("mlp: { rate: 0.1 }") with { Learners = ["logistic", "linear"] };
        Assert.AreEqual(
            "'sweep.space' has the learner 'mlp', but the search tries logistic, linear; name it in 'sweep.learners', or leave it out",
            Assert.ThrowsExactly<UsageException>(() => NarrowedSpace.Of(options)).Message);
    }

    [TestMethod]
    public void Of_EveryLearnersOwnRanges_AsTheyArePrinted_AreThoseRanges()
    {
        foreach (var family in LearnerFamily.All)
        {
            var printed = family.Space.ToDictionary(
                setting => setting.Name, setting => JsonSerializer.SerializeToElement(setting.Domain.ToOption()));
            var read = NarrowedSpace.Of(new SweepOptions
            {
                Space = new Dictionary<string, IReadOnlyDictionary<string, JsonElement>> { [family.Name] = printed },
            });
            foreach (var setting in family.Space)
            {
                // The digits of a user's range are always three.
                var expected = setting.Domain is RealDomain real ? real with { Digits = 3 } : setting.Domain;
                Assert.AreEqual(expected, read[(family.Name, setting.Name)], $"{family.Name}.{setting.Name}");
            }
        }
    }

    private static IReadOnlyDictionary<(string Learner, string Setting), Domain> Read(string space) => NarrowedSpace.Of(Options(space));

    private static SweepOptions Options(string space) => Yaml.Bind($"sweep:\n space:\n  {space.TrimStart()}\n").Sweep;
}

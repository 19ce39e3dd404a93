using Trainer.Configuration;
using Trainer.Learners;
using Trainer.Sweep;
using Trainer.Sweep.Space;

namespace Trainer.Tests.Sweep.Space;

[TestClass]
public sealed class AutomaticSearchTests
{
    private static readonly AutomaticSearch Pair = new() { IsPair = true, Queries = 5000 };
    private static readonly AutomaticSearch Pool = new() { IsPair = false, Queries = 5000, Models = 9, HasCosts = true };

    [TestMethod]
    public void Learners_OfAPairAndOfAPool()
    {
        CollectionAssert.AreEqual(
            new[] { "logistic", "neighbours", "blend", "bilinear", "boosting", "mlp" }, Pair.Learners.ToArray());
        CollectionAssert.AreEqual(
            new[]
            {
                "logistic", "linear", "neighbours", "blend", "bilinear", "clusters", "carrot", "boosting", "mlp",
            },
            Pool.Learners.ToArray());
        CollectionAssert.DoesNotContain((Pool with { HasCosts = false }).Learners.ToArray(), "carrot");
        CollectionAssert.DoesNotContain(
            (Pool with { Models = 30 }).Learners.ToArray(), "boosting", "an ensemble for each of thirty models");
    }

    [TestMethod]
    public void Learners_BySize()
    {
        CollectionAssert.AreEqual(new[] { "logistic", "neighbours", "blend" }, (Pair with { Queries = 300 }).Learners.ToArray());
        var many = (Pool with { Queries = 50_000 }).Learners;
        Assert.IsFalse(many.Any(name => name is "neighbours" or "blend"), "a bundle of fifty thousand queries is slow");
        CollectionAssert.Contains(many.ToArray(), "clusters");
    }

    [TestMethod]
    public void Learners_OfBattles_LearnFromWhoWon()
    {
        var learners = (Pair with { IsBattles = true }).Learners.ToArray();
        CollectionAssert.IsSubsetOf(new[] { "mf", "sw_ranking" }, learners);
        Assert.IsFalse((Pool with { IsBattles = true }).Learners.Contains("linear"));
    }

    [TestMethod]
    public void Learners_ThatReadScores_OnlyWhereThereAreSome()
    {
        Assert.IsFalse(Pair.Learners.Contains("external"));
        var scored = Pair with { HasScores = true, HasScoreOfEach = true };
        Assert.IsTrue(scored.Learners.Contains("external"));
        Assert.IsFalse(scored.Learners.Contains("automix"));
        Assert.IsTrue((scored with { IsCascade = true }).Learners.Contains("automix"));
        Assert.IsFalse((Pool with { HasScores = true }).Learners.Contains("external"), "no score for each model");
        Assert.IsTrue(scored.Features.All(set => FeatureSet.Parse(set).Scores is not null));
    }

    [TestMethod]
    public void Features_HaveTheEncoder_OrTheUsersVectors_OrNeitherWhereThereAreTooManyPrompts()
    {
        CollectionAssert.AreEqual(
            new[]
            {
                "words+characters", "words+characters+statistics", "encoder", "encoder+statistics", "encoder+words",
                "encoder+words+characters",
            },
            Pair.Features.ToArray());
        Assert.IsFalse((Pair with { HasEmbeddings = true }).Features.Any(set => FeatureSet.Parse(set).UsesEncoder));
        Assert.IsTrue((Pair with { HasEmbeddings = true, Queries = 1_000_000 }).Features.Any(set => FeatureSet.Parse(set).UsesEmbeddings));
        Assert.IsTrue((Pair with { Queries = 200_000 }).Features.All(set => FeatureSet.Parse(set).Embeddings.Count == 0));
    }

    [TestMethod]
    public void EveryRule_NamesWhatThereIs_AndNothingThatTrainsAnEncoderOrDecidesByItself()
    {
        foreach (var bits in Enumerable.Range(0, 256))
        {
            bool Bit(int bit) => (bits >> bit & 1) == 1;
            var automatic = new AutomaticSearch
            {
                IsPair = Bit(0),
                Queries = Bit(1) ? 200 : Bit(2) ? 30_000 : 5000,
                HasCosts = Bit(3),
                IsBattles = Bit(4),
                HasEmbeddings = Bit(5),
                HasScores = Bit(6),
                HasScoreOfEach = Bit(6),
                IsCascade = Bit(7),
            };
            var families = automatic.Learners.Select(name => LearnerFamily.Find(name)!).ToArray();
            CollectionAssert.AllItemsAreUnique(families);
            Assert.IsTrue(families.All(family => family.Default is { TrainsEncoder: false, UsesFeatures: true }));
            Assert.AreEqual(
                automatic is { IsCascade: true, IsPair: false },
                families.Any(family => family.Default.IsPolicy),
                "the models of a pool are asked one after another by a policy alone");
            Assert.AreEqual(automatic is { IsCascade: true, IsPair: false } ? "cascade" : "logistic", families[0].Name);
            foreach (var set in automatic.Features)
            {
                Assert.IsTrue(FeatureSet.Parse(set).Scores is not null == (automatic.HasScores || automatic is { IsCascade: true, IsPair: false }), set);
            }

            CollectionAssert.AllItemsAreUnique(automatic.Features.ToArray());
        }
    }

    [TestMethod]
    public void Resolve_LeavesWhatIsNamed()
    {
        var options = new SweepOptions { Learners = ["svm"] };
        CollectionAssert.AreEqual(new[] { "svm" }, Pair.Resolve(options).Learners.ToArray());
        CollectionAssert.AreEqual(Pair.Features.ToArray(), Pair.Resolve(options).Features.ToArray());
        var named = new SweepOptions { Learners = ["svm"], Features = ["words"], Folds = 4, Stopping = "none" };
        Assert.AreEqual(named, Pair.Resolve(named));
        StringAssert.EndsWith(AutomaticSearch.Describe(Pair.Resolve(options)), "; the encoder takes about 3 ms for each prompt the first time");
        Assert.DoesNotContain("encoder", AutomaticSearch.Describe(named));
    }

    [TestMethod]
    public void Of_ASample_SeesWhatItIs()
    {
        var options = new TrainerOptions { Data = new DataOptions { Sample = new SampleOptions { Queries = 300 } } };
        var pool = AutomaticSearch.Of(options, SweepData.Load(options));
        Assert.AreEqual(new AutomaticSearch { IsPair = false, Queries = pool.Queries, Models = 4, HasCosts = true }, pool);
        Assert.IsTrue(pool.Queries is > 200 and <= 240);
        var two = options with { Data = options.Data with { Weak = "nano", Strong = "large" } };
        Assert.IsTrue(AutomaticSearch.Of(two, SweepData.Load(two)) is { IsPair: true, Models: 2 });
    }
}

using Trainer.Learners;
using Trainer.Learners.Baselines;
using Trainer.Learners.Logistic;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;

namespace Trainer.Tests.Sweep.Tuning;

[TestClass]
public sealed class PortfolioTests
{
    private static readonly LearnerFamily[] Families = [LogisticLearner.Family, ConstantLearner.Family, LinearLearner.Family];

    [TestMethod]
    public void Propose_ThePortfolioInItsOrder_ThenTheOtherLearnersStarts_ThenTheOtherTuner()
    {
        var space = new SearchSpace(Families, ["words", "encoder"], isPair: true);
        (string, ILearner)[] portfolio =
        [
            ("encoder", new LinearLearner(0.1)),
            ("statistics", new LinearLearner(0.1)), // no such set here
            ("words", new LinearLearner(31)), // beyond the range
            ("words", new LinearLearner(0.2)),
            ("encoder", new LinearLearner(0.1)), // once is enough
        ];
        var inner = new RandomTuner(space, 5);
        var tuner = new PortfolioFirst(space, portfolio, inner);
        Assert.AreEqual(4, tuner.Count);
        var first = Enumerable.Range(0, 4).Select(number => tuner.Propose(number, [])).ToArray();
        CollectionAssert.AreEqual(
            new[] { "portfolio", "portfolio", "start", "start" }, first.Select(proposal => proposal.Origin).ToArray());
        CollectionAssert.AreEqual(
            new (string, ILearner)[]
            {
                ("encoder", new LinearLearner(0.1)), ("words", new LinearLearner(0.2)), ("encoder", new LogisticLearner()),
                ("", new ConstantLearner()),
            },
            first.Select(proposal => space.ToSpec(0, proposal.Point)).Select(spec => (spec.Features, spec.Learner)).ToArray());
        Assert.AreEqual(inner.Propose(4, []), tuner.Propose(4, []));
        Assert.AreEqual("random", tuner.Propose(4, []).Origin);
    }

    [TestMethod]
    public void Propose_SameSeedAndNumber_GiveTheSameProposal()
    {
        foreach (var isPair in new[] { true, false })
        {
            Proposal Propose(ulong seed, int number)
            {
                var space = Auto(isPair);
                return new PortfolioFirst(space, Portfolio.Of(isPair), new RandomTuner(space, seed)).Propose(number, []);
            }

            var numbers = Enumerable.Range(0, 40).ToArray();
            var rising = Array.ConvertAll(numbers, number => Propose(3, number));
            CollectionAssert.AreEqual(rising, numbers.Reverse().Select(number => Propose(3, number)).Reverse().ToArray());
            CollectionAssert.AreNotEqual(rising, Array.ConvertAll(numbers, number => Propose(4, number)));
        }
    }

    [TestMethod]
    public void Portfolios_AreSmallAndDiverse_AndEveryEntryIsWhereASearchWouldFindIt()
    {
        foreach (var isPair in new[] { true, false })
        {
            var portfolio = Portfolio.Of(isPair);
            Assert.IsLessThanOrEqualTo(16, portfolio.Count);
            Assert.IsGreaterThanOrEqualTo(6, portfolio.Select(entry => entry.Learner.GetType()).Distinct().Count());
            Assert.IsGreaterThanOrEqualTo(4, portfolio.Select(entry => entry.Features).Distinct().Count());
            var space = Auto(isPair);
            foreach (var (features, learner) in portfolio)
            {
                Assert.IsNotNull(space.Find(features, learner), $"{features} {learner}");
            }

            Assert.AreEqual(portfolio.Count, portfolio.Distinct().Count());
        }
    }

    [TestMethod]
    public void Portfolios_BeginWithWhatIsCheap()
    {
        var shape = new TrainingShape(5000, 20_000, 300_000, 256, 4, 4);
        foreach (var isPair in new[] { true, false })
        {
            double[] costs = [.. Portfolio.Of(isPair).Select(entry => entry.Learner.Operations(shape))];
            Assert.IsLessThan(costs[(costs.Length / 2)..].Average(), costs[..(costs.Length / 2)].Average());
        }
    }

    [TestMethod]
    public void Find_SettingsThatNoSearchChanges_AreTheDefaultsOrTheLearnerIsNotFound()
    {
        var space = new SearchSpace([LearnerFamily.Find("neighbours")!], ["words"], isPair: true);
        Assert.IsNotNull(space.Find("words", new Trainer.Learners.Neighbours.NeighboursLearner(K: 30)));
        Assert.IsNull(space.Find("words", new Trainer.Learners.Neighbours.NeighboursLearner(K: 30, MaxTerms: 64)));
    }

    private static SearchSpace Auto(bool isPair)
    {
        var automatic = new AutomaticSearch { IsPair = isPair, Queries = 5000, Models = isPair ? 2 : 4, HasCosts = true };
        return new SearchSpace([.. automatic.Learners.Select(name => LearnerFamily.Find(name)!)], automatic.Features, isPair);
    }
}

using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Learners.Baselines;
using Trainer.Sweep;
using Trainer.Sweep.Goals;
using Trainer.Sweep.Stopping;

namespace Trainer.Tests.Sweep.Stopping;

[TestClass]
public sealed class StoppingRuleTests
{
    private const int Queries = 500;
    private static readonly RoutingProblem Problem = Tables.Problem(Tables.Random(Queries, 2, 6), isPair: true);
    private static readonly IReadOnlyList<TableSplit> Folds = new Splitter(Problem.Table).KFold(Enumerable.Range(0, Queries).ToArray(), 5, 1);
    private static readonly Objective Objective = new(Problem, Folds, new ObjectiveOptions());
    private static readonly Goal[] Apgr = [new ApgrGoal()];

    [TestMethod]
    public void PairedTest_ClearlyWorseTrial_IsStoppedWithItsReason_AndABetterOneNever()
    {
        var (bad, good) = (Scored(signal: 0, seed: 1), Scored(signal: 3, seed: 2));
        var rival = Earlier(0, good);
        var verdict = new PairedTest(Apgr).Verdict(After(1, bad), rival);
        StringAssert.StartsWith(verdict, "after 1 of 5 folds worse than trial 0 on the same 100 queries, p ");
        for (var done = 1; done < 5; done++)
        {
            Assert.IsNull(new PairedTest(Apgr).Verdict(After(done, good), Earlier(0, bad)));
        }
    }

    [TestMethod]
    public void PairedTest_TrialsAsGoodAsTheBest_AreStoppedNoMoreOftenThanAllowed()
    {
        var stopped = 0;
        for (var repeat = 0; repeat < 200; repeat++)
        {
            var (trial, rival) = (Scored(0.7, 1000 + repeat), Earlier(0, Scored(0.7, 5000 + repeat)));
            var rule = new PairedTest(Apgr, error: 0.1);
            stopped += Enumerable.Range(1, 4).Any(done => rule.Verdict(After(done, trial), rival) is not null) ? 1 : 0;
        }

        Assert.IsLessThanOrEqualTo(30, stopped, "10 % of 200, and some for chance");
    }

    [TestMethod]
    public void PairedTest_SeveralGoals_ATrialThatIsBetterInOneGoesOn()
    {
        var (bad, good) = (Scored(signal: 0, seed: 1), Scored(signal: 3, seed: 2));
        var goals = new[] { Apgr[0], Goal.Parse("size", new()) };
        StageRecord Small(double bytes) => After(2, bad) with { Resources = new RouterResources(bytes, double.NaN) };
        Assert.IsNull(new PairedTest(goals).Verdict(Small(bytes: 10), Earlier(0, good, size: 100)));
        Assert.IsNotNull(new PairedTest(goals).Verdict(Small(bytes: 1000), Earlier(0, good, size: 100)));
    }

    [TestMethod]
    public void Halving_OneInFourGoesOn_AndTheFirstOnlyIfBest()
    {
        var rule = new SuccessiveHalving(factor: 4, rungs: 1);
        CollectionAssert.AreEqual(
            new Stage[] { new(0, 0.25), new(0, 1), new(1, 1) }, rule.Stages(2).ToArray());
        string? Verdict(double own, params double[] seen) => rule.Verdict(
            new StageRecord([own], [], RouterResources.Unknown),
            new EarlierTrials([.. seen.Select((value, number) => Trial(number) with { StageValues = [value] })], _ => []));
        Assert.IsNull(Verdict(0.5));
        Assert.IsNull(Verdict(0.6, 0.5));
        Assert.IsNotNull(Verdict(0.4, 0.5));
        Assert.IsNull(Verdict(0.4, 0.5, 0.3, 0.2, 0.1, 0.3, 0.2, 0.1), "second of eight");
        Assert.AreEqual(
            "with 25 % of the rows 2 of 7 earlier trials were better, and one in 4 goes on",
            Verdict(0.4, 0.5, 0.45, 0.2, 0.1, 0.3, 0.2, 0.1));
        StringAssert.Contains(Verdict(double.NaN, 0.5), "undefined");
    }

    // Scores that know something of the gain.
    private static float[] Scored(double signal, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, Queries).Select(row =>
            (float)((signal * (Problem.Table.Quality(1)[row] - Problem.Table.Quality(0)[row])) + random.NextGaussian()))];
    }

    private static StageRecord After(int folds, float[] scores)
    {
        var known = scores.ToArray();
        foreach (var row in Folds.Skip(folds).SelectMany(fold => fold.Test))
        {
            known[row] = float.NaN;
        }

        var scored = Objective.Folds(new ConstantLearner(), known);
        return new StageRecord([.. scored.Take(folds).Select(Apgr.OfType<RoutingGoal>().First().Of)], scored, RouterResources.Unknown);
    }

    private static EarlierTrials Earlier(int number, float[] scores, double size = double.NaN) => new(
        [Trial(number) with { Values = [0.7, size] }], _ => Objective.Folds(new ConstantLearner(), scores));

    private static Trial Trial(int number) =>
        new(new TrialSpec(number, "", new ConstantLearner()), TrialState.Completed, 0.7, [], null) { Values = [0.7] };
}

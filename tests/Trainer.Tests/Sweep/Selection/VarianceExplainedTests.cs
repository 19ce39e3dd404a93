using Trainer.Features;
using Trainer.Learners.Blend;
using Trainer.Learners.Neighbours;
using Trainer.Reporting;
using Trainer.Sweep;
using Trainer.Sweep.Selection;
using Trainer.Sweep.Space;

namespace Trainer.Tests.Sweep.Selection;

[TestClass]
public sealed class VarianceExplainedTests
{
    private static readonly SearchSpace Space = new(
        [BlendLearner.Family, NeighboursLearner.Family], ["words", "characters"], isPair: false);

    [TestMethod]
    public void Of_OneSettingThatMatters_FindsItAndNothingElse()
    {
        var c = Dimension("blend.c");
        var found = Of(200, (point, random) =>
            (point.Has(c) ? Space.Dimensions[c].Domain.ToUnit(point[c]) : 0) + (0.05 * random.NextGaussian()));
        var settings = found.Where(setting => setting.Setting.StartsWith("blend.", StringComparison.Ordinal)).ToArray();
        Assert.AreEqual("blend.c", settings[0].Setting);
        Assert.IsGreaterThan(0.85, settings[0].Share);
        Assert.AreEqual(1 / 500.0, settings[0].Chance, 1e-12);
        Assert.IsTrue(settings[1..].All(setting => setting.Share < 0.1), string.Join("; ", settings.AsEnumerable()));
        Assert.IsTrue(settings.All(setting => setting.Trials is > 70 and < 130));
    }

    [TestMethod]
    public void Of_ALearnerThatIsBetter_SaysSoOfTheLearnerAndNotOfItsSettings()
    {
        var found = Of(200, (point, random) => point[SearchSpace.Learner] + (0.3 * random.NextGaussian()));
        Assert.AreEqual("learner", found[0].Setting);
        Assert.IsGreaterThan(0.6, found[0].Share);
        Assert.AreEqual(200, found[0].Trials);
        Assert.IsTrue(found.Skip(1).All(setting => setting.Share < 0.15), string.Join("; ", found));
    }

    [TestMethod]
    public void Of_Noise_IsSeldomTakenForMore()
    {
        var all = Enumerable.Range(0, 20).SelectMany(seed => Of(40, (_, random) => random.NextGaussian(), (ulong)seed)).ToArray();
        Assert.IsLessThan(0.1, all.Count(setting => setting.Chance < 0.05) / (double)all.Length);
        Assert.IsLessThan(0.06, all.Average(setting => setting.Share));
    }

    [TestMethod]
    public void Of_AnOutlier_DoesNotDecide()
    {
        var c = Dimension("blend.c");
        var trials = Trials(60, (point, _) => point.Has(c) ? Space.Dimensions[c].Domain.ToUnit(point[c]) : 0, 3);
        var astray = trials.Select((trial, i) => i == 5 ? trial with { Objective = -1e9 } : trial).ToArray();
        var (expected, actual) = (VarianceExplained.Of(Space, trials, 1), VarianceExplained.Of(Space, astray, 1));
        double Share(IReadOnlyList<SettingImportance> found) => found.Single(setting => setting.Setting == "blend.c").Share;
        Assert.AreEqual(Share(expected), Share(actual), 0.15);
    }

    [TestMethod]
    public void Of_TheShare_IsKelleysOfTheRanks()
    {
        var trials = Trials(30, (_, random) => random.NextDouble(), 9);
        var features = VarianceExplained.Of(Space, trials, 1).Single(setting => setting.Setting == "features");
        var order = trials.OrderBy(trial => trial.Objective).ToList();
        var groups = trials.GroupBy(trial => trial.Spec.Features)
            .Select(group => group.Select(trial => (double)order.IndexOf(trial)).ToArray()).ToArray();
        var mean = groups.SelectMany(ranks => ranks).Average();
        var within = groups.Sum(ranks => ranks.Sum(rank => Math.Pow(rank - ranks.Average(), 2))) / (30 - groups.Length);
        var total = groups.Sum(ranks => ranks.Sum(rank => Math.Pow(rank - mean, 2))) / 29;
        Assert.AreEqual(Math.Max(0, 1 - (within / total)), features.Share, 1e-12);
    }

    [TestMethod]
    public void Of_FewTrialsOrOneValue_SaysNothing()
    {
        Assert.IsEmpty(Of(VarianceExplained.FewestTrials - 1, (_, random) => random.NextDouble()));
        var same = Trials(1, (_, _) => 0.5, 1)[0];
        Assert.IsEmpty(VarianceExplained.Of(
            Space, [.. Enumerable.Range(0, 20).Select(i => same with { Spec = same.Spec with { Number = i }, Objective = i })], 1));
    }

    [TestMethod]
    public void Of_FailedAndRepeatedTrials_DoNotCount()
    {
        var trials = Trials(40, (point, _) => point[SearchSpace.Learner], 4);
        Trial[] more =
        [
            .. trials,
            .. trials.Select(trial => trial with { SameAs = 0, Objective = -trial.Objective }),
            .. trials.Select(trial => trial with { State = TrialState.Failed, Objective = double.NaN }),
        ];
        CollectionAssert.AreEqual(VarianceExplained.Of(Space, trials, 1).ToArray(), VarianceExplained.Of(Space, more, 1).ToArray());
    }

    private static int Dimension(string name) => Enumerable.Range(0, Space.Dimensions.Count).First(d => Space.Dimensions[d].Name == name);

    private static IReadOnlyList<SettingImportance> Of(int trials, Func<SearchPoint, SeededRandom, double> objective, ulong seed = 1) =>
        VarianceExplained.Of(Space, Trials(trials, objective, seed), seed);

    private static Trial[] Trials(int count, Func<SearchPoint, SeededRandom, double> objective, ulong seed)
    {
        var random = new SeededRandom(seed, 77);
        return [.. Enumerable.Range(0, count).Select(number =>
        {
            var point = Space.Draw(random);
            return new Trial(Space.ToSpec(number, point), TrialState.Completed, objective(point, random), [], null);
        })];
    }
}

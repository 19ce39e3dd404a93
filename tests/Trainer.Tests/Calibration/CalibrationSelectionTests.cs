using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Data.Splits;
using Trainer.Sweep;
using Trainer.Tests.Sweep;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class CalibrationSelectionTests
{
    [TestMethod]
    public void Choose_ScoresThatPlattFits_StaysWithPlatt()
    {
        var kept = 0;
        for (var seed = 0UL; seed < 10; seed++)
        {
            var (problem, raw) = Data(seed, 600, z => (1.5 * z) - 0.5);
            kept += Choose(problem, raw, new()).Choice.Method == "platt" ? 1 : 0;
        }

        Assert.IsGreaterThanOrEqualTo(7, kept, "one standard error lets one in six of each other method through by luck, of which most are alike");
    }

    [TestMethod]
    public void Choose_AStaircase_TakesIsotonic()
    {
        var (problem, raw) = Data(1, 4000, z => z < -1 ? -3 : z < 1.5 ? 0.2 : 0.4);
        var (fitted, choice) = Choose(problem, raw, new());
        Assert.AreEqual("isotonic", choice.Method);
        Assert.AreEqual("isotonic", fitted.Method);
        Assert.IsInstanceOfType<IsotonicRegression>(fitted.Maps[0]);
        var trial = choice.Trials.Single(trial => trial.Method == "isotonic");
        Assert.IsLessThan(-trial.StandardError, trial.OverPlatt.Value);
        Assert.AreEqual(4000, trial.LogLoss.N);
    }

    [TestMethod]
    public void Choose_Losses_AreThoseOfMapsFittedOnTheOtherFolds()
    {
        var (problem, raw) = Data(3, 90, z => z);
        var folds = Folds(problem);
        var trials = Choose(problem, raw, new()).Choice.Trials;
        foreach (var method in CalibrationMethod.All)
        {
            var sum = 0.0;
            foreach (var fold in folds)
            {
                int[] others = [.. Enumerable.Range(0, 90).Except(fold.Test)];
                var map = method.Fit(
                    Array.ConvertAll(others, row => (double)raw[row]), Array.ConvertAll(others, row => ScoreCalibration.Target(problem, row, 0)));
                sum += fold.Test.Sum(row => CalibrationData.CrossEntropy(ScoreCalibration.Target(problem, row, 0), map.Apply(raw[row])));
            }

            var trial = trials.Single(trial => trial.Method == method.Name);
            Assert.AreEqual(sum / 90, trial.LogLoss.Value, 1e-5, method.Name);
            Assert.AreEqual(trial.LogLoss.Value - trials[1].LogLoss.Value, trial.OverPlatt.Value, 1e-9);
        }
    }

    [TestMethod]
    public void Choose_PoolWithMissingOutcomes_JudgesEachQueryByThoseItHas()
    {
        var problem = Tables.Problem(Tables.Random(200, 3, 5, missing: 0.4));
        var raw = Enumerable.Range(0, 600).Select(i => (float)Math.Sin(i)).ToArray();
        var (fitted, choice) = Choose(problem, raw, new());
        Assert.HasCount(3, fitted.Maps);
        var judged = Enumerable.Range(0, 200).Count(row => Enumerable.Range(0, 3).Any(m => problem.Table.WasRun(row, m)));
        Assert.IsTrue(judged < 200 && choice.Trials.All(trial => trial.LogLoss.N == judged));
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("temperature")]
    [DataRow("histogram")]
    public void Choose_ANamedMethod_IsTakenWhateverItsLoss(string method)
    {
        var (problem, raw) = Data(2, 120, z => -0.3 * z);
        var (fitted, choice) = Choose(problem, raw, new CalibrationOptions { Method = method });
        Assert.AreEqual((method, method, method), (choice.Asked, choice.Method, fitted.Method));
        Assert.HasCount(CalibrationMethod.All.Count, choice.Trials);
    }

    [TestMethod]
    public void Choose_ByDomain_AddsATrialThatIsBetterWhereDomainsDiffer()
    {
        var (problem, raw) = Data(6, 1500, z => z, (row, z) => row % 3 == 0 ? z + 2 : z - 1);
        var (fitted, choice) = Choose(problem, raw, new CalibrationOptions { Method = "platt", ByDomain = true });
        CollectionAssert.AreEqual(new[] { "domain-0", "domain-1", "domain-2" }, fitted.Domains!.Domains.ToArray());
        var trial = choice.Trials[^1];
        Assert.AreEqual("platt by domain", trial.Method);
        Assert.IsLessThan(-5 * trial.StandardError, trial.OverPlatt.Value);
        Assert.IsGreaterThan(fitted.LogOdds(0, 0, "domain-1") + 1.5f, fitted.LogOdds(0, 0, "domain-0"));
        Assert.AreEqual(fitted.LogOdds(0, 0, null), fitted.LogOdds(0, 0, "domain-7"));
    }

    private static (FittedCalibration Fitted, CalibrationChoice Choice) Choose(RoutingProblem problem, float[] raw, CalibrationOptions options) =>
        new CalibrationSelection(problem, Folds(problem), [.. Enumerable.Repeat(-1, problem.Table.Count)], 42).Choose(raw, options);

    private static IReadOnlyList<TableSplit> Folds(RoutingProblem problem) =>
        new Splitter(problem.Table).KFold([.. Enumerable.Range(0, problem.Table.Count)], 5, 1);

    // A pair whose weak model is right in one query of two, and the strong one where the log-odds say so.
    private static (RoutingProblem Problem, float[] Raw) Data(
        ulong seed, int n, Func<double, double> logOdds, Func<int, double, double>? byRow = null)
    {
        var random = new SeededRandom(seed, 3);
        var raw = Enumerable.Range(0, n).Select(_ => (float)random.NextDouble(-3, 3)).ToArray();
        var builder = new RoutingTableBuilder("test");
        var nowhere = new DataPlace("test");
        builder.DeclareModels(["w", "s"], nowhere);
        for (var i = 0; i < n; i++)
        {
            var row = builder.AddQuery(new Query($"q{i}", $"query {i}", $"domain-{i % 3}"), nowhere);
            var isStrong = random.NextDouble() < 1 / (1 + Math.Exp(-(byRow?.Invoke(i, raw[i]) ?? logOdds(raw[i]))));
            builder.SetQuality(row, 0, isStrong ? 0 : 1, nowhere);
            builder.SetQuality(row, 1, isStrong ? 1 : 0, nowhere);
        }

        return (Tables.Problem(builder.Build(), isPair: true), raw);
    }
}

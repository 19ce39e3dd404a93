using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class PoolEvaluationTests
{
    private static readonly EvaluationOptions Fast = new() { CurveResamples = 300, MeanResamples = 300 };
    private static readonly double[] CostUsd = [0.001, 0.004, 0.02];

    [TestMethod]
    public void Run_InformativePredictions_SaysDeployAndFillsTheReport()
    {
        var (outcomes, scores) = Simulate(1, 600, information: 1);
        var report = PoolEvaluation.Run(outcomes, scores, [new("balanced", 10), new("free", 0)], Fast with { Models = ["s", "m", "l"] });
        Assert.AreEqual(Decision.Deploy, report.Verdict.Decision, report.Verdict.Reason);
        Assert.AreEqual(("l", "s", "l"), (report.Baselines.BestConstant, report.Baselines.Cheapest, report.Baselines.Dearest));
        Assert.IsTrue(report.Pool!.AreaOverHull.Low > 0);
        Assert.IsTrue(report.Pool.AiqAsPublished.Value > report.Pool.ZeroRouterAiqAsPublished.Value);
        Assert.IsTrue(report.Curve.Count is > 100 and <= EvaluationReport.CurvePoints);
        var point = report.OperatingPoints[0];
        var decisions = new Decisions(outcomes, scores.Choose(10), 10);
        Assert.AreEqual(decisions.Quality.Average(), point.Quality.Value, 1e-12);
        Assert.AreEqual(decisions.Regret.Average(), point.Regret.Value, 1e-12);
        Assert.AreEqual(decisions.TopOne.Average(), point.TopOneAccuracy.Value, 1e-12);
        Assert.AreEqual(1, point.Shares.Sum(share => share.Value), 1e-12);
        Assert.IsTrue(report.Baselines.OracleQuality.Value >= report.OperatingPoints[1].Quality.Value);
        Assert.AreEqual(1_800, report.Calibration!.Reliability.Sum(bin => bin.Observed.N));
    }

    [TestMethod]
    public void Run_NoPrices_StillComparesWithTheBestConstant()
    {
        var (outcomes, scores) = Simulate(2, 400, information: 1);
        var report = PoolEvaluation.Run(new(outcomes.Quality), scores, [new("free", 0)], Fast);
        Assert.IsNull(report.Pool);
        Assert.IsNull(report.Baselines.Cheapest);
        var best = outcomes.Quality.Max(column => column.Average());
        Assert.AreEqual(report.OperatingPoints[0].Quality.Value - best, report.OperatingPoints[0].AdvantageOverHull.Value, 1e-12);
    }

    [TestMethod]
    public void Run_OneModel_DoesNotCrash()
    {
        var outcomes = new PoolOutcomes([[0, 1, 1]], [[1, 1, 1]]);
        var report = PoolEvaluation.Run(outcomes, PoolScores.WithFixedCosts([[0.2, 2, 0.4]], [1]), [new("free", 0)], Fast);
        Assert.AreEqual(Decision.DoNotDeploy, report.Verdict.Decision);
        Assert.IsNull(report.Calibration);
        Assert.HasCount(1, report.Curve);
    }

    [TestMethod]
    public void Run_Coins_AreSeldomDeployed()
    {
        var deployed = 0;
        for (var seed = 100; seed < 200; seed++)
        {
            var (outcomes, scores) = Simulate(seed, 120, information: 0);
            var report = PoolEvaluation.Run(
                outcomes, scores, [new("a", 1), new("b", 10), new("c", 100)], new() { CurveResamples = 500, MeanResamples = 1_000 });
            deployed += report.Verdict.Decision == Decision.Deploy ? 1 : 0;
        }

        // 2.5 % of 100, plus three standard deviations.
        Assert.IsTrue(deployed <= 7, $"{deployed} of 100 coins were called routers.");
    }

    [TestMethod]
    public void Area_CurveAboveASegment_IsTheMeanHeight()
    {
        // Two models on the segment (1, 0.5) - (3, 0.7); the curve's middle point stands 0.1 above it, so the mean height is 0.05.
        var singles = new PoolOutcomes([[0.5, 0.5], [0.7, 0.7]], [[1, 1], [3, 3]]);
        Assert.AreEqual(0.05, new AreaOverHull(singles).Value([new(3, 0.7), new(2, 0.7), new(1, 0.5)], [1, 1]), 1e-12);
        Assert.AreEqual(0, new AreaOverHull(singles).Value([new(3, 0.7), new(1, 0.5)], [2, 1]), 1e-12);
    }

    private static (PoolOutcomes Outcomes, PoolScores Scores) Simulate(int seed, int rows, double information)
    {
        var random = new SeededRandom((ulong)seed);
        double[] skill = [0.2, 0.5, 0.9];
        double[] hard = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        double Truth(int m, int row) => Math.Clamp(0.5 + skill[m] - hard[row], 0.02, 0.98);
        double[][] Columns(Func<int, int, double> value) =>
            [.. skill.Select((_, m) => Enumerable.Range(0, rows).Select(row => value(m, row)).ToArray())];
        var quality = Columns((m, row) => random.NextDouble() < Truth(m, row) ? 1 : 0);
        var cost = Columns((m, _) => CostUsd[m] * (0.5 + random.NextDouble()));
        var predicted = Columns((m, row) => (information * Truth(m, row)) + ((1 - information) * random.NextDouble()));
        return (new(quality, cost), PoolScores.WithFixedCosts(predicted, CostUsd));
    }
}

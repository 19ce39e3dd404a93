using System.Text.Json;
using System.Text.Json.Serialization;
using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class PairEvaluationTests
{
    private static readonly EvaluationOptions Fast = new() { CurveResamples = 200, MeanResamples = 400 };

    [TestMethod]
    public void Run_InformativeScore_SaysDeployAndFillsTheReport()
    {
        var (outcomes, scores) = Simulate(1, 800, information: 1, priced: true);
        string[] domains = [.. Enumerable.Range(0, 800).Select(row => row % 4 == 0 ? "law" : "code")];
        var report = PairEvaluation.Run(
            outcomes, scores, [new("half", 0.5), new("all", 0)], Fast with { Models = ["small", "large"], Domains = domains });

        Assert.AreEqual(Decision.Deploy, report.Verdict.Decision, report.Verdict.Reason);
        CollectionAssert.AreEqual(new[] { "small", "large" }, report.Models.Select(model => model.Name).ToArray());
        Assert.AreEqual("large", report.Baselines.BestConstant);
        Assert.AreEqual("small", report.Baselines.Cheapest);
        Assert.AreEqual(EvaluationReport.CurvePoints, report.Curve.Count);
        Assert.AreEqual((0.0, 1.0), (report.Curve[0].StrongShare, report.Curve[^1].StrongShare));
        Assert.IsNotNull(report.Calibration);

        var half = report.OperatingPoints[0];
        var decisions = Decisions.AtThreshold(outcomes, scores, 0.5);
        Assert.AreEqual(decisions.Quality.Average(), half.Quality.Value, 1e-12);
        Assert.AreEqual(decisions.CostUsd!.Average(), half.CostUsd!.Value.Value, 1e-12);
        Assert.AreEqual(outcomes.StrongQuality.Average() - decisions.Quality.Average(), half.QualityLoss.Value, 1e-12);
        Assert.AreEqual(1 - (decisions.CostUsd!.Average() / outcomes.StrongCostUsd!.Average()), half.CostSaving!.Value.Value, 1e-12);
        Assert.AreEqual(decisions.Choice.Average(), half.Shares[1].Value, 1e-12);
        Assert.AreEqual(decisions.Regret.Average(), half.Regret.Value, 1e-12);
        Assert.IsTrue(half.Quality.Low < half.Quality.Value && half.Quality.Value < half.Quality.High);
        Assert.AreEqual(
            decisions.Quality.Average() - UpperHull.QualityAt(Baselines.Hull(outcomes.Pool), decisions.CostUsd!.Average()),
            half.AdvantageOverHull.Value,
            1e-12);

        var all = report.OperatingPoints[1];
        Assert.AreEqual((0.0, 0.0, 0.0), (all.AdvantageOverHull.Value, all.QualityLoss.Value, all.CostSaving!.Value.Value));
        Assert.IsTrue(
            report.Findings.Any(finding => finding.Sentence.Contains("all every query goes to one model", StringComparison.Ordinal)));

        CollectionAssert.AreEqual(new[] { "code", "law" }, report.Domains.Select(domain => domain.Domain).ToArray());
        Assert.AreEqual(800, report.Domains.Sum(domain => domain.Queries));
        Assert.AreEqual(
            half.Quality.Value, report.Domains.Sum(domain => domain.Queries * domain.Quality.Value) / 800, 1e-12);
    }

    [TestMethod]
    public void Run_SameInput_GivesTheSameJson()
    {
        var json = new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
        string Once()
        {
            var (outcomes, scores) = Simulate(2, 200, information: 0.5, priced: false);
            return JsonSerializer.Serialize(PairEvaluation.Run(outcomes, scores, [new("half", 0.5)], Fast), json);
        }

        var first = Once();
        Assert.AreEqual(first, Once());
        StringAssert.Contains(first, "\"Apgr\"");
    }

    [TestMethod]
    public void Run_NoPrices_ComparesWithTheRandomLine()
    {
        var (outcomes, scores) = Simulate(3, 500, information: 1, priced: false);
        var report = PairEvaluation.Run(outcomes, scores, [new("half", 0.5)], Fast);
        var point = report.OperatingPoints[0];
        Assert.IsNull(point.CostUsd);
        Assert.IsNull(report.Pair!.AreaOverHull);
        Assert.AreEqual(point.Quality.Value - Baselines.RandomLine(outcomes, point.Shares[1].Value), point.AdvantageOverHull.Value, 1e-12);
        Assert.AreEqual(Decision.Deploy, report.Verdict.Decision);
    }

    [TestMethod]
    public void Run_NoGap_LeavesPgrUndefinedAndSaysSo()
    {
        var (outcomes, scores) = Simulate(4, 300, information: 1, priced: false);
        var report = PairEvaluation.Run(new(outcomes.WeakQuality, outcomes.WeakQuality), scores, [new("half", 0.5)], Fast);
        Assert.IsTrue(double.IsNaN(report.Pair!.Apgr.Value)
            && double.IsNaN(report.Pair.Cpt50.Value)
            && double.IsNaN(report.Pair.RankAuc.Value));
        Assert.AreEqual(FindingSeverity.Error, report.Findings[0].Severity, "it stops the analysis, so it comes first");
        StringAssert.Contains(report.Findings[0].Sentence, "everything that divides by this gap");
        Assert.IsTrue(double.IsNaN(report.Pair.RouteLlm.Apgr) && double.IsNaN(report.Pair.Wandb.Cpt50) && report.Pair.OptimalCpt.All(double.IsNaN));
        Assert.AreEqual(Decision.DoNotDeploy, report.Verdict.Decision);
    }

    [TestMethod]
    public void Run_Bands_HoldTheCurveAndEndAtTheModels()
    {
        var (outcomes, scores) = Simulate(4, 300, information: 1, priced: true);
        var report = PairEvaluation.Run(outcomes, scores, [new("half", 0.5)], Fast);
        CollectionAssert.AreEqual(new[] { CurveAxis.StrongShare, CurveAxis.CostUsd }, report.Bands.Select(band => band.Axis).ToArray());
        var shares = report.Bands[0].Points;
        Assert.HasCount(CurveBand.Places, shares);
        Assert.AreEqual(outcomes.WeakQuality.Average(), shares[0].Quality, 1e-9);
        Assert.AreEqual(outcomes.StrongQuality.Average(), shares[^1].Quality, 1e-9);
        foreach (var point in report.Bands.SelectMany(band => band.Points).Where(point => !double.IsNaN(point.Low)))
        {
            Assert.IsTrue(point.Low <= point.Quality && point.Quality <= point.High, $"{point}");
        }
    }

    [TestMethod]
    public void Run_DeLong_StandsBesideTheBootstrap()
    {
        var (outcomes, scores) = Simulate(4, 300, information: 1, priced: false);
        var pair = PairEvaluation.Run(outcomes, scores, [new("half", 0.5)], Fast).Pair!;
        Assert.AreEqual(pair.RankAuc.Value, pair.DeLongAuc.Value, 1e-9);
        Assert.AreEqual(pair.RankAuc.Low, pair.DeLongAuc.Low, 0.02);
        Assert.AreEqual(pair.RankAuc.High, pair.DeLongAuc.High, 0.02);
    }

    [TestMethod]
    public void Run_QualityKept_IsTheRatioOfMeans()
    {
        var (outcomes, scores) = Simulate(4, 300, information: 1, priced: true);
        var point = PairEvaluation.Run(outcomes, scores, [new("half", 0.5)], Fast).OperatingPoints[0];
        Assert.AreEqual(point.Quality.Value / outcomes.StrongQuality.Average(), point.QualityKept!.Value.Value, 1e-9);
    }

    [TestMethod]
    public void Run_OneQuery_DoesNotCrash()
    {
        var report = PairEvaluation.Run(new([0], [1]), [0.7], [new("half", 0.5)], Fast);
        Assert.AreEqual(Decision.DoNotDeploy, report.Verdict.Decision);
        Assert.IsTrue(report.Findings.Any(finding => finding.Severity == FindingSeverity.Warning));
        Assert.AreEqual(1, report.OperatingPoints[0].Quality.Value);
    }

    [TestMethod]
    public void Run_BetterMiddleModel_TakesTheRouterBelowTheHull()
    {
        var (outcomes, scores) = Simulate(5, 500, information: 0.4, priced: true);
        double[] quality = [.. outcomes.StrongQuality];
        double[] cost = [.. outcomes.WeakCostUsd!];
        var report = PairEvaluation.Run(outcomes, scores, [new("half", 0.5)], Fast with { OtherModels = [new("bargain", quality, cost)] });
        Assert.AreEqual("bargain", report.Models[2].Name);
        Assert.AreEqual("bargain", report.Baselines.BestConstant, "Equal quality, lower cost.");
        Assert.AreEqual(Decision.DoNotDeploy, report.Verdict.Decision);
        Assert.HasCount(1, report.Baselines.Hull);
    }

    [TestMethod]
    public void Run_ScoresAreNoProbabilities_LeavesCalibrationOut()
    {
        var report = PairEvaluation.Run(new([0, 1, 0], [1, 1, 1]), [-3, 2, 5], [new("zero", 0)], Fast);
        Assert.IsNull(report.Calibration);
        Assert.IsTrue(report.Findings.Any(finding => finding.Sentence.Contains("probabilities", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Run_NoOperatingPointOrWrongDomains_Throws()
    {
        Assert.ThrowsExactly<ArgumentException>(() => PairEvaluation.Run(new([0], [1]), [0.7], [], Fast));
        Assert.ThrowsExactly<ArgumentException>(
            () => PairEvaluation.Run(new([0], [1]), [0.7], [new("a", 0)], Fast with { Domains = ["x", "y"] }));
    }

    [TestMethod]
    public void Run_Coins_AreSeldomDeployed()
    {
        var deployed = 0;
        for (var seed = 100; seed < 300; seed++)
        {
            var (outcomes, scores) = Simulate(seed, 150, information: 0, priced: seed % 2 == 0);
            var report = PairEvaluation.Run(
                outcomes, scores, [new("a", 0.3), new("b", 0.5), new("c", 0.7)], new() { CurveResamples = 1_000, MeanResamples = 1_000 });
            deployed += report.Verdict.Decision == Decision.Deploy ? 1 : 0;
        }

        // 2.5 % of 200 is 5; 12 would be three standard deviations above.
        Assert.IsTrue(deployed <= 11, $"{deployed} of 200 coins were called routers.");
    }

    private static (PairOutcomes Outcomes, double[] Scores) Simulate(int seed, int rows, double information, bool priced)
    {
        var random = new SeededRandom((ulong)seed);
        double[] Column(Func<int, double> value) => [.. Enumerable.Range(0, rows).Select(value)];
        var hard = Column(_ => random.NextDouble());
        var weak = Column(row => random.NextDouble() > hard[row] ? 1 : 0);
        var strong = Column(row => random.NextDouble() > 0.3 * hard[row] ? 1 : 0);
        var scores = Column(row => (information * hard[row]) + ((1 - information) * random.NextDouble()));
        return (
            priced ? new(weak, strong, Column(_ => 1 + random.NextDouble()), Column(_ => 10 + random.NextDouble())) : new(weak, strong),
            scores);
    }
}

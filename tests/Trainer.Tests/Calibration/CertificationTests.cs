using Trainer.Calibration.Certification;
using Trainer.Calibration.OperatingPoints;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class CertificationTests
{
    private const int Repetitions = 200;
    private static readonly double[] Grid = SettingGrid.OfPair();

    [TestMethod]
    [DataRow(0.05, DisplayName = "the weak model sometimes wins: betting")]
    [DataRow(0.0, DisplayName = "it never does: binomial")]
    public void Run_Ltt_IsWrongAtMostAsOftenAsItSays(double upsets)
    {
        var (truth, wrong, certified) = (new SyntheticPair(upsets), 0, 0);
        for (var seed = 0UL; seed < Repetitions; seed++)
        {
            var result = Run(truth.Draw(500, seed), new() { MaxQualityLoss = 0.03, Confidence = 0.9 });
            wrong += result.Certificate is not null && truth.Loss(result.Setting) > 0.03 ? 1 : 0;
            certified += result.Certificate is not null ? 1 : 0;
        }

        Assert.IsLessThanOrEqualTo(Allowed(0.1), wrong);
        Assert.IsGreaterThan(Repetitions / 2, certified);
    }

    [TestMethod]
    public void Run_QualityAndCost_AreBothKeptAsOftenAsItSays()
    {
        var (truth, wrong, certified) = (new SyntheticPair(0.02), 0, 0);
        for (var seed = 0UL; seed < Repetitions; seed++)
        {
            var result = Run(truth.Draw(1_000, seed), new() { MaxQualityLoss = 0.05, MaxCostUsd = 0.7, Confidence = 0.9 });
            certified += result.Certificate is not null ? 1 : 0;
            wrong += result.Certificate is not null && (truth.Loss(result.Setting) > 0.05 || SyntheticPair.Cost(result.Setting) > 0.7) ? 1 : 0;
        }

        Assert.IsLessThanOrEqualTo(Allowed(0.1), wrong);
        Assert.IsGreaterThan(Repetitions / 2, certified);
    }

    [TestMethod]
    public void Run_CostAlone_GivesTheBestQualityThatKeepsIt()
    {
        var wrong = 0;
        for (var seed = 0UL; seed < Repetitions; seed++)
        {
            var result = Run(new SyntheticPair(0.02).Draw(500, seed), new() { MaxCostUsd = 0.6, Confidence = 0.9 });
            Assert.IsNotNull(result.Certificate);
            wrong += SyntheticPair.Cost(result.Setting) > 0.6 ? 1 : 0;
            Assert.IsLessThan(0.75, result.Setting, "0.444 keeps it in truth");
        }

        Assert.IsLessThanOrEqualTo(Allowed(0.1), wrong);
    }

    [TestMethod]
    public void Run_Crc_KeepsTheLimitInExpectation()
    {
        var losses = new List<double>();
        for (var seed = 0UL; seed < Repetitions; seed++)
        {
            var data = new SyntheticPair(0.05).Draw(500, seed);
            var result = Run(data, new() { MaxQualityLoss = 0.03, Method = CertificationMethod.Crc });
            losses.Add(result.Certificate is null ? 0 : SyntheticPair.PositiveLoss(result.Setting));
        }

        var error = Math.Sqrt(losses.Sum(loss => Math.Pow(loss - losses.Average(), 2)) / Repetitions / Repetitions);
        Assert.IsLessThanOrEqualTo(0.03 + (3 * error), losses.Average());
        Assert.IsGreaterThan(0.02, losses.Average(), "it does not merely stay far from the limit");
    }

    [TestMethod]
    public void Run_RepeatedRows_CountOnce()
    {
        var truth = new SyntheticPair(0.05);
        var (alone, fourfold) = (truth.Draw(400, 7), truth.Draw(1_600, 7, rowsPerGroup: 4));
        var terms = new CertificationTerms { MaxQualityLoss = 0.05 };
        var (one, four) = (Run(alone, terms), Run(fourfold, terms));
        Assert.AreEqual(400, four.Certificate!.N);
        Assert.AreEqual(one.Certificate! with { Guarantee = "" }, four.Certificate with { Guarantee = "" });
        Assert.AreEqual(one.Setting, four.Setting);
        StringAssert.Contains(four.Sentence, "400 groups of queries, each counted once");
        StringAssert.Contains(one.Sentence, "400 independent queries");
    }

    [TestMethod]
    public void Run_Ltt_StopsAtTheFirstSettingThatIsNotRejected()
    {
        var data = new SyntheticPair(0.05).Draw(800, 11);
        var result = Run(data, new() { MaxQualityLoss = 0.04, Confidence = 0.95 });
        var units = IndependentUnits.Of(data.Outcomes.Cluster, 42);
        double P(double setting) => BettingBound.PValue(
            Array.ConvertAll(
                units.Means([.. data.Choose(setting).Select((m, row) => data.Outcomes.Quality[1][row] - data.Outcomes.Quality[m][row])]),
                loss => (1 + loss) / 2),
            0.52,
            1 - 0.95);
        var failed = Grid.First(setting => P(setting) > 1 - 0.95);
        Assert.AreEqual(Grid[Array.IndexOf(Grid, failed) - 1], result.Setting);
        Assert.AreEqual(P(result.Setting), result.Certificate!.PValue, 1e-12);
        Assert.AreEqual("betting", result.Certificate.Bound);
    }

    [TestMethod]
    public void Run_TooFewRows_SaysHowManyWouldDoAndTheyDo()
    {
        var truth = new SyntheticPair(0.05);
        var few = Run(truth.Draw(100, 1), new() { MaxQualityLoss = 0.01 });
        Assert.IsNull(few.Certificate);
        StringAssert.Contains(few.Sentence, "nothing can be certified with 100 rows; about ");
        Assert.IsGreaterThan(100, few.RowsNeeded!.Value);
        var enough = Enumerable.Range(0, 20).Count(
            seed => Run(truth.Draw(3 * few.RowsNeeded!.Value, (ulong)seed), new() { MaxQualityLoss = 0.01 }).Certificate is not null);
        Assert.IsGreaterThan(14, enough);
    }

    [TestMethod]
    public void Run_NothingWorksBelowTheObservedCost_SaysSo()
    {
        var result = Run(new SyntheticPair(0).Draw(200, 1), new() { MaxCostUsd = 0.05 });
        StringAssert.Contains(result.Sentence, "more rows would not help");
        Assert.IsNull(result.RowsNeeded);
        StringAssert.Contains(
            Run(new SyntheticPair(0).Draw(2_000, 1), new() { MaxCostUsd = 0.2, MaxQualityLoss = 0.05 }).Sentence, "the cost only from");
    }

    [TestMethod]
    public void Run_CostsOverTheGivenBound_AreRefused() => Assert.ThrowsExactly<UsageException>(
        () => Run(new SyntheticPair(0).Draw(50, 1), new() { MaxCostUsd = 0.5, CostBoundUsd = 0.9 }));

    private static CertificationResult Run(HeldOut data, CertificationTerms terms) => Certification.Run(data, Grid, terms);

    // The level and three standard errors of a simulation.
    private static int Allowed(double level) => (int)Math.Ceiling(Repetitions * (level + (3 * Math.Sqrt(level * (1 - level) / Repetitions))));
}

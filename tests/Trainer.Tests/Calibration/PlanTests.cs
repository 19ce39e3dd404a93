using Trainer.Calibration.Certification;
using Trainer.Calibration.Planning;
using Trainer.Evaluation;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class PlanTests
{
    [TestMethod]
    [DataRow(0.5, 0.4, 0.05, true, 0.8, 23.0, DisplayName = "p01 0.45, p10 0.05 by Connor 1987")]
    [DataRow(0.5, 0.4, 0.05, false, 0.9, 23.0)]
    [DataRow(0.45, 0.15, 0.05, true, 0.8, 155.0)]
    public void ToDetect_ValuesInUse_AreMet(double disagreement, double loss, double level, bool twoSided, double power, double expected) =>
        Assert.AreEqual(expected, new PairedPlan(disagreement, level, twoSided).ToDetect(loss, power));

    [TestMethod]
    [DataRow(0.2, 0.05, true)]
    [DataRow(0.1, 0.03, false)]
    [DataRow(0.3, 0.06, true)]
    public void PowerToDetect_AgainstEnumeration_IsClose(double disagreement, double loss, bool twoSided)
    {
        var plan = new PairedPlan(disagreement, 0.05, twoSided);
        var n = (int)plan.ToDetect(loss, 0.8);
        Assert.IsGreaterThanOrEqualTo(0.8, plan.PowerToDetect(loss, n));
        Assert.IsLessThan(0.8, plan.PowerToDetect(loss, n - 2));

        // McNemar's test without correction, over every number of discordant pairs and every way they fall.
        var critical = StandardNormal.Quantile(twoSided ? 0.975 : 0.95);
        var losses = (disagreement + loss) / 2 / disagreement;
        var power = 0.0;
        for (var discordant = 1; discordant <= n; discordant++)
        {
            var chance = Mass(discordant, n, disagreement);
            for (var worse = 0; chance > 1e-12 && worse <= discordant; worse++)
            {
                var z = ((2 * worse) - discordant) / Math.Sqrt(discordant);
                power += z >= critical || (twoSided && z <= -critical) ? chance * Mass(worse, discordant, losses) : 0;
            }
        }

        Assert.AreEqual(0.8, power, 0.02);
    }

    [TestMethod]
    public void NonInferiority_AgainstSimulation_IsClose()
    {
        var plan = new PairedPlan(0.2, 0.05, true);
        var n = (int)plan.ToShowNonInferiority(0.04, 0.01, 0.8);
        Assert.AreEqual(0.8, plan.PowerOfNonInferiority(0.04, 0.01, n), 0.002);
        var shown = 0;
        const int Repetitions = 1_000;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var random = new Features.SeededRandom(4, (ulong)repetition);
            var (sum, squares) = (0, 0);
            for (var i = 0; i < n; i++)
            {
                var draw = random.NextDouble();
                var loss = draw < 0.105 ? 1 : draw < 0.2 ? -1 : 0;
                (sum, squares) = (sum + loss, squares + Math.Abs(loss));
            }

            var (mean, variance) = ((double)sum / n, ((double)squares / n) - Math.Pow((double)sum / n, 2));
            shown += mean + (1.6448536 * Math.Sqrt(variance / n)) <= 0.04 ? 1 : 0;
        }

        Assert.AreEqual(0.8, (double)shown / Repetitions, 0.05);
        Assert.AreEqual(double.PositiveInfinity, plan.ToShowNonInferiority(0.04, 0.04, 0.8));
    }

    [TestMethod]
    [DataRow(0.01, 0.05, 299)]
    [DataRow(0.05, 0.05, 59)]
    [DataRow(0.02, 0.1, 114)]
    public void Binomial_NoTrueLoss_IsTheRuleOfThree(double limit, double level, int expected)
    {
        Assert.AreEqual(expected, (int)Math.Ceiling(Math.Log(level) / Math.Log(1 - limit)));
        Assert.AreEqual(expected, new CertificationPlan(limit, 0, level).Binomial(0.8));
    }

    [TestMethod]
    [DataRow(0.1, 0.03, 0.1, 0.8)]
    [DataRow(0.1, 0.05, 0.05, 0.9)]
    public void Binomial_TrueLoss_IsTheFirstNumberWithThePower(double limit, double trueLoss, double level, double power)
    {
        var plan = new CertificationPlan(limit, trueLoss, level);
        var expected = 1;
        while (plan.BinomialPower(expected) < power)
        {
            expected++;
        }

        Assert.AreEqual(expected, plan.Binomial(power));
        Assert.AreEqual(
            BinomialBound.PValue(BinomialBound.Acceptance(expected, limit, level), expected, trueLoss), plan.BinomialPower(expected), 1e-15);
    }

    [TestMethod]
    public void Betting_AnyNumbers_GrowsWithTheDisagreementAndReachesThePower()
    {
        var plan = new CertificationPlan(0.05, 0.01, 0.1);
        var (few, many) = (plan.Betting(0.05, 0.8)!.Value, plan.Betting(0.2, 0.8)!.Value);
        Assert.IsGreaterThan(few, many);
        Assert.IsTrue(plan.BettingPower(0.2, many) >= 0.8 && plan.BettingPower(0.2, many * 9 / 10) < 0.85);
        Assert.AreEqual(many, plan.Betting(0.2, 0.8), "one seed, one answer");
        Assert.IsNull(new CertificationPlan(0.05, 0.05, 0.1).Betting(0.2, 0.8));
        Assert.IsNull(new CertificationPlan(0.05, 0.05, 0.1).Binomial(0.8));
    }

    private static double Mass(int k, int n, double p) => BinomialBound.PValue(k, n, p) - BinomialBound.PValue(k - 1, n, p);
}

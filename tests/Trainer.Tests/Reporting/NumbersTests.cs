using Trainer.Export;
using Trainer.Reporting;

namespace Trainer.Tests.Reporting;

[TestClass]
public sealed class NumbersTests
{
    [TestMethod]
    [DataRow(0.7124, "0.712")]
    [DataRow(0.7125, "0.713")]
    [DataRow(-0.0104, "−0.010")]
    [DataRow(-0.0004, "0.000")]
    [DataRow(1.0, "1.000")]
    [DataRow(double.NaN, "–")]
    [DataRow(double.NegativeInfinity, "–")]
    public void Quality_AnyNumber_HasThreeDecimals(double value, string expected) => Assert.AreEqual(expected, Numbers.Quality(value));

    [TestMethod]
    [DataRow(0.3415, "34.2 %")]
    [DataRow(1.0, "100.0 %")]
    [DataRow(-0.25, "−25.0 %")]
    [DataRow(double.NaN, "–")]
    public void Share_AnyNumber_IsPercent(double value, string expected) => Assert.AreEqual(expected, Numbers.Share(value));

    [TestMethod]
    [DataRow(0.00042, "$0.000420")]
    [DataRow(0.4, "$0.400")]
    [DataRow(2.4, "$2.40")]
    [DataRow(9.999, "$10.0")]
    [DataRow(11.66, "$11.7")]
    [DataRow(1234567.0, "$1,230,000")]
    [DataRow(0.0, "$0")]
    [DataRow(-2.5, "−$2.50")]
    [DataRow(double.NaN, "–")]
    public void Usd_AnyNumber_HasThreeSignificantDigits(double value, string expected) => Assert.AreEqual(expected, Numbers.Usd(value));

    [TestMethod]
    [DataRow(0.36449, "0.3645")]
    [DataRow(12345678.0, "12,350,000")]
    [DataRow(0.0000123456, "0.00001235")]
    [DataRow(double.PositiveInfinity, "∞")]
    [DataRow(double.NaN, "–")]
    public void Setting_AnyNumber_HasFourSignificantDigitsAndNoExponent(double value, string expected) =>
        Assert.AreEqual(expected, Numbers.Setting(value));

    [TestMethod]
    public void Whole_AnEstimate_HasIntervalAndN() => Assert.AreEqual(
        "0.712 (95 % interval 0.690 to –, n = 1,600)", Numbers.Whole(new Estimate(0.712, 0.69, double.NaN, 1600), Numbers.Quality));

    [TestMethod]
    [DataRow("size", 12.0, "12 B")]
    [DataRow("size", 999.6, "1 kB")]
    [DataRow("size", 89_432.0, "89.4 kB")]
    [DataRow("size", 2.5e13, "25000 GB")]
    [DataRow("operations", 1_234_567.0, "1.23 M")]
    [DataRow("operations", 0.0, "0")]
    [DataRow("operations", double.NaN, "–")]
    [DataRow("cost", 0.00042, "$0.000420")]
    [DataRow("regret", 0.1234, "0.123")]
    public void OfGoal_AnyGoal_HasItsUnit(string goal, double value, string expected) =>
        Assert.AreEqual(expected, Numbers.OfGoal(goal)(value));
}

using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Regression;

namespace Trainer.Tests.Regression;

/// <summary>A short form of the benchmark 'gate': a hundred pairs of routers of which the truth is known, ten slices each.</summary>
[TestClass]
public sealed class GateSimulationTests
{
    private const int Pairs = 100;

    [TestMethod]
    public void Run_EqualRouters_AreSeldomCalledRegressedAnywhere()
    {
        var regressed = Simulate(0, report => report.Verdict == CheckVerdict.Regressed);

        // At most 5 expected; 11 or more would happen once in a hundred.
        Assert.IsTrue(regressed <= 10, $"{regressed} of {Pairs}");
    }

    [TestMethod]
    public void Run_LossOfTwiceTheMargin_SeldomPassesAndIsOftenFound()
    {
        var passed = Simulate(0.1, report => report.Checks[0].Verdict is CheckVerdict.Improved or CheckVerdict.Unchanged);
        var found = Simulate(0.1, report => report.Verdict == CheckVerdict.Regressed);
        Assert.IsTrue(passed <= 2, $"{passed} of {Pairs} passed");
        Assert.IsTrue(found >= 90, $"{found} of {Pairs} found");
    }

    private static int Simulate(double loss, Func<RegressionReport, bool> holds) => Enumerable.Range(0, Pairs)
        .Count(i => holds(RegressionTest.Run(Draw(600, loss, (ulong)i), new()
        {
            Metrics = new() { Quality = new() { Margin = 0.05, SliceMargin = 0.2 }, Cost = null },
            Slices = new() { By = [SliceKey.Domain] },
            Resamples = 1_000,
            CurveResamples = 100,
            Seed = (ulong)i,
        })));

    // On three tenths of the queries just one of the two is right.
    private static RegressionInput Draw(int rows, double loss, ulong seed)
    {
        var random = new SeededRandom(seed, 12);
        double[] old = new double[rows], now = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var u = random.NextDouble();
            (old[row], now[row]) = u < 0.15 + (loss / 2) ? (1, 0) : u < 0.3 ? (0, 1) : (1, 1);
        }

        return new(
            [.. Enumerable.Range(0, rows).Select(row => new Query($"q{row}", "", $"s{row % 10}"))],
            ["only"],
            new(new int[rows], old),
            new(new int[rows], now));
    }
}

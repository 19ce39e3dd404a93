using System.Globalization;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Regression;

namespace Benchmarks;

/// <summary>
/// How often the gate errs: made-up pairs of routers of which the truth is known, ten slices each. On a tenth of the queries just one of
/// the two is right; costs differ on a fifth.
/// </summary>
internal static class Gate
{
    private const int Slices = 10;
    private const double Margin = 0.01, SliceMargin = 0.03;

    private static readonly RegressionOptions Options = new()
    {
        Metrics = new()
        {
            Quality = new() { Margin = Margin, SliceMargin = SliceMargin },
            Cost = new() { Margin = 0.05, Unit = MarginUnit.Share, SliceMargin = 0.2 },
        },
        Slices = new() { By = [SliceKey.Domain] },
        Resamples = 2_000,
        CurveResamples = 100,
    };

    public static void Run(int pairs)
    {
        Console.WriteLine("| queries | true loss | regressed anywhere | quality regressed | a slice regressed | quality passed | whole gate passed | quality inconclusive | a weak slice confirmed |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (queries, loss) in new[] { (1_000, 0), (5_000, 0), (1_000, Margin), (5_000, Margin), (1_000, 2 * Margin), (5_000, 2 * Margin) })
        {
            var reports = new RegressionReport[pairs];
            Parallel.For(0, pairs, i => reports[i] = RegressionTest.Run(Draw(queries, loss, (ulong)i), Options with { Seed = (ulong)i }));
            string Share(Func<RegressionReport, bool> holds) =>
                (100.0 * reports.Count(holds) / pairs).ToString("0.0", CultureInfo.InvariantCulture) + " %";
            Func<RegressionReport, bool> Quality(CheckVerdict verdict) => report => Of(report).Verdict == verdict;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {queries} | {loss} | {Share(report => report.Verdict == CheckVerdict.Regressed)} | {Share(Quality(CheckVerdict.Regressed))} | " +
                $"{Share(report => report.Checks.Any(check => check.Slice is not null && check.Verdict == CheckVerdict.Regressed))} | " +
                $"{Share(report => Of(report).Verdict is CheckVerdict.Improved or CheckVerdict.Unchanged)} | " +
                $"{Share(report => report.Verdict is CheckVerdict.Improved or CheckVerdict.Unchanged)} | {Share(Quality(CheckVerdict.Inconclusive))} | " +
                $"{Share(report => report.WeakSlices!.Confirmed.Count > 0)} |"));
        }
    }

    private static RegressionCheck Of(RegressionReport report) => report.Checks.First(check => check is { Name: "quality", Slice: null });

    private static RegressionInput Draw(int queries, double loss, ulong seed)
    {
        var random = new SeededRandom(seed, 77);
        var (old, now) = (new double[queries], new double[queries]);
        var (oldCost, nowCost) = (new double[queries], new double[queries]);
        var (oldChoice, nowChoice) = (new int[queries], new int[queries]);
        for (var row = 0; row < queries; row++)
        {
            old[row] = now[row] = random.NextDouble() < 0.8 ? 1 : 0;
            var u = random.NextDouble();
            if (u < 0.1)
            {
                old[row] = u < 0.05 + (loss / 2) ? 1 : 0;
                now[row] = 1 - old[row];
            }

            oldChoice[row] = nowChoice[row] = random.Next(2);
            if (random.NextDouble() < 0.2)
            {
                nowChoice[row] = 1 - oldChoice[row];
            }

            var (cheap, dear) = (0.001 * Math.Exp(0.5 * random.NextGaussian()), 0.01 * Math.Exp(0.5 * random.NextGaussian()));
            (oldCost[row], nowCost[row]) = (oldChoice[row] == 0 ? cheap : dear, nowChoice[row] == 0 ? cheap : dear);
        }

        return new(
            [.. Enumerable.Range(0, queries).Select(row => new Query($"q{row}", "", $"s{row % Slices}"))],
            ["cheap", "dear"],
            new(oldChoice, old, oldCost),
            new(nowChoice, now, nowCost));
    }
}

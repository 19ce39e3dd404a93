using System.Diagnostics;
using System.Globalization;
using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;
using Trainer.Features;

namespace Benchmarks;

/// <summary>How long the statistics of an evaluation take: the whole curve resampled, an exact curve of a million queries, RouterBench's table.</summary>
internal static class Evaluating
{
    private const int Runs = 3;

    /// <param name="data">The shared data folder.</param>
    public static void Run(string data)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores; best of {Runs} runs, wall seconds"));
        var mmlu = MmluSplit.All(data).Table;
        var outcomes = PairOutcomes.From(mmlu, 0, 1);
        var random = new SeededRandom(1);
        double[] scores = [.. outcomes.WeakQuality.Select(weak => random.NextDouble() - (0.2 * weak))];
        Time($"{outcomes.Rows} queries, 10000 resamples of the whole curve (APGR, three CPT, height on 51 shares)", () => Resample(outcomes, scores, 10_000));

        const int Million = 1_000_000;
        double[] Column(double share) => [.. Enumerable.Range(0, Million).Select(_ => random.NextDouble() < share ? 1.0 : 0.0)];
        var large = new PairOutcomes(Column(0.6), Column(0.8), cluster: [.. Enumerable.Range(0, Million)]);
        double[] many = [.. Enumerable.Range(0, Million).Select(_ => random.NextDouble())];
        Time($"{Million} queries, exact curve with its sort", () => new CostQualityCurve(large, many).Apgr());

        const int Rows = 36_497, Models = 11;
        double[][] Table(double least, double most) => [.. Enumerable.Range(0, Models)
            .Select(m => Enumerable.Range(0, Rows).Select(_ => random.NextDouble(least, most) * (m + 1)).ToArray())];
        var pool = new PoolOutcomes(Table(0, 0.1), Table(0.0001, 0.001));
        var beliefs = new PoolScores(Table(0, 0.1), Table(0.0001, 0.001));
        double[] tradeoffs = [.. Enumerable.Range(0, 32).Select(i => Math.Pow(10, -2 + (i * 6 / 31.0)))];
        Time($"{Rows} queries x {Models} models x {tradeoffs.Length} trade-offs, and AIQ", () =>
        {
            CostQuality[] points = [.. tradeoffs.Select(tradeoff =>
            {
                var decisions = new Decisions(pool, beliefs.Choose(tradeoff), tradeoff);
                return new CostQuality(decisions.CostUsd!.Average(), decisions.Quality.Average());
            })];
            return RouterBenchAiq.Of(points, Baselines.Hull(pool))[0].AsPublished;
        });
    }

    private static double Resample(PairOutcomes outcomes, double[] scores, int resamples)
    {
        var order = new ScoreOrder(scores);
        var shares = CurveBand.Grid(0, 1);
        return new ClusterBootstrap(outcomes.Pool.Cluster, 42).Percentile(
            4 + shares.Length,
            () =>
            {
                var curve = new CostQualityCurve(outcomes, order);
                return (weights, values) =>
                {
                    curve.Weigh(weights);
                    (values[0], values[1], values[2], values[3]) = (curve.Apgr(), curve.Cpt(0.2), curve.Cpt(0.5), curve.Cpt(0.8));
                    curve.AtShares(shares, values[4..]);
                };
            },
            resamples)[0].Bound(0.025);
    }

    private static void Time(string what, Func<double> work)
    {
        var best = double.PositiveInfinity;
        double result = 0;
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var run = 0; run < Runs; run++)
        {
            var watch = Stopwatch.StartNew();
            result = work();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        var cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds / Runs;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {best:0.00} | {cpu:0.00} CPU | {result:0.000000} |"));
    }
}

using System.Globalization;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features;

namespace Benchmarks;

/// <summary>
/// How often 95 % intervals hold the truth: made-up pairs whose truth is computed on two million queries. A query's difficulty is uniform; the weak
/// model is right with probability 0.9 - 0.6 d, the strong one with 0.95 - 0.25 d; the score is d with normal noise; costs rise with d.
/// </summary>
internal static class Coverage
{
    private const double Threshold = 0.5;
    private const int TruthQueries = 2_000_000;
    private const int MeanResamples = 1_000, CurveResamples = 400;

    private static readonly string[] Names = ["quality at a threshold", "cost at a threshold", "APGR", "CPT 50 %"];

    public static void Run(int repetitions)
    {
        var (all, scores) = Draw(TruthQueries, 0);
        var at = Decisions.AtThreshold(all, scores, Threshold);
        var exact = new CostQualityCurve(all, scores);
        double[] truth = [at.Quality.Average(), at.CostUsd!.Average(), exact.Apgr(), exact.Cpt(0.5)];
        Console.WriteLine($"truth: {string.Join(", ", truth.Select((value, i) => FormattableString.Invariant($"{Names[i]} {value:0.00000}")))}");
        Console.WriteLine(FormattableString.Invariant($"{repetitions} repetitions, {MeanResamples} resamples of means, {CurveResamples} of curves"));
        Console.WriteLine("| queries | statistic | holds the truth | truth below | truth above | mean width | undefined |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|");
        foreach (var queries in new[] { 500, 5_000 })
        {
            var estimates = new Estimate[repetitions][];
            Parallel.For(0, repetitions, i => estimates[i] = Estimates(queries, (ulong)i + 1));
            for (var s = 0; s < Names.Length; s++)
            {
                Estimate[] own = [.. estimates.Select(of => of[s])];
                string Share(Func<Estimate, bool> holds) =>
                    (100.0 * own.Count(holds) / repetitions).ToString("0.0", CultureInfo.InvariantCulture) + " %";
                var defined = own.Where(estimate => !double.IsNaN(estimate.Low)).ToArray();
                Console.WriteLine(FormattableString.Invariant(
                    $"| {queries} | {Names[s]} | {Share(e => e.Low <= truth[s] && truth[s] <= e.High)} | {Share(e => truth[s] < e.Low)} | {Share(e => truth[s] > e.High)} | {defined.Average(e => e.High - e.Low):0.00000} | {own.Length - defined.Length} |"));
            }
        }
    }

    private static Estimate[] Estimates(int queries, ulong seed)
    {
        var (outcomes, scores) = Draw(queries, seed);
        var bootstrap = new ClusterBootstrap(outcomes.Pool.Cluster, seed);
        var decisions = Decisions.AtThreshold(outcomes, scores, Threshold);
        var means = bootstrap.Means([decisions.Quality, decisions.CostUsd!], MeanResamples);
        var curve = new CostQualityCurve(outcomes, scores);
        var curves = bootstrap.Percentile(
            2,
            (weights, values) =>
            {
                curve.Weigh(weights);
                (values[0], values[1]) = (curve.Apgr(), curve.Cpt(0.5));
            },
            CurveResamples);
        return [means.Estimate(0), means.Estimate(1), curves[0].ToEstimate(queries), curves[1].ToEstimate(queries)];
    }

    private static (PairOutcomes Outcomes, double[] Scores) Draw(int queries, ulong seed)
    {
        var random = new SeededRandom(77, seed);
        double[] Column() => new double[queries];
        var (weak, strong, weakCost, strongCost, scores) = (Column(), Column(), Column(), Column(), Column());
        for (var i = 0; i < queries; i++)
        {
            var difficulty = random.NextDouble();
            weak[i] = random.NextDouble() < 0.9 - (0.6 * difficulty) ? 1 : 0;
            strong[i] = random.NextDouble() < 0.95 - (0.25 * difficulty) ? 1 : 0;
            scores[i] = difficulty + (0.25 * random.NextGaussian());
            var length = Math.Exp(random.NextGaussian());
            (weakCost[i], strongCost[i]) = (0.0001 * length * (1 + difficulty), 0.003 * length * (1 + difficulty));
        }

        return (new(weak, strong, weakCost, strongCost), scores);
    }
}

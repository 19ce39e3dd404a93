using System.Diagnostics;
using System.Globalization;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.GuardedNeighbours;
using Trainer.Learners.Neighbours;
using Trainer.Learners.Supervision;

namespace Benchmarks;

/// <summary>
/// The 50 nearest of 11,233 rows of 768 columns: one query at a time and in batches, on one thread and on two, beside a full scan in
/// float32, with equal results; and the learners that stand on it, MMLU prompts, split 42.
/// </summary>
internal static class NearestNeighbours
{
    private const int K = 50;

    public static void Run(string data)
    {
        var (training, test) = ProjectedPrompts.Load(data);
        var columns = training.Features.Dense.ColumnCount;
        var stored = training.Features.Dense.ToUnitRows();
        var queries = test.Features.Dense.ToUnitRows();
        NearestRows? nearest = null;
        Console.WriteLine(Text($"preparing {stored.RowCount} rows: {Best(3, () => nearest = new NearestRows(stored.Values.ToArray(), columns)):0.000} s"));

        var (rows, products) = (new int[queries.RowCount * K], new float[queries.RowCount * K]);
        var single = Best(5, () => Search(nearest!, queries, 0, queries.RowCount, 1, rows, products)) / queries.RowCount;
        Console.WriteLine(Text($"one query at a time: {1e3 * single:0.000} ms of processor time"));
        var batch = Best(5, () => Search(nearest!, queries, 0, queries.RowCount, 512, rows, products));
        Console.WriteLine(Text($"in batches, one thread: {queries.RowCount / batch:0} queries per second of processor time"));
        var half = queries.RowCount / 2;
        var wall = double.PositiveInfinity;
        for (var run = 0; run < 5; run++)
        {
            var started = Stopwatch.GetTimestamp();
            Parallel.Invoke(
                () => Search(nearest!, queries, 0, half, 512, rows, products),
                () => Search(nearest!, queries, half, queries.RowCount, 512, rows, products));
            wall = Math.Min(wall, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        Console.WriteLine(Text($"in batches, two threads: {queries.RowCount / wall:0} queries/s by the clock"));

        var all = new float[32 * stored.RowCount];
        var order = new int[stored.RowCount];
        var different = 0;
        var scan = Best(1, () =>
        {
            for (var from = 0; from < queries.RowCount; from += 32)
            {
                var count = Math.Min(32, queries.RowCount - from);
                DenseProducts.Multiply(
                    queries.Values.Slice(from * columns, count * columns), stored.Values, columns, all.AsSpan(0, count * stored.RowCount));
                for (var i = 0; i < count; i++)
                {
                    var similarities = all.AsSpan(i * stored.RowCount, stored.RowCount).ToArray();
                    for (var row = 0; row < order.Length; row++)
                    {
                        order[row] = row;
                    }

                    TopK.Select(similarities, order, K);
                    different += order.AsSpan(0, K).SequenceEqual(rows.AsSpan((from + i) * K, K)) ? 0 : 1;
                }
            }
        });
        Console.WriteLine(Text($"full scan in float32: {queries.RowCount / scan:0} queries/s; queries with another result: {different}"));

        var needed = Targets.StrongNeeded(test.Quality[0], test.Quality[1]);
        foreach (var learner in Learners())
        {
            IFittedLearner? fitted = null;
            var fit = Best(1, () => fitted = learner.Fit(training, 42, default));
            float[] scores = [];
            var score = Best(3, () => scores = fitted!.Score(test.Features, []));
            var auc = new RankAuc(new ScoreOrder(Array.ConvertAll(scores, value => (double)value)), Array.ConvertAll(needed, y => y > 0))
                .Value(Array.ConvertAll(needed, _ => 1));
            Console.WriteLine(Text($"{learner}: fit {fit:0.00} s, {scores.Length / score:0} queries/s, AUC {auc:0.0000}"));
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(Text($"peak memory {process.PeakWorkingSet64 / 1048576} MiB"));
    }

    private static IEnumerable<ILearner> Learners() =>
    [
        new NeighboursLearner(K),
        new NeighboursLearner(K, Shrinkage: 0.01, Ramp: 0.01),
        new NeighboursLearner(400, Sharpness: 8),
        new GuardedNeighboursLearner(),
    ];

    private static void Search(NearestRows nearest, DenseMatrix queries, int from, int to, int size, int[] rows, float[] products)
    {
        for (; from < to; from += size)
        {
            var count = Math.Min(size, to - from);
            nearest.Search(
                queries.Values.Slice(from * queries.ColumnCount, count * queries.ColumnCount),
                K,
                rows.AsSpan(from * K, count * K),
                products.AsSpan(from * K, count * K));
        }
    }

    // Seconds of processor time: on a machine that is shared they say more than those of the clock.
    private static double Best(int runs, Action work)
    {
        var best = double.PositiveInfinity;
        for (var run = 0; run < runs; run++)
        {
            var before = Environment.CpuUsage.TotalTime;
            work();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return best;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Preference;
using Trainer.Learners.SimilarityWeighted;
using Trainer.Learners.Supervision;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Benchmarks;

/// <summary>
/// A similarity-weighted ranking on 55,000 planted battles of 64 models with vectors of 1,536 numbers: models of normal skill whose taste for
/// a prompt is linear in its vector, and 30 % ties. Seconds to start, milliseconds per query on one thread, here and in the exported graph,
/// peak memory, and how far the strengths are from a regression on all single battles in double precision.
/// </summary>
internal static class SimilarityRanking
{
    private const int Battles = 55_000;
    private const int Columns = 1536;
    private const int Models = 64;
    private const int Tastes = 16;
    private const double TieShare = 0.3;
    private const int Checked = 3;

    public static void Run(int queries)
    {
        var (data, asked) = Planted(queries);
        var comparisons = Targets.Comparisons(data);
        var (ratings, elo) = Timed(() => BradleyTerry.Fit(PairCounts.Of(comparisons, Models), TieRule.HalfWins, 0.1).Strengths);
        var (tierOf, tiers) = Timed(() => RatingTiers.Of(ratings, 10));
        Console.WriteLine(Text($"ratings of {Models} models from {Battles} battles {1000 * elo:0.0} ms, tiers {1000 * tiers:0.0} ms"));

        var learner = new SwRankingLearner(Prior: 1e-3, MaxQueries: Battles);
        var (fitted, fit) = Timed(() => learner.Fit(data, 1, default));
        Console.WriteLine(Text($"whole fit, storing the vectors included: {fit:0.00} s"));

        FeatureMatrix One(int query) => Dense(asked.AsSpan(query * Columns, Columns).ToArray());
        var times = new List<double>();
        for (var query = 0; query < queries; query++)
        {
            var one = One(query);
            times.Add(1000 * Timed(() => fitted.Score(one, [""])).Seconds);
        }

        times.Sort();
        Console.WriteLine(Text($"{queries} queries one at a time: median {times[queries / 2]:0.0} ms, best {times[0]:0.0} ms"));
        using (var process = Process.GetCurrentProcess())
        {
            Console.WriteLine(Text($"peak memory of the process {process.PeakWorkingSet64 / 1048576} MB, of which the vectors twice ") +
                Text($"{2L * Battles * Columns * 4 / 1048576} MB: as given and as stored"));
        }

        InGraph(fitted, asked, queries);
        double largest = 0;
        for (var query = 0; query < Checked; query++)
        {
            var scores = fitted.Score(One(query), [""]);
            var expected = Slow(data, comparisons, asked.AsSpan(query * Columns, Columns), tierOf, learner.Prior);
            largest = Math.Max(largest, Enumerable.Range(0, Models).Max(m => Math.Abs(expected[tierOf[m]] - scores[m])));
        }

        Console.WriteLine(Text($"{Checked} queries against the slow regression in double precision: ") +
            Text($"strengths differ by at most {largest:0.0E+0}, {400 / Math.Log(10) * largest:0.0E+0} rating points"));
    }

    private static void InGraph(IFittedLearner fitted, float[] asked, int queries)
    {
        var graph = new GraphBuilder("ranking");
        var vectors = graph.Input(GraphSession.EmbeddingName, DataType.Float, GraphBuilder.Batch, Columns);
        graph.Output(
            GraphSession.ScoresName,
            fitted.Emit(new QueryInputs(graph), new FeatureNodes(null, vectors)),
            DataType.Float,
            GraphBuilder.Batch, Models);
        var bytes = graph.Build(new Dictionary<string, string>());
        var (session, load) = Timed(() => new GraphSession(bytes));
        using (session)
        {
            var scores = new float[Models];
            var times = new List<double>();
            float largest = 0;
            for (var query = 0; query < queries; query++)
            {
                var one = asked.AsSpan(query * Columns, Columns).ToArray();
                times.Add(1000 * Timed(() =>
                {
                    session.Run(new GraphInputs(1) { Embeddings = one }, scores);
                    return 0;
                }).Seconds);
                largest = Math.Max(largest, fitted.Score(Dense(one), [""]).Zip(scores, (a, b) => Math.Abs(a - b)).Max());
            }

            times.Sort();
            Console.WriteLine(Text($"exported graph, {bytes.Length / 1048576} MB, loaded in {load:0.00} s: ") +
                Text($"median {times[queries / 2]:0.0} ms, best {times[0]:0.0} ms; scores differ by at most {largest:0.0E+0}"));
        }
    }

    // Newton's method on single battles, with cosines and weights in double precision; the first tier is held at 0.
    private static double[] Slow(TrainingSet data, List<Comparison> comparisons, ReadOnlySpan<float> query, int[] tierOf, double prior)
    {
        var cosines = new double[data.Count];
        double Norm(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            double sum = 0;
            for (var i = 0; i < a.Length; i++)
            {
                sum += (double)a[i] * b[i];
            }

            return sum;
        }

        for (var row = 0; row < data.Count; row++)
        {
            var other = data.Features.Dense.Row(row);
            cosines[row] = Norm(query, other) / Math.Sqrt(Norm(query, query) * Norm(other, other));
        }

        var nearest = cosines.Max();
        var tiers = tierOf.Max() + 1;
        var rows = new List<(int Winner, int Loser, double Weight)>();
        foreach (var (row, better, worse, isTie, weight) in comparisons.Where(c => tierOf[c.Better] != tierOf[c.Worse]))
        {
            var w = weight * Math.Pow(10, (cosines[row] / nearest) - 1);
            rows.Add((tierOf[better], tierOf[worse], isTie ? w / 2 : w));
            rows.Add((tierOf[worse], tierOf[better], isTie ? w / 2 : 0));
        }

        for (var a = 0; a < tiers; a++)
        {
            rows.AddRange(Enumerable.Range(0, tiers).Where(b => b != a).Select(b => (a, b, prior / (tiers - 1) / 2)));
        }

        var strengths = new double[tiers];
        for (var step = 0; step < 30; step++)
        {
            var system = new double[tiers, tiers + 1];
            foreach (var (winner, loser, weight) in rows)
            {
                var chance = 1 / (1 + Math.Exp(strengths[loser] - strengths[winner]));
                var curvature = weight * chance * (1 - chance);
                (system[winner, tiers], system[loser, tiers]) =
                    (system[winner, tiers] + (weight * (1 - chance)), system[loser, tiers] - (weight * (1 - chance)));
                system[winner, winner] += curvature;
                system[loser, loser] += curvature;
                system[winner, loser] -= curvature;
                system[loser, winner] -= curvature;
            }

            for (var pivot = 1; pivot < tiers; pivot++)
            {
                for (var row = 1; row < tiers; row++)
                {
                    var factor = row == pivot ? 0 : system[row, pivot] / system[pivot, pivot];
                    for (var column = 1; column <= tiers; column++)
                    {
                        system[row, column] -= factor * system[pivot, column];
                    }
                }
            }

            for (var tier = 1; tier < tiers; tier++)
            {
                strengths[tier] += system[tier, tiers] / system[tier, tier];
            }
        }

        var mean = strengths.Average();
        return Array.ConvertAll(strengths, strength => strength - mean);
    }

    // A prompt's vector is of length 1: a direction common to all, its taste z in 16 directions, and noise.
    private static (TrainingSet Data, float[] Asked) Planted(int queries)
    {
        var random = new SeededRandom(43);
        var directions = Orthonormal(Tastes + 1, random);
        var skill = Gaussians(Models, random);
        var taste = Gaussians(Models * Tastes, random);
        var (vectors, z) = Vectors(Battles, directions, random);
        double[][] quality = [.. Enumerable.Range(0, Models).Select(_ => Enumerable.Repeat(double.NaN, Battles).ToArray())];
        for (var row = 0; row < Battles; row++)
        {
            var a = random.Next(Models);
            var b = (a + 1 + random.Next(Models - 1)) % Models;
            double Strength(int model) => skill[model]
                + (TensorPrimitives.Dot<double>(taste.AsSpan(model * Tastes, Tastes), z.AsSpan(row * Tastes, Tastes)) / Math.Sqrt(Tastes));
            var wins = random.NextDouble() < 1 / (1 + Math.Exp(Strength(b) - Strength(a)));
            (quality[a][row], quality[b][row]) = random.NextDouble() < TieShare ? (0.5, 0.5) : wins ? (1, 0) : (0, 1);
        }

        return (new TrainingSet(Dense(vectors), quality, IsPair: false), Vectors(queries, directions, random).Vectors);
    }

    private static (float[] Vectors, double[] Tastes) Vectors(int count, float[] directions, SeededRandom random)
    {
        var z = Gaussians(count * Tastes, random);
        var vectors = new float[count * Columns];
        for (var row = 0; row < count; row++)
        {
            var vector = vectors.AsSpan(row * Columns, Columns);
            foreach (ref var value in vector)
            {
                value = (float)(0.53 / Math.Sqrt(Columns) * random.NextGaussian());
            }

            for (var k = 0; k <= Tastes; k++)
            {
                var share = k == 0 ? 0.6 : 0.6 * z[(row * Tastes) + k - 1] / Math.Sqrt(Tastes);
                TensorPrimitives.MultiplyAdd(directions.AsSpan(k * Columns, Columns), (float)share, vector, vector);
            }

            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        }

        return (vectors, z);
    }

    // Gram and Schmidt's way, row by row.
    private static float[] Orthonormal(int count, SeededRandom random)
    {
        var rows = Array.ConvertAll(Gaussians(count * Columns, random), value => (float)value);
        for (var i = 0; i < count; i++)
        {
            var row = rows.AsSpan(i * Columns, Columns);
            for (var j = 0; j < i; j++)
            {
                var other = rows.AsSpan(j * Columns, Columns);
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<float>(row, other), row, row);
            }

            TensorPrimitives.Divide(row, TensorPrimitives.Norm<float>(row), row);
        }

        return rows;
    }

    private static double[] Gaussians(int count, SeededRandom random) => [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];

    private static FeatureMatrix Dense(float[] vectors)
    {
        var rows = vectors.Length / Columns;
        return new(new SparseMatrix(new int[rows + 1], [], [], 0), new DenseMatrix(vectors, rows, Columns));
    }

    private static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        var started = Stopwatch.GetTimestamp();
        return (work(), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

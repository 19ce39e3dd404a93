using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Learners;
using Trainer.Learners.Supervision;
using Trainer.Learners.Trees;
using Trainer.Onnx;
using Trainer.Sweep;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Benchmarks;

/// <summary>
/// Boosting and forests on 256 dense features of the MMLU prompts of a split: a truncated SVD of word TF-IDF. Seconds of a fit, AUC of
/// "needs strong" on the test rows, peak memory, and predictions per second here and in the exported graph. With a folder the very same
/// matrices are written to it as .npy, for other implementations; found there, they are read, so that the
/// peak of memory is that of the fits.
/// </summary>
internal static class GrowingTrees
{
    private const int Columns = 256;

    /// <param name="data">The shared data folder.</param>
    /// <param name="runs">Fits of each learner.</param>
    /// <param name="folder">Where the matrices are written to, or read from; null for neither.</param>
    /// <param name="split">The split.</param>
    /// <param name="only">How many of the learners, in their order.</param>
    public static void Run(string data, int runs, string? folder, string split, int only)
    {
        var (training, test) = MmluSplit.Load(data, split);
        var cached = folder is not null && File.Exists(Path.Combine(folder, "x_train.npy"));
        var (dense, unseen) = cached
            ? (Read(Path.Combine(folder!, "x_train.npy")), Read(Path.Combine(folder!, "x_test.npy")))
            : Features(training, test);
        var labels = Targets.StrongNeeded(training.Quality()[0], training.Quality()[1]);
        var unseenLabels = Targets.StrongNeeded(test.Quality()[0], test.Quality()[1]);
        if (folder is not null && !cached)
        {
            Npy.Write(Path.Combine(folder, "x_train.npy"), dense.Dense.Values, dense.RowCount, Columns);
            Npy.Write(Path.Combine(folder, "x_test.npy"), unseen.Dense.Values, unseen.RowCount, Columns);
            Npy.Write(Path.Combine(folder, "y_train.npy"), Array.ConvertAll(labels, label => (float)label), labels.Length, 1);
            Npy.Write(Path.Combine(folder, "y_test.npy"), Array.ConvertAll(unseenLabels, label => (float)label), unseenLabels.Length, 1);
        }

        var set = new TrainingSet(dense, training.Quality(), IsPair: true);
        var truth = Array.ConvertAll(unseenLabels, label => label > 0);
        Memory("before fits");
        (string Name, ILearner Learner)[] learners =
        [
            ("boosting 200 x depth 6, rate .1, all rows and columns", Full),
            ("boosting 200 x depth 6, rate .05, rows .8, columns .5", Sampled),
            ("boosting 200 x depth 3, rate .05, rows .5, columns .3", Shallow),
            ("boosting, difference of qualities, depth 3", Shallow with { Target = BoostingTarget.Quality }),
            ("forest 100 x depth 20", new ForestLearner()),
            ("forest 100 x depth 20, columns 1/16, leaves of 5", new ForestLearner(ColumnShare: 0.0625, MinRows: 5)),
        ];
        foreach (var (name, learner) in learners.Take(only))
        {
            Measure(name, learner, set, unseen, truth, runs);
        }
    }

    private static BoostingLearner Full => new(
        Trees: 200, LearningRate: 0.1, MaxDepth: 6, MinRows: 1, RowShare: 1, ColumnShare: 1, Target: BoostingTarget.NeedsStrong);

    private static BoostingLearner Sampled => Full with { LearningRate = 0.05, RowShare = 0.8, ColumnShare = 0.5, MinRows = 20 };

    private static BoostingLearner Shallow => Sampled with { RowShare = 0.5, ColumnShare = 0.3, MaxDepth = 3 };

    private static void Measure(string name, ILearner learner, TrainingSet set, FeatureMatrix unseen, bool[] truth, int runs)
    {
        var (wall, cpu) = (new List<double>(), new List<double>());
        IFittedLearner? fitted = null;
        for (var run = 0; run < runs; run++)
        {
            var (started, used) = (Stopwatch.GetTimestamp(), UserSeconds());
            fitted = learner.Fit(set, 1, default);
            wall.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            cpu.Add(UserSeconds() - used);
        }

        wall.Sort();
        cpu.Sort();
        var scores = fitted!.Score(unseen, []);
        var auc = Auc(scores, truth);
        Console.WriteLine(Text($"{name}: wall best {wall[0]:0.00} median {wall[runs / 2]:0.00} s, user CPU best {cpu[0]:0.00} median ") +
            Text($"{cpu[runs / 2]:0.00} s, AUC {auc:0.0000}"));
        Predict(fitted, unseen, scores);
        var random = new SeededRandom(5);
        var values = unseen.Dense.Values.ToArray();
        foreach (ref var value in values.AsSpan())
        {
            value += (float)(3e-8 * random.NextGaussian());
        }

        var disturbed = fitted.Score(new FeatureMatrix(unseen.Sparse, new DenseMatrix(values, unseen.RowCount, Columns)), []);
        var changes = disturbed.Zip(scores, (one, other) => Math.Abs(one - other)).ToArray();
        var moved = changes.Count(change => change > 1e-5);
        Console.WriteLine(Text($"  features off by 3e-8: {moved} of {changes.Length} scores change by more ") +
            Text($"than 1e-5, by {changes.Max():0.0000} at most"));
        Memory("  after");
    }

    private static void Predict(IFittedLearner fitted, FeatureMatrix unseen, float[] expected)
    {
        var started = Stopwatch.GetTimestamp();
        fitted.Score(unseen, []);
        var here = unseen.RowCount / Stopwatch.GetElapsedTime(started).TotalSeconds;
        var graph = new GraphBuilder("trees");
        var input = graph.Input(GraphSession.EmbeddingName, DataType.Float, GraphBuilder.Batch, Columns);
        var emitted = fitted.Emit(new QueryInputs(graph), new FeatureNodes(null, input));
        graph.Output(GraphSession.ScoresName, emitted, DataType.Float, GraphBuilder.Batch, 1);
        var bytes = graph.Build(new Dictionary<string, string>());
        using var session = new GraphSession(bytes);
        var one = new float[1];
        var (times, largest) = (new List<double>(), 0f);
        for (var row = 0; row < unseen.RowCount; row++)
        {
            var vector = unseen.Dense.Row(row).ToArray();
            started = Stopwatch.GetTimestamp();
            session.Run(new GraphInputs(1) { Embeddings = vector }, one);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            largest = Math.Max(largest, Math.Abs(one[0] - expected[row]));
        }

        times.Sort();
        Console.WriteLine(Text($"  predictions/s here {here:0}; graph {bytes.Length / 1024.0:0} KiB, one decision median ") +
            Text($"{times[times.Count / 2]:0.0} us, p99 {times[times.Count * 99 / 100]:0.0} us, largest difference {largest:E1}"));
    }

    private static (FeatureMatrix Training, FeatureMatrix Test) Features(RoutingProblem training, RoutingProblem test)
    {
        var (features, vectors) = TextFeatures.FitTransform(training.Texts, new(new NgramWeighting(1, 1, 50_000, 2), null, false));
        var projection = Directions(vectors);
        return (Projected(vectors, projection), Projected(features.Transform(test.Texts), projection));
    }

    /// <summary>Leading right singular vectors, [columns][directions]: orthogonal iteration (Golub and Van Loan 2013, 8.2.4).</summary>
    private static float[] Directions(SparseMatrix vectors)
    {
        var random = new SeededRandom(7);
        var basis = new float[vectors.ColumnCount * Columns];
        for (var i = 0; i < basis.Length; i++)
        {
            basis[i] = (float)random.NextGaussian();
        }

        for (var iteration = 0; iteration < 12; iteration++)
        {
            var images = Projected(vectors, basis).Dense;
            Array.Clear(basis);
            for (var row = 0; row < vectors.RowCount; row++)
            {
                for (var i = 0; i < vectors.Columns(row).Length; i++)
                {
                    var part = basis.AsSpan(vectors.Columns(row)[i] * Columns, Columns);
                    TensorPrimitives.MultiplyAdd(images.Row(row), vectors.Values(row)[i], part, part);
                }
            }

            Orthonormalise(basis, vectors.ColumnCount);
        }

        return basis;
    }

    private static void Orthonormalise(float[] basis, int length)
    {
        var directions = Enumerable.Range(0, Columns)
            .Select(k => Enumerable.Range(0, length).Select(i => basis[(i * Columns) + k]).ToArray()).ToArray();
        for (var k = 0; k < Columns; k++)
        {
            for (var j = 0; j < 2 * k; j++)
            {
                var other = directions[j % k];
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<float>(other, directions[k]), directions[k], directions[k]);
            }

            TensorPrimitives.Divide(directions[k], TensorPrimitives.Norm<float>(directions[k]), directions[k]);
            for (var i = 0; i < length; i++)
            {
                basis[(i * Columns) + k] = directions[k][i];
            }
        }
    }

    private static FeatureMatrix Projected(SparseMatrix sparse, float[] projection)
    {
        var values = new float[sparse.RowCount * Columns];
        for (var row = 0; row < sparse.RowCount; row++)
        {
            var result = values.AsSpan(row * Columns, Columns);
            for (var i = 0; i < sparse.Columns(row).Length; i++)
            {
                TensorPrimitives.MultiplyAdd(
                    projection.AsSpan(sparse.Columns(row)[i] * Columns, Columns), sparse.Values(row)[i], result, result);
            }
        }

        return new FeatureMatrix(FeatureMatrix.Empty(sparse.RowCount).Sparse, new DenseMatrix(values, sparse.RowCount, Columns));
    }

    private static FeatureMatrix Read(string path)
    {
        var dense = Npy.Read(path);
        return new FeatureMatrix(FeatureMatrix.Empty(dense.RowCount).Sparse, dense);
    }

    private static double Auc(float[] scores, bool[] truth) =>
        new RankAuc(new ScoreOrder(Array.ConvertAll(scores, score => (double)score)), truth).Value([.. Enumerable.Repeat(1, truth.Length)]);

    private static double UserSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.UserProcessorTime.TotalSeconds;
    }

    private static void Memory(string when)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(Text($"{when}: working set {process.WorkingSet64 / 1048576} MiB, peak {process.PeakWorkingSet64 / 1048576} MiB"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

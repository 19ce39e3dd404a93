using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Trainer.Configuration;
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
/// Boosting and forests on 256 dense features of the MMLU prompts of split 42: a truncated SVD of word TF-IDF. Seconds of a fit, AUC of
/// "needs strong" on the test rows, peak memory, and predictions per second here and in the exported graph. With a folder the very same
/// matrices are written to it as .npy, for other implementations; found there, they are read, so that the
/// peak of memory is that of the fits.
/// </summary>
internal static class GrowingTrees
{
    private const int Columns = 256;
    private const int HeaderBytes = 128;

    public static void Run(string data, int runs, string? folder)
    {
        var problem = RoutingProblem.Load(new DataOptions
        {
            Table = [Path.Combine(data, "routellm/routellm/evals/mmlu/responses")],
            Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1",
            Strong = "gpt-4-1106-preview",
        });
        int[] test = [.. File.ReadLines(Path.Combine(data, "mmlu_splits/test_rows_42.txt")).Where(line => line.Length > 0)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        int[] training = [.. Enumerable.Range(0, problem.Table.Count).Except(test)];
        var cached = folder is not null && File.Exists(Path.Combine(folder, "x_train.npy"));
        var (dense, unseen) = cached
            ? (Read(Path.Combine(folder!, "x_train.npy"), training.Length), Read(Path.Combine(folder!, "x_test.npy"), test.Length))
            : Features(problem, training, test);
        var quality = problem.Quality();
        var labels = Targets.StrongNeeded(quality[0], quality[1]);
        if (folder is not null && !cached)
        {
            Write(Path.Combine(folder, "x_train.npy"), dense.Dense.Values, dense.RowCount, Columns);
            Write(Path.Combine(folder, "x_test.npy"), unseen.Dense.Values, unseen.RowCount, Columns);
            Write(Path.Combine(folder, "y_train.npy"), Array.ConvertAll(training, row => (float)labels[row]), training.Length, 1);
            Write(Path.Combine(folder, "y_test.npy"), Array.ConvertAll(test, row => (float)labels[row]), test.Length, 1);
        }

        double[][] Of(int[] rows) => Array.ConvertAll(quality, column => Array.ConvertAll(rows, row => column[row]));
        var set = new TrainingSet(dense, Of(training), IsPair: true);
        var truth = Array.ConvertAll(test, row => labels[row] > 0);
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
        foreach (var (name, learner) in learners)
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

    private static (FeatureMatrix Training, FeatureMatrix Test) Features(RoutingProblem problem, int[] training, int[] test)
    {
        string[] Texts(int[] rows) => Array.ConvertAll(rows, row => problem.Texts[row]);
        var (features, vectors) = TextFeatures.FitTransform(Texts(training), new(new NgramWeighting(1, 1, 50_000, 2), null, false));
        var projection = Directions(vectors);
        return (Projected(vectors, projection), Projected(features.Transform(Texts(test)), projection));
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

    private static FeatureMatrix Read(string path, int rows)
    {
        var values = new float[rows * Columns];
        using var file = File.OpenRead(path);
        file.Position = HeaderBytes;
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new FeatureMatrix(FeatureMatrix.Empty(rows).Sparse, new DenseMatrix(values, rows, Columns));
    }

    private static void Write(string path, ReadOnlySpan<float> values, int rows, int columns)
    {
        var header = Text($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        header = header.PadRight(HeaderBytes - 11) + "\n"; // magic, version and length take 10 bytes
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0]);
        file.Write(System.Text.Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(values));
    }

    // Share of pairs of one of either kind that stand in the right order, ties as half.
    private static double Auc(float[] scores, bool[] truth)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(row => scores[row])];
        double below = 0, sum = 0;
        for (int i = 0, j; i < order.Length; i = j)
        {
            var (positive, negative) = (0, 0);
            for (j = i; j < order.Length && scores[order[j]] == scores[order[i]]; j++)
            {
                (positive, negative) = truth[order[j]] ? (positive + 1, negative) : (positive, negative + 1);
            }

            sum += positive * (below + (negative / 2.0));
            below += negative;
        }

        return sum / (truth.Count(positive => positive) * below);
    }

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

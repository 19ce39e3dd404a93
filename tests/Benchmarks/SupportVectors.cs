using System.Diagnostics;
using System.Globalization;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Supervision;
using Trainer.Learners.Svm;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Benchmarks;

/// <summary>
/// Support vector machines on whether the strong model is needed, MMLU prompts as 768 dense columns, split 42: seconds of a fit, rates of
/// scoring here and by the graph, peak memory, area under the curve; then <see cref="SvmNodes"/>. With a folder given, matrices and decision values are written
/// there as NumPy files.
/// </summary>
internal static class SupportVectors
{
    public static void Run(string data, string? folder)
    {
        var (training, test) = ProjectedPrompts.Load(data);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        Console.WriteLine(Text($"{training.Count} × {training.Features.ColumnCount}, {Peak()} MiB before the fit"));
        foreach (var learner in (SvmLearner[])[new SvmLearner(), new SvmLearner(Kernel: SvmKernel.Linear)])
        {
            using var process = Process.GetCurrentProcess();
            var cpu = process.TotalProcessorTime;
            var started = Stopwatch.GetTimestamp();
            var fitted = learner.Fit(training, 42, default);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            process.Refresh();
            Console.WriteLine(Text($"{learner.Kernel}: fit {seconds:0.00} s, CPU {(process.TotalProcessorTime - cpu).TotalSeconds:0.00} s, peak {Peak()} MiB"));
            started = Stopwatch.GetTimestamp();
            var scores = fitted.Score(test.Features, []);
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var needed = Targets.StrongNeeded(test.Quality[0], test.Quality[1]);
            var auc = new RankAuc(new ScoreOrder(Array.ConvertAll(scores, score => (double)score)), Array.ConvertAll(needed, y => y > 0))
                .Value(Array.ConvertAll(needed, _ => 1));
            Console.WriteLine(Text($"  Score: {scores.Length / seconds:0} queries/s; AUC {auc:0.0000}"));
            Graph(fitted, test.Features.Dense, scores);
            if (folder is not null)
            {
                Npy.Write(Path.Combine(folder, $"scores-{learner.Kernel}.npy"), scores, scores.Length);
            }
        }

        if (folder is not null)
        {
            Write(training, test, folder);
        }

        SvmNodes.Run();
    }

    /// <summary>Vectors and labels of both parts as NumPy files.</summary>
    public static void Write(TrainingSet training, TrainingSet test, string folder)
    {
        Npy.Write(Path.Combine(folder, "train.npy"), training.Features.Dense.Values, training.Count, training.Features.ColumnCount);
        Npy.Write(Path.Combine(folder, "test.npy"), test.Features.Dense.Values, test.Count, test.Features.ColumnCount);
        Npy.Write(Path.Combine(folder, "y.npy"), Needed(training), training.Count, 1);
        Npy.Write(Path.Combine(folder, "y-test.npy"), Needed(test), test.Count, 1);
    }

    private static void Graph(IFittedLearner fitted, DenseMatrix vectors, float[] expected)
    {
        var graph = new GraphBuilder("svm");
        var input = graph.Input(GraphSession.EmbeddingName, DataType.Float, GraphBuilder.Batch, vectors.ColumnCount);
        graph.Output(GraphSession.ScoresName, fitted.Emit(new QueryInputs(graph), new FeatureNodes(null, input)), DataType.Float, GraphBuilder.Batch, 1);
        var bytes = graph.Build(new Dictionary<string, string>());
        using var session = new GraphSession(bytes);
        var (score, error) = (new float[1], 0.0);
        var started = Stopwatch.GetTimestamp();
        for (var row = 0; row < vectors.RowCount; row++)
        {
            session.Run(new GraphInputs(1) { Embeddings = vectors.Row(row).ToArray() }, score);
            error = Math.Max(error, Math.Abs(score[0] - expected[row]));
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(Text($"  graph, {bytes.Length / 1048576.0:0.0} MiB: {vectors.RowCount / seconds:0} queries/s one at a time, differs by {error:0.0e+0} at most"));
    }

    private static float[] Needed(TrainingSet set) => Array.ConvertAll(Targets.StrongNeeded(set.Quality[0], set.Quality[1]), y => (float)y);

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

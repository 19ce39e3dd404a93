using System.Diagnostics;
using System.Globalization;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Mlp;
using Trainer.Learners.Neighbours;

namespace Benchmarks;

/// <summary>
/// The memory of a fit without that of making its features: a process that reads vectors and labels from NumPy files, fits, scores the test
/// rows and does nothing else. <see cref="Write"/> makes the files: <see cref="ProjectedPrompts"/>, and whether the strong model is needed.
/// </summary>
internal static class FitAlone
{
    public static void Write(string data, string folder)
    {
        var (training, test) = ProjectedPrompts.Load(data);
        SupportVectors.Write(training, test, folder);
    }

    public static void Run(string folder, string learner)
    {
        Console.WriteLine($"{Peak()} when started");
        var (training, y) = Read(folder, "train.npy", "y.npy");
        var (test, needed) = Read(folder, "test.npy", "y-test.npy");
        Console.WriteLine($"{Peak()} with {training.RowCount} + {test.RowCount} rows of {training.ColumnCount} columns");
        var cpu = Environment.CpuUsage.UserTime;
        var set = new TrainingSet(Features(training), [new double[y.Length], y], IsPair: true);
        ILearner settings = learner == MlpLearner.Name ? new MlpLearner(PairTarget.NeedsStrong) : new NeighboursLearner();
        var fitted = settings.Fit(set, 42, default);
        Console.WriteLine($"{Peak()} after the fit");
        var scores = fitted.Score(Features(test), []);
        var auc = new RankAuc(new ScoreOrder(Array.ConvertAll(scores, score => (double)score)), Array.ConvertAll(needed, label => label > 0))
            .Value(Array.ConvertAll(scores, _ => 1));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Peak()} after scoring; {(Environment.CpuUsage.UserTime - cpu).TotalSeconds:0.00} s of user processor time, AUC {auc:0.0000}"));
    }

    private static (DenseMatrix Vectors, double[] Labels) Read(string folder, string vectors, string labels) => (
        Npy.Read(Path.Combine(folder, vectors)),
        Array.ConvertAll(Npy.Read(Path.Combine(folder, labels)).Values.ToArray(), label => (double)label));

    private static FeatureMatrix Features(DenseMatrix vectors) => new(new SparseMatrix(new int[vectors.RowCount + 1], [], [], 0), vectors);

    private static string Peak()
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"peak {process.PeakWorkingSet64 / 1e6:0} MB");
    }
}

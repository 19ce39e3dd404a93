using System.Diagnostics;
using System.Globalization;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Mlp;
using Trainer.Sweep;
using Trainer.Training.Noise;

namespace Benchmarks;

/// <summary>
/// The network 128-64 on "the strong model is needed", MMLU split 42, over a Gaussian projection of word 1-2-gram TF-IDF to 768 dense
/// columns: processor time of a fit, best and median of runs, and AUC on the test rows.
/// </summary>
internal static class Mlp
{
    private const int Columns = 768;

    public static void Run(string data, int runs)
    {
        var problem = RoutingProblem.Load(new DataOptions
        {
            Table = [Path.Combine(data, "routellm/routellm/evals/mmlu/responses")],
            Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1",
            Strong = "gpt-4-1106-preview",
        });
        var testRows = File.ReadLines(Path.Combine(data, "mmlu_splits/test_rows_42.txt")).Where(line => line.Length > 0)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        var (training, test) = (problem.Select([.. Enumerable.Range(0, problem.Table.Count).Except(testRows)]), problem.Select(testRows));
        var (features, vectors) = TextFeatures.FitTransform(
            training.Texts, new TextFeatureSpec(new NgramWeighting(1, 2, 50_000, MinDocuments: 1, Sublinear: false), null, false));
        var projection = new float[vectors.ColumnCount * Columns];
        GaussianNoise.Fill(projection, 42);
        var set = new TrainingSet(Projected(vectors, projection), training.Quality(), IsPair: true);
        var held = Projected(features.Transform(test.Texts), projection);
        bool[] needed = [.. test.Quality()[0].Zip(test.Quality()[1], (weak, strong) => strong > weak)];

        foreach (var learner in new[]
        {
            new MlpLearner(PairTarget.NeedsStrong),
            new MlpLearner(PairTarget.NeedsStrong, Validation: 0, Epochs: 67, Patience: 0),
        })
        {
            var seconds = new List<double>();
            using var process = Process.GetCurrentProcess();
            var scores = Array.Empty<float>();
            for (var run = 0; run < runs; run++)
            {
                var started = process.TotalProcessorTime;
                var fitted = learner.Fit(set, (ulong)run, default);
                process.Refresh();
                seconds.Add((process.TotalProcessorTime - started).TotalSeconds);
                scores = fitted.Score(held, test.Texts);
                var auc = new RankAuc(new ScoreOrder(Array.ConvertAll(scores, score => (double)score)), needed).Value(Ones(scores.Length));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"seed {run}: {seconds[^1]:0.000} s of processor time, AUC {auc:0.0000}"));
            }

            seconds.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{TrialReports.Describe(learner).Settings}: {set.Count} x {Columns}, best {seconds[0]:0.000} s, " +
                $"median {seconds[seconds.Count / 2]:0.000} s"));
        }
    }

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];

    private static FeatureMatrix Projected(SparseMatrix sparse, float[] projection)
    {
        var values = new float[sparse.RowCount * Columns];
        for (var row = 0; row < sparse.RowCount; row++)
        {
            var target = values.AsSpan(row * Columns, Columns);
            for (var i = 0; i < sparse.Columns(row).Length; i++)
            {
                var from = projection.AsSpan(sparse.Columns(row)[i] * Columns, Columns);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(from, sparse.Values(row)[i] / MathF.Sqrt(Columns), target, target);
            }
        }

        return new FeatureMatrix(
            new SparseMatrix(new int[sparse.RowCount + 1], [], [], 0), new DenseMatrix(values, sparse.RowCount, Columns));
    }
}

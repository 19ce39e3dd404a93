using System.Diagnostics;
using System.Globalization;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Learners.Logistic;
using Trainer.Learners.Supervision;

namespace Benchmarks;

/// <summary>
/// L2 logistic regression, C = 1, on "needs strong" from 50,000 word 1-2-gram TF-IDF columns of split 42's MMLU training prompts: seconds,
/// the objective reached, Σ loss + ½‖w‖², and the AUC on the test prompts. With a folder it writes the matrices there as .npy for peers.
/// </summary>
internal static class Logistic
{
    public static void Run(string data, int runs, string? folder)
    {
        var (training, test) = MmluSplit.Load(data);
        var spec = new TextFeatureSpec(new NgramWeighting(1, 2, 50_000, MinDocuments: 1, Sublinear: false), null, false);
        var (features, sparse) = TextFeatures.FitTransform(training.Texts, spec);
        var vectors = FeatureMatrix.Of(sparse);
        var y = Targets.StrongNeeded(training.Quality()[0], training.Quality()[1]);
        var truth = Targets.StrongNeeded(test.Quality()[0], test.Quality()[1]);
        var weights = Array.ConvertAll(y, _ => 1.0);

        var seconds = new List<double>();
        LinearModel model = null!;
        for (var run = 0; run < runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            model = PenalizedRegression.Fit(vectors, y, weights, 1, Loss.Logistic, default);
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        var objective = model.Weights.Sum(w => 0.5 * w * w);
        for (var row = 0; row < y.Length; row++)
        {
            var z = LogOdds(model, sparse, row);
            objective += Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - (y[row] * z);
        }

        var testVectors = features.Transform(test.Texts);
        var scores = Enumerable.Range(0, truth.Length).Select(row => LogOdds(model, testVectors, row)).ToArray();
        var auc = new RankAuc(new ScoreOrder(scores), Array.ConvertAll(truth, needed => needed > 0)).Value(
            [.. Enumerable.Repeat(1, truth.Length)]);
        seconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{y.Length} rows, {sparse.ColumnCount} columns, {sparse.StoredCount} values: median {seconds[runs / 2]:0.000} s, best ") +
            string.Create(CultureInfo.InvariantCulture, $"{seconds[0]:0.000} s, objective {objective:0.000}, test AUC {auc:0.0000}"));
        if (folder is not null)
        {
            Npy.Write(Path.Combine(folder, "indptr.npy"), (float[])[.. Enumerable.Range(0, y.Length).Select(row => (float)sparse.Columns(row).Length)], y.Length);
            Npy.Write(Path.Combine(folder, "indices.npy"), (float[])[.. Enumerable.Range(0, y.Length).SelectMany(row => sparse.Columns(row).ToArray()).Select(c => (float)c)], sparse.StoredCount);
            Npy.Write(Path.Combine(folder, "values.npy"), (float[])[.. Enumerable.Range(0, y.Length).SelectMany(row => sparse.Values(row).ToArray())], sparse.StoredCount);
            Npy.Write(Path.Combine(folder, "y.npy"), Array.ConvertAll(y, value => (float)value), y.Length);
        }
    }

    private static double LogOdds(LinearModel model, SparseMatrix x, int row)
    {
        double sum = model.Intercept;
        for (var i = 0; i < x.Columns(row).Length; i++)
        {
            sum += x.Values(row)[i] * model.Weights[x.Columns(row)[i]];
        }

        return sum;
    }
}

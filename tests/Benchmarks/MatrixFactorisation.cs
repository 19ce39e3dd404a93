using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Factorisation;
using Trainer.Training.Optimisation;

namespace Benchmarks;

/// <summary>
/// Matrix factorisation on 45,000 planted battles of 64 models with embeddings of 1536 numbers. The folder has embeddings.npy (float32),
/// battles.jsonl (model_a, model_b, winner) and test_rows.txt (the row numbers of the test battles, which no fit sees; those of RouteLLM are
/// the last 5 % of the rows after Python's random.seed(42) and random.shuffle).
/// </summary>
internal static class MatrixFactorisation
{
    // RouteLLM's own settings: no skill, no ties, nothing held out.
    private static readonly MfLearner RouteLlm = new(
        Ties: TieTarget.Drop, Skill: false, Rate: 3e-4, Decline: RateDecline.None, L2: 1e-5, Noise: 0.1, Batch: 64, Patience: 0,
        Validation: 0);

    public static void Run(string folder, int runs)
    {
        var embeddings = Npy.Read(Path.Combine(folder, "embeddings.npy"));
        var battles = File.ReadLines(Path.Combine(folder, "battles.jsonl")).Select(Battle.Parse).ToArray();
        var testRows = File.ReadLines(Path.Combine(folder, "test_rows.txt")).Where(line => line.Length > 0)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        var models = battles.SelectMany(battle => new[] { battle.Winner, battle.Loser }).Distinct().Order(StringComparer.Ordinal).ToList();
        TrainingSet Set(int[] rows) => Of(embeddings.Select(rows), [.. rows.Select(row => battles[row])], models);
        int[] trainingRows = [.. Enumerable.Range(0, battles.Length).Except(testRows)];
        var (training, test) = (Set(trainingRows), Set(testRows));
        embeddings = null;

        Console.WriteLine($"{training.Count} battles x {training.Features.ColumnCount}, {models.Count} models, {test.Count} test battles");
        double Time(MfLearner learner, out IFittedLearner fitted)
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            fitted = learner.Fit(training, 42, default);
            process.Refresh();
            return (process.TotalProcessorTime - before).TotalSeconds;
        }

        // What is not the epochs' is in both.
        for (var run = 0; run < runs; run++)
        {
            var (one, four) = (Time(RouteLlm with { Epochs = 1 }, out _), Time(RouteLlm with { Epochs = 4 }, out _));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"RouteLLM's settings: {(four - one) / 3:0.000} s of processor time per epoch, {one:0.00} s for a fit of one"));
        }

        void Report(string name, MfLearner learner)
        {
            var watch = Stopwatch.StartNew();
            var seconds = Time(learner, out var fitted);
            var wall = watch.Elapsed.TotalSeconds;
            var (loss, accuracy) = Judge(fitted.Score(test.Features, []), test, models.Count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {seconds:0.00} s of processor time, {wall:0.00} s, test loss {loss:0.0000}, accuracy {accuracy:0.0000}"));
        }

        Report("RouteLLM's settings, 100 epochs", RouteLlm with { Epochs = 100 });
        for (var run = 0; run < runs; run++)
        {
            Report("defaults", new MfLearner());
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"peak memory {self.PeakWorkingSet64 >> 20} MiB");
    }

    private static TrainingSet Of(DenseMatrix embeddings, Battle[] battles, List<string> models)
    {
        double[][] quality = [.. models.Select(_ => new double[battles.Length])];
        var index = models.Select((name, m) => (name, m)).ToDictionary(pair => pair.name, pair => pair.m);
        foreach (var column in quality)
        {
            Array.Fill(column, double.NaN);
        }

        for (var row = 0; row < battles.Length; row++)
        {
            (quality[index[battles[row].Winner]][row], quality[index[battles[row].Loser]][row]) = (1, 0);
        }

        return new TrainingSet(new FeatureMatrix(FeatureMatrix.Empty(battles.Length).Sparse, embeddings), quality, IsPair: false);
    }

    private static (double Loss, double Accuracy) Judge(float[] scores, TrainingSet test, int models)
    {
        double loss = 0, right = 0;
        for (var row = 0; row < test.Count; row++)
        {
            var winner = Enumerable.Range(0, models).First(m => test.Quality[m][row] == 1);
            var loser = Enumerable.Range(0, models).First(m => test.Quality[m][row] == 0);
            var logit = (double)scores[(row * models) + winner] - scores[(row * models) + loser];
            loss += Math.Log(1 + Math.Exp(-logit));
            right += logit > 0 ? 1 : 0;
        }

        return (loss / test.Count, right / test.Count);
    }

    private sealed record Battle(string Winner, string Loser)
    {
        public static Battle Parse(string line)
        {
            using var json = JsonDocument.Parse(line);
            var (a, b) = (json.RootElement.GetProperty("model_a").GetString()!, json.RootElement.GetProperty("model_b").GetString()!);
            return json.RootElement.GetProperty("winner").GetString() == "model_a" ? new Battle(a, b) : new Battle(b, a);
        }
    }
}

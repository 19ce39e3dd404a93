using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Spectre.Console;
using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Features.Data.Splits;
using Trainer.Learners;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// ECE on untouched test queries before and after each method of calibration: MMLU's two models, and the 29 models of MMLU-Pro as the mean of the models'
/// errors; inside the training domains, and on domains that were left out in whole.
/// </summary>
internal static class CalibrationError
{
    private const int Folds = 5;
    private const string Features = "words+characters";

    private static readonly string[] OtherSubjects = ["high_school", "mmlu_high_school", "professional", "mmlu_professional"];
    private static readonly string[] OtherCategories = ["law", "chemistry", "psychology"];

    /// <param name="data">The shared data folder.</param>
    /// <param name="learners">Names, comma-separated.</param>
    public static void Run(string data, string learners)
    {
        Console.WriteLine($"data | learner | test queries | {string.Join(" | ", CalibrationMethod.All.Select(method => method.Name))} | platt by domain | auto | takes");
        var mmlu = MmluSplit.Load(data);
        var whole = MmluSplit.All(data);
        var pro = MmluPro(data);
        var dealt = new Splitter(pro.Table).HoldOut(0.2, 42);
        foreach (var learner in learners.Split(','))
        {
            Judge("MMLU, split 42", mmlu.Training, mmlu.Test, learner);
            OutOfDomain("MMLU, subjects left out", whole, OtherSubjects, learner);
            Judge("MMLU-Pro, by source", pro.Select(dealt.Train), pro.Select(dealt.Test), learner);
            OutOfDomain("MMLU-Pro, categories left out", pro, OtherCategories, learner);
        }
    }

    private static void OutOfDomain(string name, RoutingProblem all, string[] prefixes, string learner)
    {
        var split = new Splitter(all.Table).HoldOutDomains([.. prefixes.Where(prefix =>
            all.Domains.Any(domain => domain?.StartsWith(prefix, StringComparison.Ordinal) == true))]);
        Judge(name, all.Select(split.Train), all.Select(split.Test), learner);
    }

    private static void Judge(string name, RoutingProblem training, RoutingProblem test, string learner)
    {
        using var sources = new FeatureSources(new TrainerOptions(), training, new Trainer.Progress(AnsiConsole.Console, silent: true));
        var crossValidation = new CrossValidation(training, sources, Folds, 42);
        var spec = new TrialSpec(0, Features, LearnerFamily.Find(learner)!.Default);
        var outOfFold = crossValidation.OutOfFoldScores(spec, 42, default);
        crossValidation.Forget();
        var (features, vectors) = sources.FitTransform(Features, training.Texts, training.Scores, default);
        var raw = crossValidation.FitOnAll(spec, vectors, 42, default).Score(features.Transform(test.Texts), test.Texts);
        var cells = CalibrationMethod.All.Select(method => Ece(test, raw, FittedCalibration.Fit(method, training, outOfFold, byDomain: false)))
            .Append(Ece(test, raw, FittedCalibration.Fit(CalibrationMethod.Platt, training, outOfFold, byDomain: true)));
        var (fitted, choice) = new CalibrationSelection(training, crossValidation.Folds, crossValidation.Clusters, 42).Choose(outOfFold, new());
        Console.WriteLine($"{name} | {learner} | {test.Table.Count} | {string.Join(" | ", cells)} | {Ece(test, raw, fitted)} | {choice.Method}");
        Console.WriteLine("  log loss by cross-validation: " + string.Join(", ", choice.Trials.Select(trial => string.Create(
            CultureInfo.InvariantCulture,
            $"{trial.Method} {trial.LogLoss.Value:0.00000} ({trial.OverPlatt.Value:+0.00000;-0.00000;0} ± {trial.StandardError:0.00000})"))));
    }

    // Mean over the models, with a percentile interval over queries.
    private static string Ece(RoutingProblem test, float[] raw, FittedCalibration calibration)
    {
        var perQuery = raw.Length / test.Table.Count;
        var scores = calibration.Apply(raw, perQuery, test.Domains);
        int[] rows = [.. Enumerable.Range(0, test.Table.Count).Where(row =>
            Enumerable.Range(0, calibration.Maps.Count).All(m => !double.IsNaN(ScoreCalibration.Target(test, row, m))))];
        CalibrationMeasures[] measures = [.. Enumerable.Range(0, calibration.Maps.Count).Select(m => new CalibrationMeasures(
            Array.ConvertAll(rows, row => (double)scores[(row * perQuery) + m]), Array.ConvertAll(rows, row => ScoreCalibration.Target(test, row, m))))];
        var ece = new ClusterBootstrap(rows, 42).Percentile(1, (weights, values) =>
        {
            values[0] = 0;
            foreach (var measure in measures)
            {
                values[0] += measure.Ece(weights) / measures.Length;
            }
        }, 200)[0].ToEstimate(rows.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{ece.Value:0.0000} ({ece.Low:0.000}–{ece.High:0.000})");
    }

    private static RoutingProblem MmluPro(string data)
    {
        var path = Path.Combine(data, "mmlu_pro/mmlu_pro.jsonl.gz");
        var builder = new RoutingTableBuilder("MMLU-Pro");
        var place = new DataPlace(path);
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[]? models = null;
        while (lines.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var question = json.RootElement;
            var scores = question.GetProperty("scores");
            if (models is null)
            {
                models = [.. scores.EnumerateObject().Select(score => score.Name)];
                builder.DeclareModels(models, place);
            }

            string Text(string key) => question.GetProperty(key).GetString()!;
            var row = builder.AddQuery(new Query(Text("id"), Text("prompt"), Text("category"), Text("src")), place);
            for (var m = 0; m < models.Length; m++)
            {
                builder.SetQuality(
                    row, m, scores.TryGetProperty(models[m], out var score) && score.ValueKind == JsonValueKind.Number ? score.GetDouble() : null, place);
            }
        }

        var table = builder.Build();
        return new RoutingProblem(table, RoutingTask.Pool, new DataSource("MMLU-Pro", [], ContentDigest.Of(table)));
    }
}

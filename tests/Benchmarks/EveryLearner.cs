using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Trainer;
using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;
using Trainer.Export;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Onnx;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// Every learner with its default settings on given feature sets. On RouteLLM's MMLU tables: fitted on the training rows of five splits,
/// APGR on the test rows, mean and spread, and the fixed split with its interval. On LLMRouter's nine models: calibrated on out-of-fold
/// scores, mean quality of the best predicted model on the clean test rows beside the best single model, paired.
/// </summary>
internal static class EveryLearner
{
    private static readonly string[] Splits = ["0", "1", "2", "3", "4", "42"];

    /// <param name="data">The shared data folder.</param>
    /// <param name="sets">Feature sets, comma-separated.</param>
    /// <param name="only">Names of learners, comma-separated; all where it is empty.</param>
    public static void OnMmlu(string data, string sets, string only)
    {
        var problem = MmluSplit.All(data);
        using var sources = Sources(problem);
        Console.WriteLine("learner | features | 10-bin mean | exact mean (sd) | split 42 exact (95 %) | fit s | graph MB | decision ms");
        foreach (var set in sets.Split(','))
        {
            var results = Families(only).ToDictionary(family => family, _ => new List<Result>());
            foreach (var split in Splits)
            {
                var (training, judged) = MmluSplit.Of(problem, data, split);
                var (features, vectors) = sources.FitTransform(set, training.Texts, training.Scores, default);
                var tested = features.Transform(judged.Texts);
                foreach (var (family, list) in results)
                {
                    list.Add(Judge(family, training, judged, features, vectors, tested, split == "42"));
                }
            }

            foreach (var (family, list) in results)
            {
                Print(family, set, list);
            }
        }
    }

    /// <param name="data">The shared data folder.</param>
    /// <param name="configuration">configs/llmrouter-pool.yaml.</param>
    /// <param name="sets">Feature sets, comma-separated.</param>
    /// <param name="only">Names of learners, comma-separated; all where it is empty.</param>
    public static void OnPool(string data, string configuration, string sets, string only)
    {
        var options = ConfigurationFile.Read(configuration, []);
        var folder = Path.Combine(data, "llmrouter/data/dcrouter_preprocessed");
        var training = RoutingProblem.Load(options.Data with { Table = [Path.Combine(folder, "train.json")] });
        var all = RoutingProblem.Load(options.Data with { Table = [Path.Combine(folder, "test.json")] });
        var seen = training.Texts.ToHashSet(StringComparer.Ordinal);
        var test = all.Select([.. Enumerable.Range(0, all.Table.Count).Where(row => !seen.Contains(all.Texts[row]))]);
        using var sources = Sources(training);
        var crossValidation = new CrossValidation(training, sources, options.Sweep.Folds, options.Seed);
        var models = Enumerable.Range(0, test.Table.Models.Count).ToArray();
        var outcomes = PoolOutcomes.From(test.Table, models);
        var best = Baselines.BestConstant(PoolOutcomes.From(training.Table, models));
        Console.WriteLine(Text($"{outcomes.Rows} clean test queries; best on training: {test.Table.Models[best]}, mean {outcomes.Quality[best].Average():0.0000}"));
        Console.WriteLine("learner | features | mean quality (95 %) | against the best single model, paired (95 %) | fit s");
        foreach (var set in sets.Split(','))
        {
            foreach (var family in Families(only))
            {
                var started = Stopwatch.GetTimestamp();
                TrainedRouter trained;
                try
                {
                    trained = TrainedRouter.Fit(training, crossValidation, sources, new TrialSpec(0, family.Default.UsesFeatures ? set : "", family.Default), 42, default);
                }
                catch (UsageException e)
                {
                    Console.WriteLine($"{family.Name} | {set} | refused: {e.Message}");
                    continue;
                }

                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / (options.Sweep.Folds + 1);
                var scores = trained.Router.Score(test.Texts);
                var perQuery = trained.Router.ScoresPerQuery;
                var chosen = Enumerable.Range(0, outcomes.Rows)
                    .Select(row => DecisionRule.Pool(scores.AsSpan(row * perQuery, perQuery), new double[models.Length], 0)).ToArray();
                double[] quality = [.. chosen.Select((m, row) => outcomes.Quality[m][row])];
                double[] gain = [.. quality.Select((y, row) => y - outcomes.Quality[best][row])];
                var means = new ClusterBootstrap(outcomes.Cluster, 42).Means([quality, gain], 10_000);
                Console.WriteLine(
                    $"{family.Name} | {set} | " + Text($"{Interval(means.Estimate(0))} | {Interval(means.Estimate(1))} | {seconds:0.00}"));
            }
        }
    }

    private static Result Judge(
        LearnerFamily family,
        RoutingProblem training,
        RoutingProblem test,
        QueryFeatures features,
        FeatureMatrix vectors,
        FeatureMatrix tested,
        bool isFixedSplit)
    {
        var learner = family.Default;
        var started = Stopwatch.GetTimestamp();
        IFittedLearner fitted;
        try
        {
            fitted = learner.Fit(training.ToTrainingSet(learner.UsesFeatures ? vectors : FeatureMatrix.Empty(vectors.RowCount)), 42, default);
        }
        catch (UsageException e)
        {
            return new Result(double.NaN, double.NaN, default, 0, 0, 0, e.Message);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var scores = fitted.Score(learner.UsesFeatures ? tested : FeatureMatrix.Empty(tested.RowCount), test.Texts);
        var outcomes = PairOutcomes.From(test.Table, 0, 1);
        var asDouble = Array.ConvertAll(scores, score => (double)score);
        double tenBins;
        try
        {
            tenBins = RouteLlmConvention.Of(outcomes, asDouble).Apgr;
        }
        catch (ArgumentException)
        {
            tenBins = double.NaN; // a score of few values has no ten bins
        }

        var exact = new CostQualityCurve(outcomes, asDouble).Apgr();
        if (!isFixedSplit)
        {
            return new Result(tenBins, exact, default, seconds, 0, 0, null);
        }

        var judged = RouterEvaluation.Run(test.Table, scores, training.MeanCostUsd(), [new NamedSetting("half", 0.5)], true, 42, 1000).Pair!;
        var graph = new FittedRouter(learner.UsesFeatures ? features : null, fitted, [new PlattScaling(1, 0)]).BuildGraph(new Dictionary<string, string>());
        return new Result(tenBins, exact, judged.Apgr, seconds, graph.Length / 1e6, Milliseconds(graph, features, test.Texts), null);
    }

    // The graph's own time: an encoder stands outside of it.
    private static double Milliseconds(byte[] graph, QueryFeatures features, string[] texts)
    {
        using var session = new GraphSession(graph);
        var times = new List<double>();
        var scores = new float[session.ScoresPerText];
        foreach (var text in texts.Take(400))
        {
            var inputs = new GraphInputs(1)
            {
                Texts = [text],
                Embeddings = session.Takes(GraphSession.EmbeddingName) ? features.OutsideTheGraph!.Embed([text]).Values.ToArray() : null,
            };
            var started = Stopwatch.GetTimestamp();
            session.Run(inputs, scores);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static void Print(LearnerFamily family, string set, List<Result> results)
    {
        if (results[0].Refusal is { } refusal)
        {
            Console.WriteLine($"{family.Name} | {set} | refused: {refusal}");
            return;
        }

        var five = results[..5];
        var mean = five.Average(result => result.Exact);
        var deviation = Math.Sqrt(five.Sum(result => (result.Exact - mean) * (result.Exact - mean)) / 4);
        var last = results[5];
        Console.WriteLine(
            $"{family.Name} | {set} | " +
            Text($"{five.Average(result => result.TenBins):0.000} | {mean:0.000} ({deviation:0.000}) | {Interval(last.Interval)} | ") +
            Text($"{results.Select(result => result.Seconds).Order().ElementAt(3):0.00} | {last.Megabytes:0.00} | {last.Milliseconds:0.000}"));
    }

    private static IEnumerable<LearnerFamily> Families(string only) =>
        LearnerFamily.All.Where(family => only.Length == 0 || only.Split(',').Contains(family.Name));

    private static FeatureSources Sources(RoutingProblem problem) => new(
        new TrainerOptions { Encoder = new EncoderOptions { InBundle = false } },
        problem,
        new Trainer.Progress(AnsiConsole.Console, silent: true));

    private static string Interval(Estimate estimate) => Text($"{estimate.Value:0.000} ({estimate.Low:0.000}–{estimate.High:0.000})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Result(
        double TenBins, double Exact, Estimate Interval, double Seconds, double Megabytes, double Milliseconds, string? Refusal);
}

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
using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Onnx;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// Every learner with its default settings on given feature sets. On RouteLLM's MMLU tables: fitted on the training rows of five splits,
/// APGR on the test rows, mean and spread, and the fixed split with its interval. On LLMRouter's nine models: calibrated on out-of-fold
/// scores, mean quality of the best predicted model on the clean test rows beside the best single model, paired. The feature set "scores"
/// is the one of <see cref="OutsideScores"/>. Seconds are user processor time of one fit.
/// </summary>
internal static class EveryLearner
{
    private static readonly string[] Splits = ["0", "1", "2", "3", "4", "42"];

    /// <param name="data">The shared data folder.</param>
    /// <param name="sets">Feature sets, comma-separated.</param>
    /// <param name="only">Names of learners, comma-separated; where it is empty all but those that train an encoder.</param>
    public static void OnMmlu(string data, string sets, string only)
    {
        var problem = MmluSplit.All(data);
        using var sources = Sources(problem);
        Console.WriteLine("learner | features | 10-bin mean | exact mean (sd) | split 42 exact (95 %) | beats | fit s | graph MB | decision ms");
        foreach (var set in sets.Split(','))
        {
            var results = Families(only).ToDictionary(family => family, _ => new List<Result>());
            foreach (var split in Splits)
            {
                var (training, judged) = MmluSplit.Of(problem, data, split);
                if (set == OutsideScores.Set)
                {
                    (training, judged) = OutsideScores.Add(training, judged, sources);
                }

                var (features, vectors) = sources.FitTransform(set, training.Texts, training.Scores, default);
                var tested = features.Transform(judged.Texts, judged.Scores);
                foreach (var (family, list) in results)
                {
                    var result = Judge(family, training, judged, features, vectors, tested, split == "42");
                    list.Add(result);
                    Console.Error.WriteLine(
                        $"{family.Name}, split {split}: " + Text($"ten-bin {result.TenBins:0.0000}, exact {result.Exact:0.0000}, {result.Seconds:0.00} s"));
                }
            }

            foreach (var (family, list) in results)
            {
                Print(family, set, list);
            }
        }
    }

    /// <summary>The search on the nine models by mean quality: what it chose against the best single model, on the clean test rows.</summary>
    /// <param name="data">The shared data folder.</param>
    /// <param name="configuration">configs/llmrouter-pool.yaml.</param>
    /// <param name="seconds">When the search ends.</param>
    /// <param name="changes">Overrides of the configuration.</param>
    public static void Search(string data, string configuration, double seconds, params string[] changes)
    {
        var options = ConfigurationFile.Read(
            configuration, ["sweep.learners=auto", "sweep.features=auto", "sweep.trials=0", "sweep.folds=0", "objective.costWeight=0", .. changes]);
        var (training, test) = Pool(data, options);
        using var search = new TimedSearch(options, training, test, seconds);
        int[] models = [.. Enumerable.Range(0, test.Table.Models.Count)];
        var outcomes = PoolOutcomes.From(test.Table, models);
        var best = Baselines.BestConstant(PoolOutcomes.From(training.Table, models));
        var scores = search.Fitted.Router.Score(test.Texts);
        var perQuery = search.Fitted.Router.ScoresPerQuery;
        int[] chosen = [.. Enumerable.Range(0, outcomes.Rows)
            .Select(row => DecisionRule.Pool(scores.AsSpan(row * perQuery, perQuery), new double[models.Length], 0))];
        double[] quality = [.. chosen.Select((m, row) => outcomes.Quality[m][row])];
        double[] gain = [.. quality.Select((y, row) => y - outcomes.Quality[best][row])];
        var means = new ClusterBootstrap(outcomes.Cluster, 42).Means([quality, gain], 10_000);
        Console.WriteLine(
            $"mean quality {Interval(means.Estimate(0))}, against {test.Table.Models[best]} " +
            Text($"({outcomes.Quality[best].Average():0.000}), paired: {Interval(means.Estimate(1))}, n {outcomes.Rows}; {search.Line}"));
    }

    private static (RoutingProblem Training, RoutingProblem Test) Pool(string data, TrainerOptions options)
    {
        var folder = Path.Combine(data, "llmrouter/data/dcrouter_preprocessed");
        var training = RoutingProblem.Load(options.Data with { Table = [Path.Combine(folder, "train.json")] });
        var all = RoutingProblem.Load(options.Data with { Table = [Path.Combine(folder, "test.json")] });
        var seen = training.Texts.ToHashSet(StringComparer.Ordinal);
        var test = all.Select([.. Enumerable.Range(0, all.Table.Count).Where(row => !seen.Contains(all.Texts[row]))]);
        return (training, test);
    }

    /// <param name="data">The shared data folder.</param>
    /// <param name="configuration">configs/llmrouter-pool.yaml.</param>
    /// <param name="sets">Feature sets, comma-separated.</param>
    /// <param name="only">Names of learners, comma-separated; where it is empty all but those that train an encoder.</param>
    public static void OnPool(string data, string configuration, string sets, string only)
    {
        var options = ConfigurationFile.Read(configuration, []);
        var (training, test) = Pool(data, options);
        using var sources = Sources(training);
        var models = Enumerable.Range(0, test.Table.Models.Count).ToArray();
        var outcomes = PoolOutcomes.From(test.Table, models);
        var best = Baselines.BestConstant(PoolOutcomes.From(training.Table, models));
        Console.WriteLine(Text($"{outcomes.Rows} clean test queries; best on training: {test.Table.Models[best]}, mean {outcomes.Quality[best].Average():0.0000}"));
        Console.WriteLine(
            "learner | features | mean quality (95 %) | against the best single model, paired (95 %) | beats | fit s | graph MB | decision ms");
        foreach (var set in sets.Split(','))
        {
            var (learned, judged) = set == OutsideScores.Set ? OutsideScores.Add(training, test, sources) : (training, test);
            foreach (var family in Families(only))
            {
                var folds = Math.Min(options.Sweep.Folds, family.Default.MostFolds);
                var crossValidation = new CrossValidation(learned, sources, folds, options.Seed);
                var started = UserSeconds();
                TrainedRouter trained;
                try
                {
                    var spec = new TrialSpec(0, family.Default.UsesFeatures ? set : "", family.Default);
                    trained = TrainedRouter.Fit(learned, crossValidation, sources, spec, 42, default);
                }
                catch (UsageException e)
                {
                    Console.WriteLine($"{family.Name} | {set} | refused: {e.Message}");
                    continue;
                }

                var seconds = (UserSeconds() - started) / (folds + 1);
                var scores = trained.Router.Score(judged.Texts, judged.Scores);
                var perQuery = trained.Router.ScoresPerQuery;
                var chosen = Enumerable.Range(0, outcomes.Rows)
                    .Select(row => DecisionRule.Pool(scores.AsSpan(row * perQuery, perQuery), new double[models.Length], 0)).ToArray();
                double[] quality = [.. chosen.Select((m, row) => outcomes.Quality[m][row])];
                double[] gain = [.. quality.Select((y, row) => y - outcomes.Quality[best][row])];
                var means = new ClusterBootstrap(outcomes.Cluster, 42).Means([quality, gain], 10_000);
                var graph = trained.Router.BuildGraph(new Dictionary<string, string>());
                var milliseconds = Milliseconds(graph, trained.Router.Features.SingleOrDefault(), trained.Router.Encoder?.Network, judged);
                var (mean, paired) = (means.Estimate(0), means.Estimate(1));
                Console.WriteLine(
                    $"{family.Name} | {set} | " + Text($"{Interval(mean)} | {Interval(paired)} | {Beats(paired, 0)} | ") +
                    Text($"{seconds:0.00} | {graph.Length / 1e6:0.00} | {milliseconds:0.000}"));
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
        var started = UserSeconds();
        IFittedLearner fitted;
        try
        {
            fitted = learner.Fit(training.ToTrainingSet(learner.UsesFeatures ? vectors : FeatureMatrix.Empty(vectors.RowCount)), 42, default);
        }
        catch (UsageException e)
        {
            return new Result(double.NaN, double.NaN, default, 0, 0, 0, e.Message);
        }

        using var own = fitted as IDisposable;
        var seconds = UserSeconds() - started;
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
        var graph = new FittedRouter(learner.UsesFeatures ? features : null, fitted, FittedCalibration.None(1)).BuildGraph(new Dictionary<string, string>());
        return new Result(tenBins, exact, judged.Apgr, seconds, graph.Length / 1e6, Milliseconds(graph, features, fitted.Encoder, test), null);
    }

    /// <summary>Median time of one decision: the graph's and cutting into pieces; an encoder that was not trained stands outside.</summary>
    public static double Milliseconds(byte[] graph, QueryFeatures? features, Encoder? encoder, RoutingProblem test)
    {
        using var session = new GraphSession(graph);
        var times = new List<double>();
        var scores = new float[session.ScoresPerText];
        for (var row = 0; row < Math.Min(400, test.Texts.Length); row++)
        {
            var text = test.Texts[row];
            var vectors = session.Takes(GraphSession.EmbeddingName) ? features!.OutsideTheGraph!.Embed([text]).Values.ToArray() : null;
            var external = session.Takes(GraphSession.ExternalScoresName) ? test.Scores.Values.Row(row).ToArray() : null;
            var started = Stopwatch.GetTimestamp();
            session.Run(
                new GraphInputs(1)
                {
                    Texts = [text],
                    Embeddings = vectors,
                    ExternalScores = external,
                    Pieces = encoder is null ? null : Encoder.Pieces(text, encoder.Tokenizer, encoder.Settings),
                },
                scores);
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
            Text($"{five.Average(result => result.TenBins):0.000} | {mean:0.000} ({deviation:0.000}) | {Interval(last.Interval)} | {Beats(last.Interval, 0.5)} | ") +
            Text($"{results.Select(result => result.Seconds).Order().ElementAt(3):0.00} | {last.Megabytes:0.00} | {last.Milliseconds:0.000}"));
    }

    private static IEnumerable<LearnerFamily> Families(string only) =>
        LearnerFamily.All.Where(family => only.Length == 0 ? !family.Default.TrainsEncoder : only.Split(',').Contains(family.Name));

    private static FeatureSources Sources(RoutingProblem problem) => new(
        new TrainerOptions { Encoder = new EncoderOptions { InBundle = false } },
        problem,
        new Trainer.Progress(AnsiConsole.Console, silent: true));

    private static string Beats(Estimate estimate, double constant) =>
        estimate.Low > constant ? "yes" : estimate.High < constant ? "no, worse" : "no";

    private static double UserSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.UserProcessorTime.TotalSeconds;
    }

    private static string Interval(Estimate estimate) => Text($"{estimate.Value:0.000} ({estimate.Low:0.000}–{estimate.High:0.000})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Result(
        double TenBins, double Exact, Estimate Interval, double Seconds, double Megabytes, double Milliseconds, string? Refusal);
}

using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Trainer;
using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Learners.FineTuning;
using Trainer.Learners.Logistic;
using Trainer.Onnx;
using Trainer.Sweep;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Benchmarks;

/// <summary>
/// The default encoder fine-tuned on the training part of MMLU, split 42: seconds and pieces per second of a fit, its slowest steps,
/// peak memory, size of the graph and time of a decision, and on the test rows AUC on "the weak model is wrong" and "the strong model is
/// needed" and the exact APGR, beside logistic regression on the frozen encoder.
/// </summary>
internal static class FineTune
{
    public static void Run(string data, int epochs, int texts)
    {
        var problem = RoutingProblem.Load(new DataOptions
        {
            Table = [Path.Combine(data, "routellm/routellm/evals/mmlu/responses")],
            Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1",
            Strong = "gpt-4-1106-preview",
        });
        var testRows = File.ReadLines(Path.Combine(data, "mmlu_splits/test_rows_42.txt")).Where(line => line.Length > 0)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        var (training, test) = (problem.Select([.. Enumerable.Range(0, problem.Table.Count).Except(testRows).Take(texts)]), problem.Select(testRows));
        using var encoder = DefaultEncoder.Load();
        var pieces = training.Texts.Sum(text => (long)TokenRows.Of(text, encoder.Tokenizer, encoder.Settings).Rows[0].Count);

        var steps = new List<double>();
        using var process = Process.GetCurrentProcess();
        var (wall, cpu) = (Stopwatch.GetTimestamp(), process.UserProcessorTime);
        var last = wall;
        var set = training.ToTrainingSet(FeatureMatrix.Empty(training.Table.Count)) with
        {
            Encoder = encoder,
            Progress = progress =>
            {
                if (progress.Step == 0)
                {
                    Console.WriteLine($"set up: {Peak()}");
                    Console.WriteLine(progress.Work);
                    wall = last = Stopwatch.GetTimestamp();
                    return;
                }

                steps.Add(Stopwatch.GetElapsedTime(last).TotalMilliseconds);
                last = Stopwatch.GetTimestamp();
            },
        };
        using var fitted = (TunedEncoder)new BertLearner(Epochs: epochs, Validation: 0).Fit(set, 42, default);
        var seconds = Stopwatch.GetElapsedTime(wall, last).TotalSeconds;
        process.Refresh();
        var user = (process.UserProcessorTime - cpu).TotalSeconds;
        steps.Sort();
        Console.WriteLine(Text($"{seconds / epochs:0.0} s per epoch, {user / epochs:0.0} s of user processor time; {epochs * pieces / seconds:0} pieces/s; ") +
            Text($"slowest tenth of the steps {steps[(int)(0.9 * steps.Count)..].Average():0} ms; {Peak()}; digest {fitted.Encoder.Digest[..12]}"));

        var started = Stopwatch.GetTimestamp();
        var scores = fitted.Score(FeatureMatrix.Empty(test.Table.Count), test.Texts);
        Console.WriteLine(Text($"{test.Texts.Length} test texts scored in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        var graph = new FittedRouter(null, fitted, FittedCalibration.None(1)).BuildGraph(new Dictionary<string, string>());
        var milliseconds = EveryLearner.Milliseconds(graph, null, fitted.Encoder, test);
        Console.WriteLine(Text($"graph {graph.Length / 1e6:0.00} MB, one decision from raw text {milliseconds:0.000} ms"));
        var classes = Classes(fitted, encoder.Tokenizer, test.Texts);
        Judge("fine-tuned", test, scores, Sum(classes, 0, 1), Sum(classes, 0));

        using var sources = new FeatureSources(new TrainerOptions(), training, new Trainer.Progress(AnsiConsole.Console, silent: true));
        var (features, vectors) = sources.FitTransform("encoder", training.Texts, training.Scores, default);
        var frozen = training.ToTrainingSet(vectors);
        var held = features.Transform(test.Texts);
        float[] Fitted(TrainingSet of, PairTarget target) => new LogisticLearner(Target: target).Fit(of, 42, default).Score(held, test.Texts);
        var inverted = frozen with { Quality = [frozen.Quality[0], [.. frozen.Quality[0].Select(_ => 1.0)]] };
        Judge("frozen", test, Fitted(frozen, PairTarget.Difference), Fitted(inverted, PairTarget.NeedsStrong), Fitted(frozen, PairTarget.NeedsStrong));
    }

    private static string Peak() =>
        "peak " + File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Trim();

    // The probabilities of the four classes, which the router's graph computes on the way to its score.
    private static float[] Classes(TunedEncoder fitted, ITokenizer tokenizer, string[] texts)
    {
        var graph = new GraphBuilder("classes");
        fitted.Emit(new QueryInputs(graph), new FeatureNodes(null, null));
        graph.Output(
            GraphSession.ScoresName, graph.Graph.Node.Last(node => node.OpType == "Softmax").Output[0], DataType.Float, GraphBuilder.Batch, 4);
        using var session = new GraphSession(graph.Build(new Dictionary<string, string>()));
        var classes = new float[4 * texts.Length];
        Parallel.For(0, texts.Length, i => session.Run(
            new GraphInputs(1) { Pieces = Encoder.Pieces(texts[i], tokenizer, fitted.Encoder.Settings) }, classes.AsSpan(4 * i, 4)));
        return classes;
    }

    private static float[] Sum(float[] classes, params int[] some) =>
        [.. Enumerable.Range(0, classes.Length / 4).Select(row => some.Sum(c => classes[(4 * row) + c]))];

    private static void Judge(string name, RoutingProblem test, float[] scores, float[] weakWrong, float[] needsStrong)
    {
        var quality = test.Quality();
        double Auc(float[] of, Func<double, double, bool> label) => new RankAuc(
            new ScoreOrder(Array.ConvertAll(of, score => (double)score)), [.. quality[0].Zip(quality[1], label)])
            .Value([.. Enumerable.Repeat(1, of.Length)]);
        double Apgr(float[] of) => new CostQualityCurve(
            new PairOutcomes(quality[0], quality[1]), Array.ConvertAll(of, score => (double)score)).Apgr();
        Console.WriteLine(
            Text($"{name}: AUC weak wrong {Auc(weakWrong, (weak, _) => weak == 0):0.0000}, needs strong {Auc(needsStrong, (weak, strong) => strong > weak):0.0000}; ") +
            Text($"exact APGR of its score {Apgr(scores):0.0000}, of needs strong {Apgr(needsStrong):0.0000}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

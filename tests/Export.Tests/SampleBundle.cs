using Trainer.Features;
using Trainer.Features.Tests.Text;
using Trainer.Features.Text;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Export.Tests;

/// <summary>Small bundles made by hand: real text features, then weights that nobody learned.</summary>
internal static class SampleBundle
{
    public static readonly string[] Prompts =
    [
        "What is the capital of France?", "Write a function that sorts a list.", "Prove that the sum of two even numbers is even.",
        "Hi", "",
        "Summarize the following text: the cat sat on the mat.", "你好, 世界 👍🏽", "naïve CAFÉ İstanbul", "x\u0001y \u2028 z",
        "```\nprint(1)\n```",
    ];

    private static readonly Lazy<TextFeatures> Features = new(() =>
        TextFeatures.Fit([.. TrickyTexts.All, .. Prompts, .. Prompts], new(new(1, 2, 200), new(1, 3, 300), Statistics: true)));

    private static readonly Lazy<BundleContents> PairOnce = new(() => Pair(seed: 1));
    private static readonly Lazy<BundleContents> PoolOnce = new(() => Pool(seed: 2));

    private static readonly Lazy<Dictionary<string, byte[]>> PairFiles = new(() =>
    {
        using var folder = new TempFolder();
        BundleWriter.Write(Pair(), folder["router"]);
        return BundleFiles.Required.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(folder["router"], name)));
    });

    private static readonly Estimate Share = new(0.5, 0.4, 0.6, 100);
    private static readonly Estimate Unknown = new(double.NaN, double.NaN, double.NaN, 100);

    /// <summary>A weak and a strong model.</summary>
    public static BundleContents Pair() => PairOnce.Value;

    /// <summary>The same with other weights.</summary>
    public static BundleContents Pair(ulong seed) => Contents(
        RoutingTask.Pair,
        seed,
        new Labels([new ModelLabel("small", 0.0001, 0.1, 0.4), new ModelLabel("large", 0.01)]),
        new Policy("balanced", [PairPoint("balanced", 0.5), PairPoint("always", 0), PairPoint("never", 1.01)]));

    /// <summary>Four models, one of them of unknown cost.</summary>
    public static BundleContents Pool() => PoolOnce.Value;

    public static BundleContents Of(RoutingTask task) => task == RoutingTask.Pair ? Pair() : Pool();

    /// <summary>Writes the pair as <see cref="BundleWriter"/> once did; for tests that are not about writing.</summary>
    public static void CopyPair(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in PairFiles.Value)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    public static OperatingPoint PairPoint(string name, double threshold) => new(name, threshold, null, "by hand", Share, Share, Share);

    public static Certificate Promise { get; } = new(
        "ltt", 0.9, 0.02, "large", double.NaN, double.NaN, 900, "betting", 0.03, 0.4, 0.01, double.NaN, "most likely");

    public static OperatingPoint PoolPoint(string name, double usdTradeoff) =>
        new(name, null, usdTradeoff, "by hand", Share, Share, Unknown);

    /// <summary>Text features, a matrix, a sigmoid.</summary>
    public static byte[] Graph(int scoresPerQuery, ulong seed, IReadOnlyDictionary<string, string> metadata)
    {
        var random = new SeededRandom(seed);
        var weights = new float[Features.Value.ColumnCount * scoresPerQuery];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)random.NextGaussian();
        }

        var graph = new GraphBuilder("router");
        var text = graph.Input("text", DataType.String, GraphBuilder.Batch);
        var raw = graph.Add(
            "MatMul",
            [Features.Value.Emit(graph, text)!, graph.Constant("weights", weights, Features.Value.ColumnCount, scoresPerQuery)]);
        var scores = graph.Add("Sigmoid", [raw]);
        if (scoresPerQuery == 1)
        {
            graph.Output("scores", graph.Add("Squeeze", [scores, graph.Constant("axes", [1L], 1)]), DataType.Float, GraphBuilder.Batch);
        }
        else
        {
            graph.Output("scores", scores, DataType.Float, GraphBuilder.Batch, scoresPerQuery);
        }

        return graph.Build(metadata);
    }

    private static BundleContents Pool(ulong seed) => Contents(
        RoutingTask.Pool,
        seed,
        new Labels([
            new ModelLabel("small", 0.0001), new ModelLabel("medium", 0.001), new ModelLabel("large", 0.01),
            new ModelLabel("local", double.NaN),
        ]),
        new Policy("balanced", [PoolPoint("balanced", 10), PoolPoint("best", 0), PoolPoint("cheapest", 1e6)]));

    private static BundleContents Contents(RoutingTask task, ulong seed, Labels labels, Policy policy)
    {
        var scoresPerQuery = task == RoutingTask.Pair ? 1 : labels.Models.Count;
        return new BundleContents
        {
            Name = "sample",
            Task = task,
            BuildGraph = metadata => Graph(scoresPerQuery, seed, metadata),
            Labels = labels,
            Policy = policy,
            Golden = Golden(scoresPerQuery, seed, labels, policy.OperatingPoints[0]),
            Features = BundleJson.ToFile(new FeaturesDescriptor(
                "words+characters+statistics",
                Features.Value.ColumnCount,
                System.Text.Json.JsonSerializer.SerializeToElement(Features.Value.Spec, BundleJson.Indented))),
            Calibration = BundleJson.ToFile(new { method = "none" }),
            Evaluation = BundleJson.ToFile(new { quality = Share }),
            Provenance = BundleJson.ToFile(new { seed }),
            ModelCard = "# A sample\n"u8.ToArray(),
        };
    }

    private static List<GoldenRow> Golden(int scoresPerQuery, ulong seed, Labels labels, OperatingPoint point)
    {
        using var session = new GraphSession(Graph(scoresPerQuery, seed, new Dictionary<string, string>()));
        var rows = new List<GoldenRow>();
        foreach (var prompt in Prompts)
        {
            var scores = new float[scoresPerQuery];
            session.Run(prompt, scores);
            rows.Add(new GoldenRow(prompt, scores, labels.Models[DecisionRule.Choose(scores, labels, point)].Id));
        }

        return rows;
    }
}

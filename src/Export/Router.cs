using System.Globalization;
using Trainer.Features.Text;
using Trainer.Onnx;

namespace Trainer.Export;

/// <summary>
/// A bundle ready to decide: text in, model out. Safe to use from several threads. Needs no learner and no search, only this library and
/// ONNX Runtime.
/// </summary>
/// <example><code>
/// using var router = Router.Load("router");
/// var model = router.Route("What is the capital of France?").Model;
/// </code></example>
public sealed class Router : IDisposable
{
    // Nearest-neighbour graphs take memory in proportion to batch × stored queries; beyond a few texts a batch gains little anyway.
    private const int BatchSize = 8;

    private readonly GraphSession _session;
    private readonly string[] _models;
    private readonly double[] _costs;

    private Router(Bundle bundle, GraphSession session)
    {
        Bundle = bundle;
        _session = session;
        _models = [.. bundle.Labels.Models.Select(model => model.Id)];
        _costs = [.. bundle.Labels.Models.Select(model => model.ExpectedCostUsd)];
    }

    /// <summary>The bundle behind it.</summary>
    public Bundle Bundle { get; }

    /// <summary>Scores per query: 1 for a pair, else the number of models.</summary>
    public int ScoresPerQuery => Bundle.Descriptor.Graph.ScoresPerQuery;

    /// <summary>Reads a bundle, checks every hash and that the graph is the one that belongs to it, and loads the graph.</summary>
    /// <exception cref="BundleException">The bundle is not whole; the message names the culprit.</exception>
    public static Router Load(string directory) => Load(Bundle.Read(directory));

    /// <summary>Loads the graph of a bundle that was read, and checks that it is the one that belongs to it.</summary>
    /// <exception cref="BundleException">ONNX Runtime refuses the graph, or it belongs to another bundle.</exception>
    public static Router Load(Bundle bundle)
    {
        GraphSession session;
        try
        {
            session = new GraphSession(bundle.Bytes(BundleFiles.Graph));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new BundleException($"{bundle.Directory}: {BundleFiles.Graph} cannot be loaded: {e.Message}", e);
        }

        if (Mismatch(bundle, session) is { } mismatch)
        {
            session.Dispose();
            throw new BundleException($"{bundle.Directory}: {BundleFiles.Graph} belongs to another bundle: {mismatch}");
        }

        return new Router(bundle, session);
    }

    /// <summary>
    /// Decides one query at an operating point of the bundle, or at its default one. Allocates nothing unless the text holds U+0000.
    /// </summary>
    public Decision Route(string text, OperatingPoint? at = null)
    {
        Span<float> scores = ScoresPerQuery <= 256 ? stackalloc float[ScoresPerQuery] : new float[ScoresPerQuery];
        _session.Run(QueryText.Clean(text), scores);
        return Decide(scores, at ?? Bundle.OperatingPoint());
    }

    /// <summary>Decides from the scores of one query, as <see cref="Score"/> gave them.</summary>
    /// <exception cref="ArgumentException">The operating point is one of the other task.</exception>
    public Decision Decide(ReadOnlySpan<float> scores, OperatingPoint at)
    {
        if (Bundle.Descriptor.Task == RoutingTask.Pair)
        {
            var strong = DecisionRule.Pair(scores[0], at.Threshold ?? throw OtherTask(at));
            return new Decision(strong, _models[strong], scores[0]);
        }

        var chosen = DecisionRule.Pool(scores, _costs, at.UsdTradeoff ?? throw OtherTask(at));
        return new Decision(chosen, _models[chosen], scores[chosen]);
    }

    /// <summary>Calibrated scores of many texts, row by row. A row's scores do not depend on the other rows.</summary>
    public float[] Score(IReadOnlyList<string> texts, CancellationToken cancellation = default)
    {
        var scores = new float[texts.Count * ScoresPerQuery];

        // Rows of a batch are padded to the longest: texts of like length go together, which changes no score.
        var order = Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Length).ToArray();
        foreach (var batch in order.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            var part = new float[batch.Length * ScoresPerQuery];
            _session.Run(Array.ConvertAll(batch, i => QueryText.Clean(texts[i])), part);
            for (var i = 0; i < batch.Length; i++)
            {
                part.AsSpan(i * ScoresPerQuery, ScoresPerQuery).CopyTo(scores.AsSpan(batch[i] * ScoresPerQuery));
            }
        }

        return scores;
    }

    /// <inheritdoc />
    public void Dispose() => _session.Dispose();

    private static string? Mismatch(Bundle bundle, GraphSession session)
    {
        var expected = GraphMetadata.Of(
            bundle.Bytes(BundleFiles.Labels), bundle.Bytes(BundleFiles.Features), bundle.Bytes(BundleFiles.Provenance));
        foreach (var (key, value) in expected)
        {
            if (session.Metadata.GetValueOrDefault(key) is var actual && actual != value)
            {
                return $"its {key} is {actual ?? "absent"}, expected {value}";
            }
        }

        var scores = bundle.Descriptor.Graph.ScoresPerQuery;
        return session.ScoresPerText == scores
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"it gives {session.ScoresPerText} scores per query, {BundleFiles.Descriptor} says {scores}");
    }

    private static ArgumentException OtherTask(OperatingPoint at) =>
        new($"operating point '{at.Name}' has no setting for this bundle's task; take one from Bundle.OperatingPoint", nameof(at));
}

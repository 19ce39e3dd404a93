using System.Globalization;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Features.Text;
using Trainer.Onnx;

namespace Trainer.Export;

/// <summary>
/// A bundle ready to decide: text in, model out, whatever the router sees of a text. Safe to use from several threads. Needs no learner and
/// no search, only this library and ONNX Runtime.
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
    private readonly IEmbedder? _embedder;
    private readonly IDisposable? _ownEmbedder;
    private readonly ITokenizer? _tokenizer;
    private readonly bool _takesTextOnly;
    private readonly bool _takesBatches;
    private readonly string[] _models;
    private readonly double[] _costs;

    private Router(Bundle bundle, GraphSession session, ITokenizer? tokenizer, IEmbedder? embedder, IDisposable? ownEmbedder)
    {
        Bundle = bundle;
        (_session, _tokenizer, _embedder, _ownEmbedder) = (session, tokenizer, embedder, ownEmbedder);
        _takesTextOnly = session.Inputs is [GraphSession.TextName];
        _takesBatches = session.Inputs.All(input => input is GraphSession.TextName or GraphSession.ExternalScoresName or GraphSession.DomainName);
        _models = [.. bundle.Labels.Models.Select(model => model.Id)];
        _costs = [.. bundle.Labels.Models.Select(model => model.ExpectedCostUsd)];
    }

    /// <summary>The bundle behind it.</summary>
    public Bundle Bundle { get; }

    /// <summary>Scores per query: 1 for a pair, else the number of models.</summary>
    public int ScoresPerQuery => Bundle.Descriptor.Graph.ScoresPerQuery;

    /// <summary>Names of the scores that the application makes of each query, in their order; mostly there are none.</summary>
    public IReadOnlyList<string> ExternalScoreNames => Bundle.Features.ExternalScores ?? [];

    /// <summary>Whether the scores depend on a query's domain, too; one that is unknown or left out is scored as queries are in general.</summary>
    public bool TakesDomain => _session.Takes(GraphSession.DomainName);

    /// <summary>
    /// Whether a score may be NaN, which says that it is not known yet: the bundle is a cascade of several models, asked step by step. The model
    /// of a decision is then the one to ask next, or, where its answer is there already, the one whose answer stands. Ask first with NaN for every
    /// score, score the answer of the model that is named, and ask again with it; the last model of the labels needs no score.
    /// </summary>
    public bool TakesUnknownScores => Bundle.Labels.Cascade is not null && Bundle.Descriptor.Task == RoutingTask.Pool;

    /// <summary>Reads a bundle, checks every hash and that the graph is the one that belongs to it, and loads the graph.</summary>
    /// <param name="directory">The bundle.</param>
    /// <param name="embedder">
    /// Makes the vectors that the graph asks for: of the application's own embeddings, or of an encoder that the bundle names by digest. Not
    /// needed where the graph holds its encoder, or where the encoder is the one that comes with this library.
    /// </param>
    /// <exception cref="BundleException">The bundle is not whole, or the vectors it asks for are missing; the message names the
    /// culprit.</exception>
    public static Router Load(string directory, IEmbedder? embedder = null) => Load(Bundle.Read(directory), embedder);

    /// <summary>Loads the graph of a bundle that was read, and checks that it is the one that belongs to it.</summary>
    /// <exception cref="BundleException">ONNX Runtime refuses the graph, it belongs to another bundle, or the vectors it asks for are
    /// missing.</exception>
    public static Router Load(Bundle bundle, IEmbedder? embedder = null)
    {
        var own = embedder is null ? OwnEmbedder(bundle) : null;
        embedder ??= own;
        if (RouterVectors.Refusal(bundle, embedder) is { } refusal)
        {
            own?.Dispose();
            throw new BundleException($"{bundle.Directory}: {refusal}");
        }

        return Load(bundle, embedder, own);
    }

    /// <summary>
    /// Decides one query at an operating point of the bundle, or at its default one. Where the graph asks for the text alone it allocates
    /// nothing unless the text holds U+0000.
    /// </summary>
    /// <exception cref="ArgumentException">The bundle routes by external scores, too.</exception>
    public Decision Route(string text, OperatingPoint? at = null) => Route(text, [], at);

    /// <summary>Decides one query by its text and by scores that the application made of it, where the bundle asks for some.</summary>
    /// <param name="text">The query.</param>
    /// <param name="externalScores">
    /// One finite number per name of <see cref="ExternalScoreNames"/>, in this order; NaN too where <see cref="TakesUnknownScores"/>.
    /// </param>
    /// <param name="at">An operating point of the bundle, or null for its default one.</param>
    /// <param name="domain">The query's domain, where <see cref="TakesDomain"/>; null if it is not known.</param>
    /// <exception cref="ArgumentException">There are more or fewer scores than names, or one is not finite.</exception>
    public Decision Route(string text, ReadOnlySpan<float> externalScores, OperatingPoint? at = null, string? domain = null)
    {
        Span<float> scores = ScoresPerQuery <= 256 ? stackalloc float[ScoresPerQuery] : new float[ScoresPerQuery];
        Score(text, null, externalScores, domain, scores);
        return Decide(scores, at ?? Bundle.OperatingPoint());
    }

    /// <summary>Decides from the scores of one query, as <see cref="Score(IReadOnlyList{string}, CancellationToken)"/> gave them.</summary>
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
    /// <exception cref="ArgumentException">The bundle routes by external scores, too.</exception>
    public float[] Score(IReadOnlyList<string> texts, CancellationToken cancellation = default) => Score(texts, null, cancellation);

    /// <summary>Calibrated scores of many texts that come with external scores, row by row.</summary>
    /// <param name="texts">The queries.</param>
    /// <param name="externalScores">
    /// Per text one finite number per name of <see cref="ExternalScoreNames"/>, in this order, or NaN where <see cref="TakesUnknownScores"/>;
    /// null where the bundle asks for none.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">There are more or fewer scores than texts and names, or one is not finite.</exception>
    public float[] Score(IReadOnlyList<string> texts, DenseMatrix? externalScores, CancellationToken cancellation = default) =>
        Score(texts, externalScores, null, cancellation);

    /// <summary>Calibrated scores of many texts that come with external scores and domains, row by row.</summary>
    /// <param name="texts">The queries.</param>
    /// <param name="externalScores">As above.</param>
    /// <param name="domains">The domain of each text, null where it is not known; null for none. Ignored unless <see cref="TakesDomain"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">There are more or fewer scores than texts and names, one is not finite, or there are more or fewer
    /// domains than texts.</exception>
    public float[] Score(
        IReadOnlyList<string> texts, DenseMatrix? externalScores, IReadOnlyList<string?>? domains, CancellationToken cancellation = default)
    {
        if (domains is not null && domains.Count != texts.Count)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"there are domains of {domains.Count} texts for {texts.Count} texts; give one for each, or none"));
        }

        var scores = new float[texts.Count * ScoresPerQuery];
        if (texts.Count == 0)
        {
            return scores;
        }

        RouterScores.Require(ExternalScoreNames, externalScores?.ColumnCount ?? 0, externalScores is null ? [] : externalScores.Values, TakesUnknownScores);
        if (externalScores is not null && externalScores.RowCount != texts.Count)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"there are external scores of {externalScores.RowCount} texts for {texts.Count} texts"));
        }

        if (!_takesBatches)
        {
            var vectors = _embedder?.Embed([.. texts.Select(QueryText.Clean)], cancellation);
            Parallel.For(0, texts.Count, new ParallelOptions { CancellationToken = cancellation }, i => Run(
                QueryText.Clean(texts[i]),
                vectors?.Row(i).ToArray(),
                externalScores?.Row(i).ToArray(),
                domains?[i],
                scores.AsSpan(i * ScoresPerQuery, ScoresPerQuery)));
            return scores;
        }

        // Rows of a batch are padded to the longest: texts of like length go together, which changes no score.
        var order = Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Length).ToArray();
        foreach (var batch in order.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            var part = new float[batch.Length * ScoresPerQuery];
            var inputs = new GraphInputs(batch.Length)
            {
                Texts = Array.ConvertAll(batch, i => QueryText.Clean(texts[i])),
                ExternalScores = externalScores?.Select(batch).Values.ToArray(),
                Domains = Array.ConvertAll(batch, i => Known(domains?[i])),
            };
            _session.Run(inputs, part);
            for (var i = 0; i < batch.Length; i++)
            {
                part.AsSpan(i * ScoresPerQuery, ScoresPerQuery).CopyTo(scores.AsSpan(batch[i] * ScoresPerQuery));
            }
        }

        return scores;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _session.Dispose();
        _ownEmbedder?.Dispose();
    }

    /// <summary>Loads the graph without any source of vectors, for texts that come with theirs.</summary>
    internal static Router LoadForReplay(Bundle bundle) => Load(bundle, null, null);

    /// <summary>Scores one text; its vector, where the graph takes one, comes along or is made.</summary>
    internal void Score(string text, float[]? vector, ReadOnlySpan<float> externalScores, string? domain, Span<float> scores)
    {
        RouterScores.Require(ExternalScoreNames, externalScores.Length, externalScores, TakesUnknownScores);
        var clean = QueryText.Clean(text);
        if (_takesTextOnly)
        {
            _session.Run(clean, scores);
            return;
        }

        Run(clean, vector ?? _embedder?.Embed([clean]).Values.ToArray(), externalScores.ToArray(), domain, scores);
    }

    private void Run(string clean, float[]? vector, float[]? externalScores, string? domain, Span<float> scores) => _session.Run(
        new GraphInputs(1)
        {
            Texts = [clean],
            Pieces = _tokenizer is null ? null : Encoder.Pieces(clean, _tokenizer, Bundle.Features.Encoder!.Settings),
            Embeddings = vector,
            ExternalScores = externalScores,
            Domains = [Known(domain)],
        },
        scores);

    private static string Known(string? domain) => domain is null ? "" : QueryText.Clean(domain);

    private static Router Load(Bundle bundle, IEmbedder? embedder, IDisposable? own)
    {
        GraphSession? session = null;
        try
        {
            session = new GraphSession(bundle.Bytes(BundleFiles.Graph));
            if (Mismatch(bundle, session) is { } mismatch)
            {
                throw new BundleException($"{bundle.Directory}: {BundleFiles.Graph} belongs to another bundle: {mismatch}");
            }

            var tokenizer = Tokenizer(bundle);
            return new Router(bundle, session, tokenizer, embedder, own);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            session?.Dispose();
            own?.Dispose();
            throw e switch
            {
                BundleException => e,
                EncoderException => new BundleException($"{bundle.Directory}: {BundleFiles.Tokenizer} cannot be used: {e.Message}", e),
                _ => new BundleException($"{bundle.Directory}: {BundleFiles.Graph} cannot be loaded: {e.Message}", e),
            };
        }
    }

    private static ITokenizer? Tokenizer(Bundle bundle)
    {
        if (bundle.Features.Encoder is not { InGraph: true } encoder)
        {
            return null;
        }

        var tokenizer = EncoderTokenizer.Parse(bundle.Bytes(BundleFiles.Tokenizer));
        var special = tokenizer.Prefix.Count + tokenizer.Suffix.Count;
        return encoder.Settings.MaxTokens > special
            ? tokenizer
            : throw new EncoderException(string.Create(
                CultureInfo.InvariantCulture,
                $"it puts {special} special pieces around a text, and {BundleFiles.Features} allows {encoder.Settings.MaxTokens} in all"));
    }

    // The encoder that comes with the library, if that is the one the bundle names.
    private static Encoder? OwnEmbedder(Bundle bundle)
    {
        if (bundle.Features.Encoder is not { InGraph: false } named
            || named.Settings.Name is not (DefaultEncoder.Name or DefaultEncoder.QuantisedName))
        {
            return null;
        }

        try
        {
            return DefaultEncoder.Load(named.Settings.LongPrompts, named.Settings.Name == DefaultEncoder.QuantisedName);
        }
        catch (EncoderException)
        {
            return null; // the refusal that follows says which encoder is needed
        }
    }

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

        var graph = bundle.Descriptor.Graph;
        if (!graph.Inputs.Order(StringComparer.Ordinal).SequenceEqual(session.Inputs.Order(StringComparer.Ordinal)))
        {
            return $"its inputs are {string.Join(", ", session.Inputs)}, {BundleFiles.Descriptor} says {string.Join(", ", graph.Inputs)}";
        }

        var hasWindows = bundle.Features.Encoder is { InGraph: true, Settings.LongPrompts: LongPrompts.Windows };
        if (session.Takes(GraphSession.WindowsName) != hasWindows)
        {
            return $"it {(hasWindows ? "takes no" : "takes")} windows of long prompts, {BundleFiles.Features} says otherwise";
        }

        if (RouterVectors.Dimension(bundle) is var dimension && session.EmbeddingDimension != dimension)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it takes vectors of {session.EmbeddingDimension} numbers, {BundleFiles.Features} says {dimension}");
        }

        var names = bundle.Features.ExternalScores?.Count ?? 0;
        if (session.ExternalScoreCount != names)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"it takes {session.ExternalScoreCount} external scores, {BundleFiles.Features} names {names}");
        }

        return session.ScoresPerText == graph.ScoresPerQuery
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"it gives {session.ScoresPerText} scores per query, {BundleFiles.Descriptor} says {graph.ScoresPerQuery}");
    }

    private static ArgumentException OtherTask(OperatingPoint at) =>
        new($"operating point '{at.Name}' has no setting for this bundle's task; take one from Bundle.OperatingPoint", nameof(at));
}

using System.Globalization;
using System.Security.Cryptography;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Encoders;

namespace Trainer.Sweep;

/// <summary>
/// Opens what a configuration's feature sets are made of when a set first asks for it, and fits them. Embeddings are computed once per text
/// and kept. Safe to use from several threads.
/// </summary>
internal sealed class FeatureSources(TrainerOptions options, RoutingProblem problem, Progress progress) : IDisposable
{
    private const int WorthShowing = 256;

    private readonly Dictionary<(EmbeddingKind Kind, LongPrompts LongPrompts, bool IsQuantised), EmbeddingSource> _sources = [];
    private readonly List<(EncoderSettings Settings, CachedEmbedder Cache)> _caches = [];

    /// <summary>Fits a feature set on training texts, and their vectors.</summary>
    /// <param name="set">The feature set.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="scores">All external scores of the texts; the set takes its own from them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="alike">Features that were fitted on the same texts, to take equal parts from.</param>
    /// <exception cref="UsageException">The set asks for more than the embeddings have.</exception>
    public (QueryFeatures Features, FeatureMatrix Vectors) FitTransform(
        string set, string[] texts, ExternalScores scores, CancellationToken cancellation, IEnumerable<QueryFeatures>? alike = null)
    {
        var parts = FeatureSet.Parse(set);
        try
        {
            return QueryFeatures.FitTransform(
                texts, parts.Text, [.. parts.Embeddings.Select(part => (part.Spec, Source(part)))], parts.Scores?.Of(scores), alike, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"the feature set '{set}' does not fit: {e.Message}");
        }
    }

    /// <summary>Opens everything that feature sets are made of, so that what cannot be opened is known before the work begins.</summary>
    /// <exception cref="EncoderException">The encoder cannot be used.</exception>
    /// <exception cref="DataFormatException">The embeddings cannot be used.</exception>
    /// <exception cref="UsageException">The data do not have the external scores.</exception>
    public void Open(IEnumerable<string> sets)
    {
        foreach (var (set, parts) in sets.Select(set => (set, FeatureSet.Parse(set))))
        {
            foreach (var part in parts.Embeddings)
            {
                Source(part);
            }

            if (parts.Scores is { } scores)
            {
                var all = problem.Table.ScoreNames;
                KnownScores.Require(problem.Table, scores.Name is { } name ? [name] : all.Count > 0 ? all : ["NAME"], $"the feature set '{set}'");
            }
        }
    }

    /// <summary>The configured encoder itself, for learners that train it.</summary>
    /// <exception cref="EncoderException">It cannot be used.</exception>
    public Encoder Encoder() => Source(EmbeddingPart.Parse("encoder")!).Network!;

    /// <summary>The embeddings of texts by the first source that was opened, each of length 1 or 0; null if none was opened.</summary>
    public DenseMatrix? UnitVectors(string[] texts, CancellationToken cancellation) =>
        _sources.Values.FirstOrDefault()?.Embedder.Embed(texts, cancellation).ToUnitRows();

    /// <summary>Says how many embeddings were found in the cache and how many had to be computed.</summary>
    public void Report()
    {
        foreach (var (settings, cache) in _caches)
        {
            progress.Step(string.Create(
                CultureInfo.InvariantCulture,
                $"embeddings by {settings.Name} (of long prompts {Reading(settings.LongPrompts)}): {cache.Hits} from the cache, ") +
                string.Create(CultureInfo.InvariantCulture, $"{cache.Misses} computed") +
                (cache.DamagedFiles == 0 ? "" : string.Create(
                    CultureInfo.InvariantCulture, $"; {cache.DamagedFiles} damaged files of the cache were removed")));
        }
    }

    /// <summary>A digest of everything outside the table that decides what the features are.</summary>
    public static byte[] Digest(TrainerOptions options)
    {
        IEnumerable<string> files = options.Encoder.Folder is { } folder
            ? Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : []
            : [];
        files = files.Concat(((string?[])[options.Data.Embeddings, options.Data.EmbeddingIds]).OfType<string>().Where(File.Exists));
        return SHA256.HashData([.. files.SelectMany(file => Convert.FromHexString(InputFile.Of(file).Sha256))]);
    }

    public void Dispose()
    {
        foreach (var (_, cache) in _caches)
        {
            cache.Dispose();
        }

        foreach (var source in _sources.Values)
        {
            (source.Embedder as IDisposable)?.Dispose();
            source.Network?.Dispose();
        }
    }

    private EmbeddingSource Source(EmbeddingPart part)
    {
        lock (_sources)
        {
            var key = (part.Kind, part.LongPrompts, part.IsQuantised);
            if (!_sources.TryGetValue(key, out var source))
            {
                source = part.Kind == EmbeddingKind.Encoder ? OpenEncoder(part) : OpenFile();
                _sources.Add(key, source);
            }

            return source;
        }
    }

    private EmbeddingSource OpenEncoder(EmbeddingPart part)
    {
        var encoder = ConfiguredEncoder.Load(options.Encoder, part.LongPrompts, part.IsQuantised);
        var note = $"texts embedded by {encoder.Settings.Name}, which reads {encoder.Settings.MaxTokens} pieces at once (of a longer prompt " +
            $"{Reading(part.LongPrompts)})";
        var cached = new CachedEmbedder(
            encoder, ConfiguredEncoder.CacheFolder(options.Encoder), (long)options.Encoder.CacheMegabytes << 20,
            (done, total) =>
            {
                if (total >= WorthShowing)
                {
                    progress.Count(done, total, note);
                }
            });
        _caches.Add((encoder.Settings, cached));
        return new EmbeddingSource(new RememberedEmbeddings(cached), encoder, options.Encoder.InBundle);
    }

    private EmbeddingSource OpenFile() =>
        new(TextEmbeddings.Read(options.Data.Embeddings!, options.Data.EmbeddingIds, problem.Table.Queries), null, false);

    /// <summary>What is read of a long prompt, for a sentence.</summary>
    public static string Reading(LongPrompts longPrompts) => longPrompts switch
    {
        LongPrompts.HeadAndTail => "the first half and the last half of that",
        LongPrompts.Windows => "all, or eight windows evenly spread, and averages",
        _ => "the first",
    };
}

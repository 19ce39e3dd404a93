using System.Security.Cryptography;
using System.Text;

namespace Trainer.Features.Encoders;

/// <summary>
/// An embedder that asks a cache on disk first. Safe to use from several threads and processes; what was computed before a kill is kept
/// but for the last <see cref="BatchSize"/> texts.
/// </summary>
public sealed class CachedEmbedder : IEmbedder, IDisposable
{
    /// <summary>Texts that are computed before they are stored.</summary>
    public const int BatchSize = 1024;

    private readonly IEmbedder _inner;
    private readonly EmbeddingCache _cache;
    private readonly Action<int, int>? _progress;
    private readonly Lock _gate = new();

    /// <param name="inner">Computes what is not there.</param>
    /// <param name="folder">Folder of all caches; made if it is missing.</param>
    /// <param name="maxBytes">Bytes that the folder may take.</param>
    /// <param name="progress">Told how many texts of how many that had to be computed are done.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public CachedEmbedder(IEmbedder inner, string folder, long maxBytes, Action<int, int>? progress = null)
    {
        (_inner, _progress) = (inner, progress);
        _cache = new EmbeddingCache(folder, inner.Digest, inner.Dimension, maxBytes);
    }

    /// <inheritdoc />
    public int Dimension => _inner.Dimension;

    /// <inheritdoc />
    public string Digest => _inner.Digest;

    /// <summary>Texts found.</summary>
    public long Hits { get; private set; }

    /// <summary>Texts computed.</summary>
    public long Misses { get; private set; }

    /// <summary>Files of the cache that did not verify and were removed.</summary>
    public int DamagedFiles => _cache.DamagedFiles;

    /// <inheritdoc />
    public DenseMatrix Embed(IReadOnlyList<string> texts, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            var values = new float[(long)texts.Count * Dimension];
            var missing = new Dictionary<UInt128, (byte[] Digest, List<int> Rows)>();
            for (var i = 0; i < texts.Count; i++)
            {
                var digest = SHA256.HashData(Encoding.UTF8.GetBytes(texts[i]));
                var key = EmbeddingCache.Key(digest);
                if (missing.TryGetValue(key, out var known))
                {
                    known.Rows.Add(i);
                }
                else if (_cache.TryGet(key, values.AsSpan(i * Dimension, Dimension)))
                {
                    Hits++;
                }
                else
                {
                    missing.Add(key, (digest, [i]));
                }
            }

            Compute(texts, [.. missing.Values], values, cancellation);
            return new DenseMatrix(values, texts.Count, Dimension);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _cache.Dispose();

    private void Compute(IReadOnlyList<string> texts, (byte[] Digest, List<int> Rows)[] missing, float[] values, CancellationToken cancellation)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        var done = 0;
        foreach (var batch in missing.Chunk(BatchSize))
        {
            var vectors = _inner.Embed(Array.ConvertAll(batch, text => texts[text.Rows[0]]), cancellation);
            written.Add(_cache.Add(batch.SelectMany(text => text.Digest).ToArray(), vectors));
            for (var i = 0; i < batch.Length; i++)
            {
                foreach (var row in batch[i].Rows)
                {
                    vectors.Row(i).CopyTo(values.AsSpan(row * Dimension));
                }
            }

            Misses += batch.Length;
            done += batch.Length;
            _progress?.Invoke(done, missing.Length);
        }

        if (written.Count > 1)
        {
            _cache.Merge(written);
        }
    }
}

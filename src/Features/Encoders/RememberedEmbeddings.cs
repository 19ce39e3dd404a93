namespace Trainer.Features.Encoders;

/// <summary>An embedder that computes each text once and remembers it in memory. Safe to use from several threads.</summary>
/// <param name="inner">Computes what was not asked for before.</param>
public sealed class RememberedEmbeddings(IEmbedder inner) : IEmbedder
{
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public int Dimension => inner.Dimension;

    /// <inheritdoc />
    public string Digest => inner.Digest;

    /// <inheritdoc />
    public DenseMatrix Embed(IReadOnlyList<string> texts, CancellationToken cancellation = default)
    {
        lock (_vectors)
        {
            var missing = texts.Where(text => !_vectors.ContainsKey(text)).Distinct(StringComparer.Ordinal).ToArray();
            if (missing.Length > 0)
            {
                var computed = inner.Embed(missing, cancellation);
                for (var i = 0; i < missing.Length; i++)
                {
                    _vectors.Add(missing[i], computed.Row(i).ToArray());
                }
            }

            var values = new float[(long)texts.Count * Dimension];
            for (var i = 0; i < texts.Count; i++)
            {
                _vectors[texts[i]].CopyTo(values, i * Dimension);
            }

            return new DenseMatrix(values, texts.Count, Dimension);
        }
    }
}

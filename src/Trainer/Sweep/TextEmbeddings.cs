using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Embeddings;
using Trainer.Features.Encoders;
using Trainer.Features.Text;

namespace Trainer.Sweep;

/// <summary>
/// Vectors from a user's file, found by the text of the query they belong to. Of several queries with one text the first one's vector
/// stands for all.
/// </summary>
internal sealed class TextEmbeddings : IEmbedder
{
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly DenseMatrix _vectors;
    private readonly string _path;

    private TextEmbeddings(string path, IReadOnlyList<Query> queries, DenseMatrix vectors)
    {
        _path = path;
        _vectors = vectors;
        Digest = InputFile.Of(path).Sha256;
        for (var row = 0; row < queries.Count; row++)
        {
            _rows.TryAdd(QueryText.Clean(queries[row].Prompt), row);
        }
    }

    public int Dimension => _vectors.ColumnCount;

    public string Digest { get; }

    /// <exception cref="DataFormatException">The file cannot be used, or does not fit the queries.</exception>
    public static TextEmbeddings Read(string path, string? idsPath, IReadOnlyList<Query> queries) =>
        new(path, queries, QueryEmbeddings.Join(queries, EmbeddingFile.Read(path), idsPath).Vectors);

    public DenseMatrix Embed(IReadOnlyList<string> texts, CancellationToken cancellation = default) =>
        _vectors.Select([.. texts.Select(text => _rows.TryGetValue(text, out var row)
            ? row
            : throw new UsageException($"{_path} has vectors for the given queries only, and none for the text '{text}'"))]);
}

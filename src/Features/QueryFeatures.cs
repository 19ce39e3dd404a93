using Trainer.Features.Encoders;
using Trainer.Features.Text;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features;

/// <summary>
/// Everything that a router sees of a query, fitted on training texts: text features and embeddings side by side. Texts to vectors here, and
/// the same vectors as nodes of a graph. Immutable, and safe to use from several threads.
/// </summary>
public sealed class QueryFeatures
{
    private readonly TextFeatures? _text;
    private readonly (EmbeddingBlock Block, EmbeddingSource Source)[] _embeddings;

    private QueryFeatures(TextFeatures? text, (EmbeddingBlock Block, EmbeddingSource Source)[] embeddings)
    {
        (_text, _embeddings) = (text, embeddings);
        DenseColumnCount = embeddings.Sum(embedding => embedding.Block.ColumnCount);
        ColumnCount = (text?.ColumnCount ?? 0) + DenseColumnCount;
    }

    /// <summary>Length of a feature vector.</summary>
    public int ColumnCount { get; }

    /// <summary>Its text features as they were asked for, or null for none.</summary>
    public TextFeatureSpec? Text => _text?.Spec;

    /// <summary>The encoder behind its embeddings, or null for none.</summary>
    public EmbeddingSource? Encoder => _embeddings.Select(part => part.Source).FirstOrDefault(source => source.Network is not null);

    /// <summary>Where finished embeddings come from, or null for none.</summary>
    public EmbeddingSource? Finished => _embeddings.Select(part => part.Source).FirstOrDefault(source => source.Network is null);

    /// <summary>Gives the vectors that a graph takes from outside, or null if it takes none.</summary>
    public IEmbedder? OutsideTheGraph =>
        _embeddings.Select(part => part.Source).FirstOrDefault(source => !source.InGraph)?.Embedder;

    private int DenseColumnCount { get; }

    /// <summary>Fits on training texts and transforms them. Texts must have passed <see cref="QueryText.Clean"/>.</summary>
    /// <exception cref="ArgumentException">A specification is out of range.</exception>
    public static (QueryFeatures Features, FeatureMatrix Vectors) FitTransform(
        IReadOnlyList<string> texts,
        TextFeatureSpec? text,
        IReadOnlyList<(EmbeddingSpec Spec, EmbeddingSource Source)> embeddings,
        CancellationToken cancellation = default)
    {
        var (textFeatures, sparse) = text is null
            ? (null, FeatureMatrix.Empty(texts.Count).Sparse)
            : TextFeatures.FitTransform(texts, text, cancellation);
        var vectors = embeddings.Select(part => part.Source.Embedder.Embed(texts, cancellation)).ToArray();
        var fitted = embeddings.Zip(vectors, (part, matrix) => (EmbeddingBlock.Fit(matrix, part.Spec), part.Source)).ToArray();
        var features = new QueryFeatures(textFeatures, fitted);
        return (features, new FeatureMatrix(sparse, features.SideBySide(vectors, texts.Count)));
    }

    /// <summary>Feature vectors of texts, one row each.</summary>
    public FeatureMatrix Transform(IReadOnlyList<string> texts, CancellationToken cancellation = default) => new(
        _text?.Transform(texts, cancellation) ?? FeatureMatrix.Empty(texts.Count).Sparse,
        SideBySide(Array.ConvertAll(_embeddings, part => part.Source.Embedder.Embed(texts, cancellation)), texts.Count));

    /// <summary>Writes the features as nodes.</summary>
    public FeatureNodes Emit(QueryInputs inputs)
    {
        var graph = inputs.Graph;
        var parts = Array.ConvertAll(_embeddings, part => part.Block.Emit(graph, Vectors(graph, part.Source)));
        var dense = parts.Length switch
        {
            0 => null,
            1 => parts[0],
            _ => graph.Add("Concat", parts, Attr.Int("axis", 1)),
        };
        return new FeatureNodes(_text is { ColumnCount: > 0 } ? _text.Emit(graph, inputs.Text) : null, dense);
    }

    private static string Vectors(GraphBuilder graph, EmbeddingSource source) => source.InGraph
        ? source.Network!.Emit(graph)
        : graph.Input(GraphSession.EmbeddingName, DataType.Float, GraphBuilder.Batch, source.Embedder.Dimension);

    private DenseMatrix SideBySide(DenseMatrix[] vectors, int rows)
    {
        var parts = vectors.Zip(_embeddings, (matrix, part) => part.Block.Transform(matrix)).ToArray();
        if (parts.Length == 1)
        {
            return parts[0];
        }

        var values = new float[(long)rows * DenseColumnCount];
        var column = 0;
        foreach (var part in parts)
        {
            for (var row = 0; row < rows; row++)
            {
                part.Row(row).CopyTo(values.AsSpan((row * DenseColumnCount) + column));
            }

            column += part.ColumnCount;
        }

        return new DenseMatrix(values, rows, DenseColumnCount);
    }
}

using Trainer.Features.Encoders;
using Trainer.Features.Text;
using Trainer.Onnx;

namespace Trainer.Features;

/// <summary>
/// Everything that a router sees of a query, fitted on training texts: text features, and beside them external scores as they are and
/// embeddings. Texts to vectors here, and
/// the same vectors as nodes of a graph. Immutable, and safe to use from several threads.
/// </summary>
public sealed class QueryFeatures
{
    private readonly TextFeatures? _text;
    private readonly (EmbeddingBlock Block, EmbeddingSource Source)[] _embeddings;

    private QueryFeatures(
        TextFeatures? text, (EmbeddingBlock Block, EmbeddingSource Source)[] embeddings, IReadOnlyList<string> scoreNames)
    {
        (_text, _embeddings, ScoreNames) = (text, embeddings, scoreNames);
        DenseColumnCount = scoreNames.Count + embeddings.Sum(embedding => embedding.Block.ColumnCount);
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

    /// <summary>Names of the external scores that it takes, in the order of their columns; mostly there are none.</summary>
    public IReadOnlyList<string> ScoreNames { get; }

    private int DenseColumnCount { get; }

    /// <summary>Fits on training texts and transforms them. Texts must have passed <see cref="QueryText.Clean"/>.</summary>
    /// <param name="texts">The training texts.</param>
    /// <param name="text">Text features, or null for none.</param>
    /// <param name="embeddings">Embeddings.</param>
    /// <param name="scores">External scores of the texts, all of which become features; null for none.</param>
    /// <param name="alike">
    /// Features that were fitted on the same texts: text features of the same specification are theirs, so that one graph holds them once.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">A specification is out of range, or a score is not finite.</exception>
    public static (QueryFeatures Features, FeatureMatrix Vectors) FitTransform(
        IReadOnlyList<string> texts,
        TextFeatureSpec? text,
        IReadOnlyList<(EmbeddingSpec Spec, EmbeddingSource Source)> embeddings,
        ExternalScores? scores = null,
        IEnumerable<QueryFeatures>? alike = null,
        CancellationToken cancellation = default)
    {
        var (textFeatures, sparse) = text is null
            ? (null, FeatureMatrix.Empty(texts.Count).Sparse)
            : alike?.Select(other => other._text).FirstOrDefault(other => other?.Spec == text) is { } fittedBefore
                ? (fittedBefore, fittedBefore.Transform(texts, cancellation))
                : TextFeatures.FitTransform(texts, text, cancellation);
        var vectors = embeddings.Select(part => part.Source.Embedder.Embed(texts, cancellation)).ToArray();
        var fitted = embeddings.Zip(vectors, (part, matrix) => (EmbeddingBlock.Fit(matrix, part.Spec), part.Source)).ToArray();
        var features = new QueryFeatures(textFeatures, fitted, scores?.Names ?? []);
        return (features, features.Matrix(sparse, features.SideBySide(vectors, scores, texts.Count)));
    }

    /// <summary>
    /// Features that were fitted on the same texts, as one: text features in the given order, and the embeddings and scores of the one part that
    /// has any. What <see cref="FeatureMatrix.Join"/> makes of the parts' vectors are its vectors.
    /// </summary>
    /// <exception cref="ArgumentException">Two parts have the same kind of text features, or two have embeddings or scores.</exception>
    public static QueryFeatures Join(IReadOnlyList<QueryFeatures> parts)
    {
        var dense = parts.Where(part => part.DenseColumnCount > 0).ToArray();
        TextFeatures[] texts = [.. parts.Select(part => part._text).OfType<TextFeatures>()];
        return dense.Length <= 1
            ? new QueryFeatures(
                texts.Length == 0 ? null : TextFeatures.Join(texts), dense.Length == 0 ? [] : dense[0]._embeddings, dense.Length == 0 ? [] : dense[0].ScoreNames)
            : throw new ArgumentException("two parts have embeddings or scores; join one such part with text features", nameof(parts));
    }

    /// <summary>Feature vectors of texts, one row each.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="scores">Their external scores, at least those of <see cref="ScoreNames"/>; null where there are none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">Scores are missing or not finite.</exception>
    public FeatureMatrix Transform(IReadOnlyList<string> texts, ExternalScores? scores = null, CancellationToken cancellation = default) =>
        Matrix(
            _text?.Transform(texts, cancellation) ?? FeatureMatrix.Empty(texts.Count).Sparse,
            SideBySide(Array.ConvertAll(_embeddings, part => part.Source.Embedder.Embed(texts, cancellation)), scores, texts.Count));

    /// <summary>Writes the features as nodes.</summary>
    public FeatureNodes Emit(QueryInputs inputs)
    {
        var graph = inputs.Graph;
        string[] parts =
        [
            .. ScoreNames.Count == 0 ? Array.Empty<string>() : [inputs.ExternalScores(ScoreNames)],
            .. _embeddings.Select(part => part.Block.Emit(graph, inputs.Vectors(part.Source))),
        ];
        var dense = parts.Length switch
        {
            0 => null,
            1 => parts[0],
            _ => graph.Add("Concat", parts, Attr.Int("axis", 1)),
        };
        return new FeatureNodes(_text is { ColumnCount: > 0 } ? inputs.Features(_text) : null, dense);
    }

    private FeatureMatrix Matrix(SparseMatrix sparse, DenseMatrix dense) => new(sparse, dense) { ScoreNames = ScoreNames };

    private DenseMatrix SideBySide(DenseMatrix[] vectors, ExternalScores? scores, int rows)
    {
        DenseMatrix[] parts =
        [
            .. ScoreNames.Count == 0 ? Array.Empty<DenseMatrix>() : [Known(scores, rows)],
            .. vectors.Zip(_embeddings, (matrix, part) => part.Block.Transform(matrix)),
        ];
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

    private DenseMatrix Known(ExternalScores? scores, int rows)
    {
        var values = scores?.Of(ScoreNames).Values;
        return values?.RowCount == rows && (scores!.MayBeUnknown || values.Values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0)
            ? values
            : throw new ArgumentException(
                $"the features need finite scores {string.Join(", ", ScoreNames)} for each of {rows} texts; some are missing", nameof(scores));
    }
}

using Trainer.Onnx;

namespace Trainer.Features.Text;

/// <summary>
/// Text features fitted on training texts: texts to sparse vectors here, and the same vectors as ONNX nodes. Immutable, and safe
/// to use from several threads.
/// </summary>
public sealed class TextFeatures
{
    private readonly ITextBlock[] _blocks;

    private TextFeatures(TextFeatureSpec spec, ITextBlock[] blocks)
    {
        Spec = spec;
        _blocks = blocks;
        ColumnCount = blocks.Sum(block => block.ColumnCount);
    }

    /// <summary>What these features were fitted as.</summary>
    public TextFeatureSpec Spec { get; }

    /// <summary>Length of a feature vector.</summary>
    public int ColumnCount { get; }

    /// <summary>Learns vocabularies and scales. Texts must have passed <see cref="QueryText.Clean"/>.</summary>
    /// <exception cref="ArgumentException">The specification is out of range.</exception>
    public static TextFeatures Fit(IReadOnlyList<string> texts, TextFeatureSpec spec, CancellationToken cancellation = default) =>
        new(spec, Array.ConvertAll(FitBlocks(texts, spec, cancellation), fitted => fitted.Block));

    /// <summary>Fits, and transforms the training texts in the same pass: their words are looked up once.</summary>
    /// <exception cref="ArgumentException">The specification is out of range.</exception>
    public static (TextFeatures Features, SparseMatrix Vectors) FitTransform(
        IReadOnlyList<string> texts, TextFeatureSpec spec, CancellationToken cancellation = default)
    {
        var fitted = FitBlocks(texts, spec, cancellation);
        var features = new TextFeatures(spec, Array.ConvertAll(fitted, block => block.Block));
        return (features, features.Transform(texts, Array.ConvertAll(fitted, block => block.Training), cancellation));
    }

    /// <summary>The blocks of several features side by side.</summary>
    /// <exception cref="ArgumentException">Two of them have a block of the same kind.</exception>
    internal static TextFeatures Join(IReadOnlyList<TextFeatures> parts)
    {
        TextFeatureSpec[] specs = [.. parts.Select(part => part.Spec)];
        if (specs.Count(spec => spec.Words is not null) > 1 || specs.Count(spec => spec.Characters is not null) > 1 ||
            specs.Count(spec => spec.Statistics) > 1)
        {
            throw new ArgumentException("two parts have the same kind of text features; join one of each", nameof(parts));
        }

        return new TextFeatures(
            new TextFeatureSpec(
                specs.Select(spec => spec.Words).FirstOrDefault(words => words is not null),
                specs.Select(spec => spec.Characters).FirstOrDefault(characters => characters is not null),
                specs.Any(spec => spec.Statistics)),
            [.. parts.SelectMany(part => part._blocks)]);
    }

    /// <summary>Feature vectors of texts, one row each.</summary>
    public SparseMatrix Transform(IReadOnlyList<string> texts, CancellationToken cancellation = default) =>
        Transform(texts, new SymbolCorpus?[_blocks.Length], cancellation);

    /// <summary>
    /// Writes the features as nodes: a string value [N] to a float value [N, <see cref="ColumnCount"/>], or null if there are no columns.
    /// </summary>
    public string? Emit(GraphBuilder graph, string text)
    {
        var tokens = new TextTokens(graph, text);
        var parts = Array.ConvertAll(_blocks, block => block.Emit(tokens));
        return parts.Length switch
        {
            0 => null,
            1 => parts[0],
            _ => graph.Add("Concat", parts, Attr.Int("axis", 1)),
        };
    }

    private static (ITextBlock Block, SymbolCorpus? Training)[] FitBlocks(
        IReadOnlyList<string> texts, TextFeatureSpec spec, CancellationToken cancellation)
    {
        var blocks = new List<(ITextBlock Block, SymbolCorpus? Training)>();
        if (spec.Words is not null)
        {
            blocks.Add(WordSymbols.Fit(texts, spec.Words.Validated(), cancellation));
        }

        if (spec.Characters is not null)
        {
            blocks.Add(CharacterSymbols.Fit(texts, spec.Characters.Validated(), cancellation));
        }

        if (spec.Statistics)
        {
            blocks.Add((StatisticsBlock.Fit(texts), null));
        }

        // Text in which nothing occurs often enough leaves a block without columns, which ONNX cannot express.
        blocks.RemoveAll(fitted => fitted.Block.ColumnCount == 0);
        return [.. blocks];
    }

    private SparseMatrix Transform(IReadOnlyList<string> texts, SymbolCorpus?[] read, CancellationToken cancellation)
    {
        var scratch = Array.ConvertAll(_blocks, block => new TextScratch(block.ColumnCount));
        var rows = new SparseMatrix.Builder(ColumnCount);
        for (var text = 0; text < texts.Count; text++)
        {
            cancellation.ThrowIfCancellationRequested();
            var offset = 0;
            for (var b = 0; b < _blocks.Length; b++)
            {
                if (read[b] is { } symbols)
                {
                    ((NgramBlock)_blocks[b]).Append(symbols[text], scratch[b], rows, offset);
                }
                else
                {
                    _blocks[b].Append(texts[text], scratch[b], rows, offset);
                }

                offset += _blocks[b].ColumnCount;
            }

            rows.EndRow();
        }

        return rows.Build();
    }
}

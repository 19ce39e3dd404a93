using Trainer.Onnx;

namespace Trainer.Features.Text;

/// <summary>
/// Text features fitted on training texts: texts to sparse vectors here, and the same vectors as ONNX nodes. Immutable, and safe to use from
/// several threads.
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
    public static TextFeatures Fit(IReadOnlyList<string> texts, TextFeatureSpec spec, CancellationToken cancellation = default)
    {
        var blocks = new List<ITextBlock>();
        if (spec.Words is not null)
        {
            blocks.Add(WordBlock.Fit(texts, spec.Words.Validated(), cancellation));
        }

        if (spec.Characters is not null)
        {
            blocks.Add(CharacterBlock.Fit(texts, spec.Characters.Validated(), cancellation));
        }

        if (spec.Statistics)
        {
            blocks.Add(StatisticsBlock.Fit(texts));
        }

        // Text in which nothing occurs often enough leaves a block without columns, which ONNX cannot express.
        blocks.RemoveAll(block => block.ColumnCount == 0);
        return new TextFeatures(spec, [.. blocks]);
    }

    /// <summary>Feature vectors of texts, one row each.</summary>
    public SparseMatrix Transform(IReadOnlyList<string> texts, CancellationToken cancellation = default)
    {
        var scratch = Array.ConvertAll(_blocks, block => new TextScratch(block.ColumnCount));
        var rows = new SparseMatrix.Builder(ColumnCount);
        foreach (var text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            var offset = 0;
            for (var b = 0; b < _blocks.Length; b++)
            {
                _blocks[b].Append(text, scratch[b], rows, offset);
                offset += _blocks[b].ColumnCount;
            }

            rows.EndRow();
        }

        return rows.Build();
    }

    /// <summary>Writes the features as nodes: a string value [N] to a float value [N, <see cref="ColumnCount"/>], or null if there are no columns.</summary>
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
}

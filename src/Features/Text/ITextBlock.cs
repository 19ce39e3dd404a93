namespace Trainer.Features.Text;

/// <summary>One fitted kind of text feature: a block of adjoining columns.</summary>
internal interface ITextBlock
{
    /// <summary>Number of columns.</summary>
    int ColumnCount { get; }

    /// <summary>Adds one text's values to the row under construction.</summary>
    void Append(string text, TextScratch scratch, SparseMatrix.Builder row, int columnOffset);

    /// <summary>Writes the block as nodes and returns its value, float [N, <see cref="ColumnCount"/>].</summary>
    string Emit(TextTokens tokens);
}

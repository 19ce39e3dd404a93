namespace Trainer.Features.Text;

/// <summary>TF-IDF of n-grams of one kind of symbol.</summary>
internal sealed class NgramBlock(ISymbols symbols, NgramVocabulary vocabulary) : ITextBlock
{
    public int ColumnCount => vocabulary.Count;

    public void Append(string text, TextScratch scratch, SparseMatrix.Builder row, int columnOffset)
    {
        scratch.Corpus.Clear();
        symbols.Read(text, scratch.Corpus);
        vocabulary.Append(scratch.Corpus[0], scratch, row, columnOffset);
    }

    /// <summary>The same for a text that was read before.</summary>
    public void Append(ReadOnlySpan<int> read, TextScratch scratch, SparseMatrix.Builder row, int columnOffset) =>
        vocabulary.Append(read, scratch, row, columnOffset);

    public string Emit(TextTokens tokens) => vocabulary.Emit(tokens.Graph, symbols.Emit(tokens));
}

namespace Trainer.Features.Text;

/// <summary>A fitted way of reading a text as symbols, here and in the graph.</summary>
internal interface ISymbols
{
    /// <summary>Adds a text's symbols to a corpus and ends the text; -1 is a symbol that training did not know.</summary>
    void Read(string text, SymbolCorpus corpus);

    /// <summary>Writes the same as nodes and returns int64 [N, most symbols].</summary>
    string Emit(TextTokens tokens);
}

namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>
/// A piece of a word that is being merged, linked to its neighbours (-1: none); an id below 0 is merged into the one before.
/// </summary>
internal struct BpeSymbol
{
    public int Id;
    public int Previous;
    public int Next;
}

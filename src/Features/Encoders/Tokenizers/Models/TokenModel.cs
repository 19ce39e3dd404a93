namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>Cuts a word into pieces of a vocabulary. Immutable.</summary>
internal abstract class TokenModel
{
    /// <summary>The id of a piece, or -1.</summary>
    public abstract int Find(string piece);

    /// <summary>How many pieces the vocabulary has.</summary>
    public abstract int Count { get; }

    /// <summary>The largest id.</summary>
    public abstract int LargestId { get; }

    /// <summary>Appends the ids of a word to those of <paramref name="scratch"/>.</summary>
    /// <exception cref="EncoderException">The vocabulary has neither a piece for the word nor one for the unknown.</exception>
    public abstract void Append(ReadOnlySpan<char> word, TokenizerScratch scratch);
}

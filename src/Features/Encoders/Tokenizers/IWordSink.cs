namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Takes stretches of text, one after another: a pre-tokeniser that cuts them further, or the model at the end.</summary>
internal interface IWordSink
{
    /// <summary>Takes one stretch.</summary>
    /// <param name="word">Well-formed text, not empty; valid during the call.</param>
    /// <param name="isAtStart">Whether it begins where the whole text begins, which some pre-tokenisers treat otherwise.</param>
    /// <param name="scratch">Memory of the call, which also collects the ids.</param>
    void Accept(ReadOnlySpan<char> word, bool isAtStart, TokenizerScratch scratch);
}

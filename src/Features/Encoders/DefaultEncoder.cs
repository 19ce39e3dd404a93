using Trainer.Features.Encoders.UniversalSentenceEncoder;

namespace Trainer.Features.Encoders;

/// <summary>
/// The encoder that comes with the program: Universal Sentence Encoder lite (Cer et al. 2018, arXiv:1803.11175; Apache-2.0), English,
/// 512 dimensions, 28 MB. It reads <see cref="MaxTokens"/> pieces, about 100 English words, at once.
/// </summary>
public static class DefaultEncoder
{
    /// <summary>Pieces that it takes at once.</summary>
    public const int MaxTokens = UseLiteGraph.MaxPieces;

    /// <summary>What <see cref="EncoderSettings.Name"/> says of it.</summary>
    public const string Name = "universal-sentence-encoder-lite";

    /// <summary>What <see cref="EncoderSettings.Name"/> says of it with 8-bit weights.</summary>
    public const string QuantisedName = Name + "-int8";

    /// <summary>Loads it from the files beside the program; about 0.1 s.</summary>
    /// <param name="longPrompts">What is read of a longer prompt.</param>
    /// <param name="isQuantised">
    /// With 8-bit weights: about twice as fast and 15 MB; vectors with a cosine above 0.999 to the others, which may differ a little between
    /// processors.
    /// </param>
    /// <exception cref="EncoderException">The files are missing or damaged.</exception>
    public static Encoder Load(LongPrompts longPrompts = LongPrompts.Cut, bool isQuantised = false)
    {
        var package = new UseLitePackage(UseLitePackage.DefaultFolder);
        return new Encoder(
            new UseLiteTokenizer(package.VocabularyFile),
            package.VocabularyFile,
            new UseLiteGraph(package, isQuantised),
            new EncoderSettings
            {
                Name = isQuantised ? QuantisedName : Name,
                Pooling = Pooling.None,
                MaxTokens = MaxTokens,
                LongPrompts = longPrompts,
            });
    }
}

namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>How byte-pair encoding treats the ends of words and what it does not know.</summary>
/// <param name="Unknown">The id of the unknown, or <see cref="None"/> or <see cref="Missing"/>.</param>
/// <param name="FuseUnknown">Whether unknown code points that follow each other are one unknown.</param>
/// <param name="ByteFallback">Whether what is unknown becomes pieces of its bytes, if all of them are known.</param>
/// <param name="IgnoreMerges">Whether a word that is a piece is taken whole.</param>
/// <param name="ContinuingPrefix">Stands before each code point of a word but the first.</param>
/// <param name="EndSuffix">Stands behind the last code point of a word.</param>
internal sealed record BpeOptions(
    int Unknown, bool FuseUnknown, bool ByteFallback, bool IgnoreMerges, string ContinuingPrefix, string EndSuffix)
{
    /// <summary>There is no unknown piece: what is unknown is left out.</summary>
    public const int None = -1;

    /// <summary>The unknown piece has a name, but the vocabulary lacks it: unknown text is an error.</summary>
    public const int Missing = -2;
}

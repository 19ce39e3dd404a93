namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>Rewrites text before it is cut. Immutable.</summary>
internal abstract class Normalizer
{
    /// <summary>Whether the text surely stays as it is; a quick look, false when in doubt.</summary>
    public virtual bool Keeps(ReadOnlySpan<char> text) => false;

    /// <summary>Appends the rewritten text.</summary>
    public abstract void Apply(ReadOnlySpan<char> text, CharBuffer output);
}

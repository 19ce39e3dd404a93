namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>Each byte of UTF-8 as its letter of <see cref="ByteAlphabet"/>.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    public override void Apply(ReadOnlySpan<char> text, CharBuffer output) => ByteAlphabet.Append(text, output);
}

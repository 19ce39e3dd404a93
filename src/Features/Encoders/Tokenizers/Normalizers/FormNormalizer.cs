using System.Text;

namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>NFC, NFD, NFKC or NFKD.</summary>
internal sealed class FormNormalizer(NormalizationForm form) : Normalizer
{
    public override bool Keeps(ReadOnlySpan<char> text) => Ascii.IsValid(text);

    public override void Apply(ReadOnlySpan<char> text, CharBuffer output) => output.Append(text.ToString().Normalize(form));
}

using System.Text;

namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>NFC, NFD, NFKC or NFKD.</summary>
internal sealed class FormNormalizer(NormalizationForm form) : Normalizer
{
    public override bool Keeps(ReadOnlySpan<char> text) => Ascii.IsValid(text);

    public override void Apply(ReadOnlySpan<char> text, CharBuffer output) => Append(text, form, output);

    /// <summary>Appends text in a form.</summary>
    internal static void Append(ReadOnlySpan<char> text, NormalizationForm form, CharBuffer output)
    {
        // .NET refuses the non-character U+FFFE. It never changes, and nothing is composed across it.
        for (int at; (at = text.IndexOf('\uFFFE')) >= 0; text = text[(at + 1)..])
        {
            output.Append(text[..at].ToString().Normalize(form));
            output.Append('\uFFFE');
        }

        output.Append(text.ToString().Normalize(form));
    }
}

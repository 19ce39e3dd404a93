namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>Puts something before a text that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public override void Apply(ReadOnlySpan<char> text, CharBuffer output)
    {
        if (!text.IsEmpty)
        {
            output.Append(prefix);
            output.Append(text);
        }
    }
}

namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>Removes white space from the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public override void Apply(ReadOnlySpan<char> text, CharBuffer output)
    {
        // All white space is in the basic plane.
        while (left && !text.IsEmpty && CodePoints.Is(text[0], CodePoints.WhiteSpace))
        {
            text = text[1..];
        }

        while (right && !text.IsEmpty && CodePoints.Is(text[^1], CodePoints.WhiteSpace))
        {
            text = text[..^1];
        }

        output.Append(text);
    }
}

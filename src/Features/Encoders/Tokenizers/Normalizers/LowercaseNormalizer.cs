using System.Text;

namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>Lower case, code point by code point.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    public override void Apply(ReadOnlySpan<char> text, CharBuffer output) => Append(text, output);

    internal static void Append(ReadOnlySpan<char> text, CharBuffer output)
    {
        while (!text.IsEmpty)
        {
            var ascii = text.IndexOfAnyExceptInRange('\0', '\u007F');
            ascii = ascii < 0 ? text.Length : ascii;
            Ascii.ToLower(text[..ascii], output.Reserve(ascii), out _);
            text = text[ascii..];
            while (!text.IsEmpty && text[0] >= 128)
            {
                var lower = CodePoints.ToLower(CodePoints.At(text, 0, out var width));
                if (lower == 0)
                {
                    output.Append("i\u0307");
                }
                else
                {
                    output.AppendCodePoint(lower);
                }

                text = text[width..];
            }
        }
    }
}

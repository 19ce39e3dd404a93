namespace Trainer.Features.Encoders.Tokenizers.Normalizers;

/// <summary>Puts one string for another one, or for what a pattern matches.</summary>
internal sealed class ReplaceNormalizer : Normalizer
{
    private readonly string? _literal;
    private readonly Pattern? _pattern;
    private readonly string _content;

    public ReplaceNormalizer(string literal, string content) => (_literal, _content) = (literal, content);

    public ReplaceNormalizer(Pattern pattern, string content) => (_pattern, _content) = (pattern, content);

    public override bool Keeps(ReadOnlySpan<char> text) => _literal is not null && text.IndexOf(_literal, StringComparison.Ordinal) < 0;

    public override void Apply(ReadOnlySpan<char> text, CharBuffer output)
    {
        if (_literal is { Length: 1 } && _content.Length == 1)
        {
            text.Replace(output.Reserve(text.Length), _literal[0], _content[0]);
            return;
        }

        if (_pattern is not null)
        {
            var matches = _pattern.Matches(text, new PatternStack());
            var copied = 0;
            while (matches.MoveNext())
            {
                output.Append(text[copied..matches.Start]);
                output.Append(_content);
                copied = matches.End;
            }

            output.Append(text[copied..]);
            return;
        }

        for (int at; (at = text.IndexOf(_literal, StringComparison.Ordinal)) >= 0; text = text[(at + _literal!.Length)..])
        {
            output.Append(text[..at]);
            output.Append(_content);
        }

        output.Append(text);
    }
}

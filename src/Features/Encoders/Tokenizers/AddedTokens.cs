using System.Buffers;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Finds added tokens in text: from left to right, of those that begin at one place the longest. Immutable.</summary>
internal sealed class AddedTokens
{
    private const uint Words = CodePoints.Letters | CodePoints.Marks | CodePoints.Numbers
        | (1u << (int)System.Globalization.UnicodeCategory.ConnectorPunctuation);

    private readonly Dictionary<(int Node, char Next), int> _children = [];
    private readonly List<AddedToken?> _tokens = [null];
    private readonly SearchValues<char> _first;

    /// <exception cref="ArgumentException">Two tokens have the same content, or one has none.</exception>
    public AddedTokens(IReadOnlyCollection<AddedToken> tokens)
    {
        foreach (var token in tokens)
        {
            var node = 0;
            foreach (var c in token.Content)
            {
                if (!_children.TryGetValue((node, c), out var next))
                {
                    next = _tokens.Count;
                    _tokens.Add(null);
                    _children.Add((node, c), next);
                }

                node = next;
            }

            _tokens[node] = node != 0 && _tokens[node] is null ? token : throw new ArgumentException(token.Content);
        }

        _first = SearchValues.Create([.. tokens.Select(token => token.Content[0])]);
        IsEmpty = tokens.Count == 0;
    }

    public bool IsEmpty { get; }

    /// <summary>The next token from a place on; null if there is none.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="from">Where to look from: behind the content of the last one found.</param>
    /// <param name="taken">How much of the text earlier tokens have taken.</param>
    /// <param name="start">Where what it takes begins.</param>
    /// <param name="contentEnd">Where its content ends.</param>
    /// <param name="end">Where what it takes ends.</param>
    public AddedToken? Next(ReadOnlySpan<char> text, int from, int taken, out int start, out int contentEnd, out int end)
    {
        start = contentEnd = end = text.Length;
        for (var at = from; at < text.Length; at++)
        {
            var skip = text[at..].IndexOfAny(_first);
            if (skip < 0)
            {
                return null;
            }

            at += skip;
            var token = Longest(text, at);
            if (token is null)
            {
                continue;
            }

            (start, end) = (at, at + token.Content.Length);
            contentEnd = end;
            if (token.SingleWord && (IsWordBefore(text, start) || IsWordAt(text, end)))
            {
                at = end - 1;
                continue;
            }

            while (token.LeftStrip && start > taken && CodePoints.Is(text[start - 1], CodePoints.WhiteSpace))
            {
                start--;
            }

            while (token.RightStrip && end < text.Length && CodePoints.Is(text[end], CodePoints.WhiteSpace))
            {
                end++;
            }

            return token;
        }

        return null;
    }

    private AddedToken? Longest(ReadOnlySpan<char> text, int at)
    {
        AddedToken? longest = null;
        for (var node = 0; at < text.Length && _children.TryGetValue((node, text[at]), out node); at++)
        {
            longest = _tokens[node] ?? longest;
        }

        return longest;
    }

    private static bool IsWordBefore(ReadOnlySpan<char> text, int at) =>
        at > 0 && IsWord(at > 1 && char.IsLowSurrogate(text[at - 1]) ? char.ConvertToUtf32(text[at - 2], text[at - 1]) : text[at - 1]);

    private static bool IsWordAt(ReadOnlySpan<char> text, int at) => at < text.Length && IsWord(CodePoints.At(text, at, out _));

    // \w of Rust's regular expressions: letters, marks, decimal and letter numbers, connectors and joiners.
    private static bool IsWord(int codePoint) =>
        (CodePoints.Is(codePoint, Words) && !CodePoints.Is(codePoint, 1u << (int)System.Globalization.UnicodeCategory.OtherNumber))
        || codePoint is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169)
            or (>= 0x1F170 and <= 0x1F189);
}

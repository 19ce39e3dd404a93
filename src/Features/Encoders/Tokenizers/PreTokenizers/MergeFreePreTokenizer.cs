using System.Text;

namespace Trainer.Features.Encoders.Tokenizers.PreTokenizers;

/// <summary>
/// Cuts before the mark of a space wherever no merge joins it with what stands before. Changes no ids, and makes short words of the long
/// texts that SentencePiece's byte-pair vocabularies are asked for without any pre-tokeniser.
/// </summary>
internal sealed class MergeFreePreTokenizer : IWordSink
{
    private const char Mark = '\u2581';
    private readonly HashSet<int> _joined = [Mark]; // what merges join with a mark behind it
    private readonly IWordSink _next;

    /// <param name="merged">All pieces that merges make.</param>
    /// <param name="next">What takes the words.</param>
    public MergeFreePreTokenizer(IEnumerable<string> merged, IWordSink next)
    {
        _next = next;
        foreach (var piece in merged.Where(piece => piece.Length > 1))
        {
            for (var at = piece.IndexOf(Mark, 1); at > 0; at = piece.IndexOf(Mark, at + 1))
            {
                _joined.Add(Before(piece, at));
            }
        }
    }

    public void Accept(ReadOnlySpan<char> word, bool isAtStart, TokenizerScratch scratch)
    {
        var start = 0;
        for (var at = 1; at < word.Length; at++)
        {
            var skip = word[at..].IndexOf(Mark);
            if (skip < 0)
            {
                break;
            }

            at += skip;
            if (!_joined.Contains(Before(word, at)))
            {
                _next.Accept(word[start..at], isAtStart && start == 0, scratch);
                start = at;
            }
        }

        _next.Accept(word[start..], isAtStart && start == 0, scratch);
    }

    private static int Before(ReadOnlySpan<char> text, int at)
    {
        Rune.DecodeLastFromUtf16(text[..at], out var rune, out _);
        return rune.Value;
    }
}

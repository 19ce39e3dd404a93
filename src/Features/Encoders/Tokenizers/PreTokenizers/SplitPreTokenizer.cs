namespace Trainer.Features.Encoders.Tokenizers.PreTokenizers;

/// <summary>Cuts text at the matches of a pattern.</summary>
internal sealed class SplitPreTokenizer(Pattern pattern, SplitBehavior behavior, bool invert, IWordSink next) : IWordSink
{
    public void Accept(ReadOnlySpan<char> word, bool isAtStart, TokenizerScratch scratch)
    {
        var join = new Joint(behavior, next, isAtStart);
        var matches = pattern.Matches(word, scratch.PatternStack);
        var end = 0;
        while (matches.MoveNext())
        {
            if (matches.Start > end)
            {
                join.Take(word, end, matches.Start, invert, scratch);
            }

            join.Take(word, matches.Start, matches.End, !invert, scratch);
            end = matches.End;
        }

        if (end < word.Length)
        {
            join.Take(word, end, word.Length, invert, scratch);
        }

        join.Finish(word, scratch);
    }

    // Holds one word back until it is known whether what follows belongs to it.
    private ref struct Joint(SplitBehavior behavior, IWordSink next, bool isAtStart)
    {
        private int _start;
        private int _end;
        private bool _isMatch; // whether the last stretch was one

        public void Take(ReadOnlySpan<char> text, int start, int end, bool isMatch, TokenizerScratch scratch)
        {
            if (behavior == SplitBehavior.Isolated)
            {
                next.Accept(text[start..end], isAtStart && start == 0, scratch);
                return;
            }

            if (behavior == SplitBehavior.Removed)
            {
                if (!isMatch)
                {
                    next.Accept(text[start..end], isAtStart && start == 0, scratch);
                }

                return;
            }

            var belongs = behavior switch
            {
                SplitBehavior.Contiguous => isMatch == _isMatch,
                SplitBehavior.MergedWithPrevious => isMatch && !_isMatch,
                _ => _isMatch && !isMatch,
            };
            if (!belongs)
            {
                Finish(text, scratch);
                _start = start;
            }

            _end = end;
            _isMatch = isMatch;
        }

        public readonly void Finish(ReadOnlySpan<char> text, TokenizerScratch scratch)
        {
            if (_end > _start)
            {
                next.Accept(text[_start.._end], isAtStart && _start == 0, scratch);
            }
        }
    }
}

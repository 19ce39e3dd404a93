using System.Numerics;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>
/// A regular expression over code points with the leftmost, first-alternative, backtracking meaning that Oniguruma gives to the constructs
/// which <see cref="PatternReader"/> admits. An ASCII character tells at once which alternatives may begin there. Immutable.
/// </summary>
internal sealed class Pattern
{
    private readonly PatternStep[] _steps;
    private readonly int[] _alternatives; // the first steps
    private readonly uint[] _mayBegin; // by ASCII character: a bit for each alternative

    /// <param name="steps">All alternatives, one after another.</param>
    /// <param name="alternatives">The first step of each; at most 32.</param>
    /// <param name="first">What each alternative may begin with.</param>
    public Pattern(PatternStep[] steps, int[] alternatives, IReadOnlyList<IReadOnlyList<CodePointSet>> first)
    {
        (_steps, _alternatives, _mayBegin) = (steps, alternatives, new uint[128]);
        for (var c = 0; c < 128; c++)
        {
            for (var i = 0; i < alternatives.Length; i++)
            {
                _mayBegin[c] |= first[i].Any(set => set.Contains(c)) ? 1u << i : 0;
            }
        }
    }

    /// <summary>All matches from left to right, which do not overlap.</summary>
    /// <exception cref="EncoderException">
    /// While walking: the pattern goes back so often that the text is not read in reasonable time.
    /// </exception>
    public PatternMatches Matches(ReadOnlySpan<char> text, PatternStack stack) => new(this, text, stack);

    /// <summary>A pattern of single code points.</summary>
    public static Pattern Of(CodePointSet set) => new([new(PatternStepKind.Loop, set), new(PatternStepKind.Accept)], [0], [[set]]);

    // The end of the match that begins here, or -1.
    private int MatchAt(ReadOnlySpan<char> text, int at, PatternStack stack, ref long patience)
    {
        var candidates = text[at] < 128 ? _mayBegin[text[at]] : uint.MaxValue >> (32 - _alternatives.Length);
        for (; candidates != 0; candidates &= candidates - 1)
        {
            var end = Run(_alternatives[BitOperations.TrailingZeroCount(candidates)], text, at, stack, ref patience);
            if (end >= 0)
            {
                return end;
            }
        }

        return -1;
    }

    private int Run(int step, ReadOnlySpan<char> text, int at, PatternStack stack, ref long patience)
    {
        var floor = stack.Count;
        var steps = _steps;
        while (true)
        {
            ref readonly var now = ref steps[step];
            bool goesOn;
            switch (now.Kind)
            {
                case PatternStepKind.Accept:
                    stack.Count = floor;
                    return at;
                case PatternStepKind.Jump:
                    step = now.Other;
                    continue;
                case PatternStepKind.Choose:
                    stack.Push(now.Other, at, -1);
                    step++;
                    continue;
                case PatternStepKind.LookAhead:
                case PatternStepKind.NegativeLookAhead:
                    goesOn = Run(step + 1, text, at, stack, ref patience) >= 0 == (now.Kind == PatternStepKind.LookAhead);
                    step = now.Other;
                    break;
                default:
                    var least = Take(now.Set!, text, at, now.Least);
                    goesOn = least >= 0;
                    if (goesOn)
                    {
                        at = now.Most > now.Least ? now.Set!.EndOfRun(text, least, now.Most - now.Least) : least;
                        step++;
                        if (at > least && now.Kind == PatternStepKind.Loop && steps[step].Kind != PatternStepKind.Accept)
                        {
                            stack.Push(step, at, least);
                        }
                    }

                    break;
            }

            if (goesOn)
            {
                continue;
            }

            if (stack.Count == floor)
            {
                return -1;
            }

            if (--patience < 0)
            {
                throw new EncoderException("a regular expression of the tokenizer goes back too often on this text");
            }

            ref var choice = ref stack.Top;
            step = choice.Step;
            if (choice.Least < 0)
            {
                at = choice.At;
                stack.Count--;
                continue;
            }

            at = choice.At - (char.IsLowSurrogate(text[choice.At - 1]) ? 2 : 1);
            choice.At = at;
            if (at <= choice.Least)
            {
                stack.Count--;
            }
        }
    }

    private static int Take(CodePointSet set, ReadOnlySpan<char> text, int at, int count)
    {
        for (; count > 0; count--)
        {
            if (at >= text.Length || !set.Contains(CodePoints.At(text, at, out var width)))
            {
                return -1;
            }

            at += width;
        }

        return at;
    }

    /// <summary>Walks the matches.</summary>
    internal ref struct PatternMatches
    {
        private readonly Pattern _pattern;
        private readonly ReadOnlySpan<char> _text;
        private readonly PatternStack _stack;
        private long _patience;

        internal PatternMatches(Pattern pattern, ReadOnlySpan<char> text, PatternStack stack)
        {
            _pattern = pattern;
            _text = text;
            _stack = stack;
            _patience = 10_000 + (200L * text.Length);
        }

        /// <summary>Where the match begins.</summary>
        public int Start { get; private set; }

        /// <summary>Where it ends; after it nothing has been looked at.</summary>
        public int End { get; private set; }

        public bool MoveNext()
        {
            for (var at = End; at < _text.Length; at += char.IsHighSurrogate(_text[at]) ? 2 : 1)
            {
                var end = _pattern.MatchAt(_text, at, _stack, ref _patience);
                if (end >= 0)
                {
                    (Start, End) = (at, end);
                    return true;
                }
            }

            return false;
        }
    }
}

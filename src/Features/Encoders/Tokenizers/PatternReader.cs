using System.Globalization;
using static System.Globalization.UnicodeCategory;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>
/// Reads the part of Oniguruma's syntax that pre-tokenisers use: alternatives, groups without capture and with (?i:, look-ahead, classes,
/// general categories, \s \S \d \D \w, and greedy or possessive repetition. Whatever is not known to mean exactly this is refused.
/// </summary>
internal sealed class PatternReader
{
    private const int MaxLength = 4096;
    private const int MaxDepth = 16;
    private const int MaxSteps = 4096;
    private const uint Words = CodePoints.Letters | CodePoints.Marks | (1u << (int)DecimalDigitNumber) | (1u << (int)LetterNumber)
        | (1u << (int)ConnectorPunctuation);

    private static readonly Dictionary<string, uint> _categories = Categories();
    private static readonly (int, int)[] _wordRanges = [(0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189)];
    private static readonly string[] _foldedTogether = ["ss", "ff", "fi", "fl", "st"];

    private readonly string _text;
    private int _at;

    private PatternReader(string text) => _text = text;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It has something that is not supported; the message says what and where.</exception>
    public static Pattern Read(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new FormatException("it is longer than 4096 characters");
        }

        var reader = new PatternReader(text);
        var root = reader.Alternatives(ignoresCase: false, depth: 0);
        if (reader._at < text.Length)
        {
            throw reader.Unknown("an unmatched ')'");
        }

        var alternatives = root.Children.Length > 32 ? [root] : root.Children;
        var steps = new List<PatternStep>();
        var starts = new List<int>();
        var first = new List<IReadOnlyList<CodePointSet>>();
        foreach (var alternative in alternatives)
        {
            if (alternative.MayBeEmpty)
            {
                throw new FormatException("it can match nothing at all");
            }

            starts.Add(steps.Count);
            Write(alternative, steps);
            steps.Add(new(PatternStepKind.Accept));
            var sets = new List<CodePointSet>();
            First(alternative, sets);
            first.Add(sets);
        }

        return new([.. steps], [.. starts], first);
    }

    /// <summary>A pattern of one text as it is written.</summary>
    public static Pattern Literally(string text)
    {
        var sets = text.EnumerateRunes().Select(rune => new CodePointSet(0, [(rune.Value, rune.Value)])).ToArray();
        return new([.. sets.Select(set => new PatternStep(PatternStepKind.Loop, set)), new(PatternStepKind.Accept)], [0], [[sets[0]]]);
    }

    private Node Alternatives(bool ignoresCase, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Unknown($"more than {MaxDepth} groups in each other");
        }

        var alternatives = new List<Node>();
        do
        {
            if (alternatives.Count > 0)
            {
                _at++;
            }

            var items = new List<Node>();
            var literal = "";
            while (_at < _text.Length && _text[_at] is not ('|' or ')'))
            {
                var from = _at;
                items.Add(Repeated(ignoresCase, depth));
                literal = ignoresCase && char.IsAsciiLetter(_text[from]) ? literal + char.ToLowerInvariant(_text[from]) : literal + '.';
            }

            // Such pairs are also one code point when case is ignored, as in the ligature of f and i.
            if (_foldedTogether.FirstOrDefault(pair => literal.Contains(pair, StringComparison.Ordinal)) is { } folded)
            {
                throw new FormatException($"'{folded}' without regard to case is not supported");
            }

            alternatives.Add(new(Form.Sequence) { Children = [.. items] });
        }
        while (_at < _text.Length && _text[_at] == '|');

        return new(Form.Alternatives) { Children = [.. alternatives] };
    }

    private Node Repeated(bool ignoresCase, int depth)
    {
        var item = Item(ignoresCase, depth);
        if (_at >= _text.Length)
        {
            return item;
        }

        var (least, most) = (1, 1);
        switch (_text[_at])
        {
            case '?':
                (least, most) = (0, 1);
                _at++;
                break;
            case '*':
                (least, most) = (0, int.MaxValue);
                _at++;
                break;
            case '+':
                (least, most) = (1, int.MaxValue);
                _at++;
                break;
            case '{':
                (least, most) = Counts();
                if (_at < _text.Length && _text[_at] is '+' or '?')
                {
                    throw Unknown("a sign behind a repetition in braces");
                }

                break;
            default:
                return item;
        }

        var isPossessive = _at < _text.Length && _text[_at] == '+';
        _at += isPossessive ? 1 : 0;
        if (_at < _text.Length && _text[_at] is '?' or '*' or '+' or '{')
        {
            throw Unknown("a lazy or repeated repetition");
        }

        if (item.Form == Form.Set)
        {
            return item with { Least = least, Most = most, IsPossessive = isPossessive };
        }

        if (isPossessive || item.MayBeEmpty || item.Form is Form.LookAhead or Form.NegativeLookAhead || (most is not (1 or int.MaxValue)))
        {
            throw Unknown("this repetition of a group");
        }

        return new(Form.Repeat) { Children = [item], Least = least, Most = most };
    }

    private (int Least, int Most) Counts()
    {
        var end = _text.IndexOf('}', _at);
        var parts = end < 0 ? [] : _text[(_at + 1)..end].Split(',');
        if (parts.Length is not (1 or 2)
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least) || least > 1000)
        {
            throw Unknown("this use of '{'");
        }

        var most = least;
        if (parts.Length == 2)
        {
            most = parts[1].Length == 0 ? int.MaxValue
                : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= 1000
                ? value : throw Unknown("this use of '{'");
        }

        if (most == 0)
        {
            throw Unknown("a repetition of nothing");
        }

        _at = end + 1;
        return (least, most);
    }

    private Node Item(bool ignoresCase, int depth)
    {
        var c = _text[_at];
        switch (c)
        {
            case '(':
                return Group(ignoresCase, depth);
            case '[':
                return new(Form.Set) { Set = Class(ignoresCase) };
            case '\\':
                return new(Form.Set) { Set = Escape(ignoresCase) };
            case '.':
                _at++;
                return new(Form.Set) { Set = new(0, [('\n', '\n')], isNegated: true) };
            case '^' or '$' or '*' or '+' or '?' or '{' or '}' or ']':
                throw Unknown($"'{c}' here");
            default:
                return new(Form.Set) { Set = Literal(NextCodePoint(), ignoresCase) };
        }
    }

    private Node Group(bool ignoresCase, int depth)
    {
        var form = Form.Alternatives;
        if (Starts("(?:"))
        {
            _at += 3;
        }
        else if (Starts("(?i:"))
        {
            _at += 4;
            ignoresCase = true;
        }
        else if (Starts("(?=") || Starts("(?!"))
        {
            form = Starts("(?=") ? Form.LookAhead : Form.NegativeLookAhead;
            _at += 3;
        }
        else if (Starts("(?"))
        {
            throw Unknown("this kind of group");
        }
        else
        {
            _at++; // what it captures is not asked for
        }

        var inner = Alternatives(ignoresCase, depth + 1);
        if (_at >= _text.Length)
        {
            throw Unknown("a group without ')'");
        }

        _at++;
        return form == Form.Alternatives ? inner : new(form) { Children = [inner] };
    }

    private CodePointSet Class(bool ignoresCase)
    {
        _at++;
        var isNegated = _at < _text.Length && _text[_at] == '^';
        _at += isNegated ? 1 : 0;
        var categories = 0u;
        var ranges = new List<(int, int)>();
        var isFirst = true;
        for (; _at < _text.Length && _text[_at] != ']'; isFirst = false)
        {
            if (_text[_at] == '[' || Starts("&&") || (_text[_at] == '-' && !isFirst && !Starts("-]")))
            {
                throw Unknown($"'{_text[_at]}' in a class");
            }

            if (_text[_at] == '\\' && Shorthand() is { } shorthand)
            {
                categories |= shorthand.Categories;
                ranges.AddRange(shorthand.Ranges);
                continue;
            }

            var from = ClassCodePoint();
            var to = from;
            if (_at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']')
            {
                _at++;
                to = ClassCodePoint();
            }

            if (to < from)
            {
                throw Unknown("a range that runs backwards");
            }

            ranges.Add((from, to));
        }

        if (_at >= _text.Length || isFirst)
        {
            throw Unknown("a class without ']' or without content");
        }

        _at++;
        if (ignoresCase)
        {
            if (isNegated || categories != 0 || ranges.Any(range => range.Item1 != range.Item2))
            {
                throw Unknown("such a class without regard to case");
            }

            ranges = [.. ranges.SelectMany(range => Folded(range.Item1))];
        }

        return new(categories, [.. ranges], isNegated);
    }

    private int ClassCodePoint()
    {
        if (_at < _text.Length && _text[_at] == '\\')
        {
            return EscapedCodePoint() ?? throw Unknown("this escape as an end of a range");
        }

        return _at < _text.Length ? NextCodePoint() : throw Unknown("a class without ']'");
    }

    private CodePointSet Escape(bool ignoresCase)
    {
        if (Shorthand() is { } shorthand)
        {
            if (ignoresCase && (shorthand.Categories & CodePoints.Letters) is not (0 or CodePoints.Letters))
            {
                throw Unknown("a kind of letters without regard to case");
            }

            return new(shorthand.Categories, shorthand.Ranges);
        }

        return Literal(EscapedCodePoint() ?? throw Unknown("this escape"), ignoresCase);
    }

    // \s, \p{..} and their kin; null, and nothing read, if something else stands here.
    private (uint Categories, (int, int)[] Ranges)? Shorthand()
    {
        var c = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        (uint, (int, int)[])? known = c switch
        {
            's' => (CodePoints.WhiteSpace, []),
            'S' => (~CodePoints.WhiteSpace, []),
            'd' => (1u << (int)DecimalDigitNumber, []),
            'D' => (~(1u << (int)DecimalDigitNumber), []),
            'w' => (Words, _wordRanges),
            _ => null,
        };
        if (known is not null)
        {
            _at += 2;
            return known;
        }

        if (c is not ('p' or 'P'))
        {
            return null;
        }

        var end = _text.IndexOf('}', _at);
        if (end < 0 || _text[_at + 2] != '{')
        {
            throw Unknown("this escape");
        }

        var name = _text[(_at + 3)..end];
        var isNegated = c == 'P' ^ name.StartsWith('^');
        if (!_categories.TryGetValue(name.TrimStart('^'), out var mask))
        {
            throw Unknown($"the property '{name}' (known are general categories)");
        }

        _at = end + 1;
        return (isNegated ? ~mask : mask, []);
    }

    private int? EscapedCodePoint()
    {
        var c = _at + 1 < _text.Length ? _text[_at + 1] : 'Z';
        int? known = c switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            _ => char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) ? c : null,
        };
        _at += known is null ? 0 : 2;
        return known;
    }

    private CodePointSet Literal(int codePoint, bool ignoresCase) =>
        new(0, ignoresCase ? Folded(codePoint) : [(codePoint, codePoint)]);

    private (int, int)[] Folded(int codePoint)
    {
        if (codePoint > 127)
        {
            throw Unknown("a character outside of ASCII without regard to case");
        }

        var c = (char)codePoint;
        (int, int)[] both = [(char.ToLowerInvariant(c), char.ToLowerInvariant(c)), (char.ToUpperInvariant(c), char.ToUpperInvariant(c))];
        return char.ToLowerInvariant(c) switch
        {
            's' => [.. both, (0x17F, 0x17F)], // long s
            'k' => [.. both, (0x212A, 0x212A)], // Kelvin
            _ => both,
        };
    }

    private int NextCodePoint()
    {
        if (char.IsSurrogate(_text[_at]) && !char.IsSurrogatePair(_text, _at))
        {
            throw Unknown("half a surrogate pair");
        }

        var codePoint = char.ConvertToUtf32(_text, _at);
        _at += codePoint > 0xFFFF ? 2 : 1;
        return codePoint;
    }

    private bool Starts(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private FormatException Unknown(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{what} is not supported (character {_at + 1})"));

    private static void Write(Node node, List<PatternStep> steps)
    {
        if (steps.Count > MaxSteps)
        {
            throw new FormatException("it is too long");
        }

        switch (node.Form)
        {
            case Form.Set:
                steps.Add(new(node.IsPossessive ? PatternStepKind.PossessiveLoop : PatternStepKind.Loop, node.Set, node.Least, node.Most));
                break;
            case Form.Sequence:
                foreach (var child in node.Children)
                {
                    Write(child, steps);
                }

                break;
            case Form.Alternatives:
                var jumps = new List<int>();
                for (var i = 0; i < node.Children.Length; i++)
                {
                    var choice = steps.Count;
                    var isLast = i == node.Children.Length - 1;
                    if (!isLast)
                    {
                        steps.Add(default);
                    }

                    Write(node.Children[i], steps);
                    if (!isLast)
                    {
                        jumps.Add(steps.Count);
                        steps.Add(default);
                        steps[choice] = new(PatternStepKind.Choose, Other: steps.Count);
                    }
                }

                foreach (var jump in jumps)
                {
                    steps[jump] = new(PatternStepKind.Jump, Other: steps.Count);
                }

                break;
            case Form.Repeat:
                if (node.Least == 1)
                {
                    Write(node.Children[0], steps);
                    if (node.Most == 1)
                    {
                        break;
                    }
                }

                var loop = steps.Count;
                steps.Add(default);
                Write(node.Children[0], steps);
                if (node.Most > 1)
                {
                    steps.Add(new(PatternStepKind.Jump, Other: loop));
                }

                steps[loop] = new(PatternStepKind.Choose, Other: steps.Count);
                break;
            default:
                var look = steps.Count;
                steps.Add(default);
                Write(node.Children[0], steps);
                steps.Add(new(PatternStepKind.Accept));
                var kind = node.Form == Form.LookAhead ? PatternStepKind.LookAhead : PatternStepKind.NegativeLookAhead;
                steps[look] = new(kind, Other: steps.Count);
                break;
        }
    }

    // Adds what a node may begin with; true if what follows it may come first too.
    private static bool First(Node node, List<CodePointSet> sets)
    {
        switch (node.Form)
        {
            case Form.Set:
                sets.Add(node.Set!);
                return node.Least == 0;
            case Form.Sequence:
                return node.Children.All(child => First(child, sets));
            case Form.Alternatives:
                return node.Children.Count(child => First(child, sets)) > 0;
            case Form.Repeat:
                return First(node.Children[0], sets) || node.Least == 0;
            default:
                return true; // a look takes nothing
        }
    }

    private static Dictionary<string, uint> Categories()
    {
        var names = new Dictionary<string, uint>(StringComparer.Ordinal)
        {
            ["L"] = CodePoints.Letters, ["M"] = CodePoints.Marks, ["N"] = CodePoints.Numbers, ["Z"] = CodePoints.Separators,
            ["P"] = CodePoints.Punctuation, ["S"] = CodePoints.Symbols, ["Cc"] = CodePoints.Controls,
        };
        (string, UnicodeCategory)[] single =
        [
            ("Lu", UppercaseLetter), ("Ll", LowercaseLetter), ("Lt", TitlecaseLetter), ("Lm", ModifierLetter), ("Lo", OtherLetter),
            ("Mn", NonSpacingMark), ("Mc", SpacingCombiningMark), ("Me", EnclosingMark), ("Nd", DecimalDigitNumber), ("Nl", LetterNumber),
            ("No", OtherNumber), ("Zs", SpaceSeparator), ("Zl", LineSeparator), ("Zp", ParagraphSeparator), ("Pc", ConnectorPunctuation),
            ("Pd", DashPunctuation), ("Ps", OpenPunctuation), ("Pe", ClosePunctuation), ("Pi", InitialQuotePunctuation),
            ("Pf", FinalQuotePunctuation), ("Po", OtherPunctuation), ("Sm", MathSymbol), ("Sc", CurrencySymbol), ("Sk", ModifierSymbol),
            ("So", OtherSymbol),
        ];
        foreach (var (name, category) in single)
        {
            names.Add(name, 1u << (int)category);
        }

        return names;
    }

    private enum Form
    {
        Set,
        Sequence,
        Alternatives,
        Repeat,
        LookAhead,
        NegativeLookAhead,
    }

    private sealed record Node(Form Form)
    {
        public Node[] Children { get; init; } = [];

        public CodePointSet? Set { get; init; }

        public int Least { get; init; } = 1;

        public int Most { get; init; } = 1;

        public bool IsPossessive { get; init; }

        public bool MayBeEmpty => Form switch
        {
            Form.Set or Form.Repeat => Least == 0 || (Form == Form.Repeat && Children[0].MayBeEmpty),
            Form.Sequence => Children.All(child => child.MayBeEmpty),
            Form.Alternatives => Children.Any(child => child.MayBeEmpty),
            _ => true,
        };
    }
}

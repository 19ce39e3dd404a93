using Trainer.Features.Encoders.Tokenizers.PreTokenizers;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Reads <c>pre_tokenizer</c> into a chain that ends at the model.</summary>
internal static class PreTokenizerReader
{
    // \w+|[^\w\s]+ in Rust's sense, where the two joiners of no width are word characters too.
    private const string Words = "[\\w\u200C\u200D]+|[^\\w\\s\u200C\u200D]+";

    private static readonly CodePointSet _white = new(CodePoints.WhiteSpace, []);
    private static readonly CodePointSet _punctuation = new(CodePoints.Punctuation, [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]);
    private static readonly CodePointSet _numbers = new(CodePoints.Numbers, []);

    /// <summary>Builds the chain.</summary>
    /// <param name="part">The pre-tokeniser, if there is one.</param>
    /// <param name="end">What takes the words.</param>
    /// <param name="stages">How many buffers the chain takes.</param>
    /// <param name="asksForStart">Whether one of the chain treats the beginning of the text otherwise.</param>
    public static IWordSink Read(JsonPart? part, IWordSink end, out int stages, out bool asksForStart)
    {
        stages = 0;
        asksForStart = false;
        var parts = new List<JsonPart>();
        if (part is not null)
        {
            Flatten(part.Value, parts);
        }

        var sink = end;
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            sink = One(parts[i], sink, ref stages, ref asksForStart);
        }

        return sink;
    }

    /// <summary>The text of a pattern of the form <c>{"String": …}</c>; null for the other form, <c>{"Regex": …}</c>.</summary>
    public static string? Literal(JsonPart pattern)
    {
        pattern.Only("String", "Regex");
        if (pattern.Optional("String") is not { } part)
        {
            return null;
        }

        var text = part.Text();
        return text.Length > 0 ? text : throw part.Fault("is empty");
    }

    /// <summary>The expression of a pattern of the form <c>{"Regex": …}</c>.</summary>
    public static Pattern Expression(JsonPart pattern)
    {
        var part = pattern.Required("Regex");
        try
        {
            return PatternReader.Read(part.Text(int.MaxValue));
        }
        catch (FormatException fault)
        {
            throw part.Fault($"is not a regular expression of the supported kind: {fault.Message}", fault);
        }
    }

    private static void Flatten(JsonPart part, List<JsonPart> parts)
    {
        if (part.Required("type").Text() != "Sequence")
        {
            parts.Add(part);
            if (parts.Count > TokenizerReader.MaxComponents)
            {
                throw part.Fault("is one pre-tokenizer too many; at most 64 are allowed");
            }

            return;
        }

        part.Only("type", "pretokenizers");
        foreach (var item in part.Required("pretokenizers").Items())
        {
            Flatten(item, parts);
        }
    }

    private static IWordSink One(JsonPart part, IWordSink next, ref int stages, ref bool asksForStart)
    {
        var type = part.Required("type").Text();
        switch (type)
        {
            case "ByteLevel":
                part.Only("type", "add_prefix_space", "trim_offsets", "use_regex");
                stages += ByteLevelPreTokenizer.Stages;
                return new ByteLevelPreTokenizer(
                    part.Required("add_prefix_space").Flag(),
                    part.Optional("use_regex")?.Flag() ?? true,
                    stages - ByteLevelPreTokenizer.Stages,
                    next);
            case "Metaspace":
                return Metaspace(part, next, stages++, ref asksForStart);
            case "Split":
                part.Only("type", "pattern", "behavior", "invert");
                var behavior = part.Required("behavior").Name<SplitBehavior>();
                var invert = part.Optional("invert")?.Flag() ?? false;
                var pattern = part.Required("pattern");
                return new SplitPreTokenizer(
                    Literal(pattern) is { } literal ? PatternReader.Literally(literal) : Expression(pattern), behavior, invert, next);
            case "Punctuation":
                part.Only("type", "behavior");
                var around = part.Optional("behavior")?.Name<SplitBehavior>() ?? SplitBehavior.Isolated;
                return new SplitPreTokenizer(Pattern.Of(_punctuation), around, invert: false, next);
            case "Digits":
                part.Only("type", "individual_digits");
                var apart = part.Required("individual_digits").Flag() ? SplitBehavior.Isolated : SplitBehavior.Contiguous;
                return new SplitPreTokenizer(Pattern.Of(_numbers), apart, invert: false, next);
            case "CharDelimiterSplit":
                part.Only("type", "delimiter");
                var delimiter = Single(part.Required("delimiter"));
                return new SplitPreTokenizer(
                    Pattern.Of(new(0, [(delimiter, delimiter)])), SplitBehavior.Removed, invert: false, next);
            default:
                part.Only("type");
                var marks = new SplitPreTokenizer(Pattern.Of(_punctuation), SplitBehavior.Isolated, invert: false, next);
                return type switch
                {
                    "BertPreTokenizer" => new SplitPreTokenizer(Pattern.Of(_white), SplitBehavior.Removed, invert: false, marks),
                    "WhitespaceSplit" => new SplitPreTokenizer(Pattern.Of(_white), SplitBehavior.Removed, invert: false, next),
                    "Whitespace" => new SplitPreTokenizer(PatternReader.Read(Words), SplitBehavior.Removed, invert: true, next),
                    _ => throw SupportedComponents.Unknown(part, type, SupportedComponents.PreTokenizers),
                };
        }
    }

    private static MetaspacePreTokenizer Metaspace(JsonPart part, IWordSink next, int stage, ref bool asksForStart)
    {
        part.Only("type", "replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep");
        var mark = Single(part.Required("replacement"));
        if (mark > char.MaxValue || mark == ' ')
        {
            throw part.Required("replacement").Fault("is a space or outside of the basic plane, which is not supported");
        }

        if (part.Optional("str_rep") is { } text && text.Text() != ((char)mark).ToString())
        {
            throw text.Fault("is not the same as replacement");
        }

        PrependScheme? declared = part.Optional("prepend_scheme") is not { } scheme ? null : scheme.Text() switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            var other => throw scheme.Fault($"is {JsonPart.Excerpt(other)}; known are always, first, never"),
        };
        var adds = part.Optional("add_prefix_space")?.Flag();
        if (adds == false && declared is not (null or PrependScheme.Never))
        {
            throw part.Fault("has an add_prefix_space and a prepend_scheme that contradict each other");
        }

        var chosen = declared ?? (adds == false ? PrependScheme.Never : PrependScheme.Always);
        asksForStart |= chosen == PrependScheme.First;
        return new((char)mark, chosen, part.Optional("split")?.Flag() ?? true, stage, next);
    }

    private static int Single(JsonPart part)
    {
        var text = part.Text();
        return text.Length == 1 || (text.Length == 2 && char.IsSurrogatePair(text, 0))
            ? char.ConvertToUtf32(text, 0) : throw part.Fault("is not one character");
    }
}

using System.Globalization;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Reads <c>post_processor</c>: what stands before and behind a text's ids.</summary>
internal static class PostProcessorReader
{
    private const int MaxIds = 64;

    public static (int[] Prefix, int[] Suffix) Read(JsonPart? part)
    {
        if (part is not { } processor)
        {
            return ([], []);
        }

        var type = processor.Required("type").Text();
        switch (type)
        {
            case "ByteLevel":
                processor.Only("type", "add_prefix_space", "trim_offsets", "use_regex");
                return ([], []);
            case "BertProcessing":
                processor.Only("type", "sep", "cls");
                return ([Second(processor.Required("cls"))], [Second(processor.Required("sep"))]);
            case "RobertaProcessing":
                processor.Only("type", "sep", "cls", "trim_offsets", "add_prefix_space");
                return ([Second(processor.Required("cls"))], [Second(processor.Required("sep"))]);
            case "TemplateProcessing":
                return Template(processor);
            case "Sequence":
                processor.Only("type", "processors");
                var (prefix, suffix) = (Array.Empty<int>(), Array.Empty<int>());
                foreach (var item in processor.Required("processors").Items())
                {
                    var (before, behind) = Read(item);
                    (prefix, suffix) = ([.. before, .. prefix], [.. suffix, .. behind]);
                    if (prefix.Length + suffix.Length > MaxIds)
                    {
                        throw processor.Fault(string.Create(CultureInfo.InvariantCulture, $"adds more than {MaxIds} ids"));
                    }
                }

                return (prefix, suffix);
            default:
                throw SupportedComponents.Unknown(processor, type, SupportedComponents.PostProcessors);
        }
    }

    private static (int[] Prefix, int[] Suffix) Template(JsonPart part)
    {
        part.Only("type", "single", "pair", "special_tokens");
        var (prefix, suffix) = (new List<int>(), new List<int>());
        var hasText = false;
        foreach (var item in part.Required("single").Items())
        {
            item.Only("SpecialToken", "Sequence");
            var special = item.Optional("SpecialToken");
            var piece = special ?? item.Required("Sequence");
            piece.Only("id", "type_id");
            if (piece.Required("type_id").Number(int.MaxValue) != 0)
            {
                throw piece.Fault("has a type_id other than 0, which is not supported");
            }

            var id = piece.Required("id").Text();
            if (special is null)
            {
                if (hasText || id != "A")
                {
                    throw piece.Fault("is not the only Sequence, A");
                }

                hasText = true;
                continue;
            }

            var known = part.Required("special_tokens").Required(id);
            known.Only("id", "ids", "tokens");
            foreach (var value in known.Required("ids").Items().Take(MaxIds + 1))
            {
                (hasText ? suffix : prefix).Add(value.Number(ModelReader.MaxId));
            }

            if (prefix.Count + suffix.Count > MaxIds)
            {
                throw part.Fault(string.Create(CultureInfo.InvariantCulture, $"adds more than {MaxIds} ids"));
            }
        }

        return hasText ? ([.. prefix], [.. suffix]) : throw part.Required("single").Fault("has no Sequence A");
    }

    private static int Second(JsonPart pair)
    {
        var items = pair.Items().Take(3).ToArray();
        return items.Length == 2 ? items[1].Number(ModelReader.MaxId) : throw pair.Fault("is not a pair of a token and its id");
    }
}

using System.Text;
using Trainer.Features.Encoders.Tokenizers.Normalizers;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Reads <c>normalizer</c>.</summary>
internal static class NormalizerReader
{
    private const int MaxMap = 16 << 20;

    /// <summary>All normalisers in their order, sequences laid flat.</summary>
    public static IReadOnlyList<Normalizer> Read(JsonPart? part)
    {
        var normalizers = new List<Normalizer>();
        if (part is not null)
        {
            Add(part.Value, normalizers);
        }

        return normalizers;
    }

    private static void Add(JsonPart part, List<Normalizer> normalizers)
    {
        var type = part.Required("type").Text();
        if (type == "Sequence")
        {
            part.Only("type", "normalizers");
            foreach (var item in part.Required("normalizers").Items())
            {
                Add(item, normalizers);
            }

            return;
        }

        normalizers.Add(One(part, type));
        if (normalizers.Count > TokenizerReader.MaxComponents)
        {
            throw part.Fault("is one normalizer too many; at most 64 are allowed");
        }
    }

    private static Normalizer One(JsonPart part, string type)
    {
        switch (type)
        {
            case "BertNormalizer":
                part.Only("type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
                var lowercase = part.Required("lowercase").Flag();
                return new BertNormalizer(
                    part.Required("clean_text").Flag(),
                    part.Required("handle_chinese_chars").Flag(),
                    part.Optional("strip_accents")?.Flag() ?? lowercase,
                    lowercase);
            case "Strip":
                part.Only("type", "strip_left", "strip_right");
                return new StripNormalizer(part.Required("strip_left").Flag(), part.Required("strip_right").Flag());
            case "Replace":
                return Replace(part);
            case "Prepend":
                part.Only("type", "prepend");
                return new PrependNormalizer(part.Required("prepend").Text());
            case "Precompiled":
                return Precompiled(part);
            default:
                part.Only("type");
                return type switch
                {
                    "NFC" => new FormNormalizer(NormalizationForm.FormC),
                    "NFD" => new FormNormalizer(NormalizationForm.FormD),
                    "NFKC" => new FormNormalizer(NormalizationForm.FormKC),
                    "NFKD" => new FormNormalizer(NormalizationForm.FormKD),
                    "Lowercase" => new LowercaseNormalizer(),
                    "StripAccents" => FilterNormalizer.StripAccents(),
                    "Nmt" => FilterNormalizer.Nmt(),
                    "ByteLevel" => new ByteLevelNormalizer(),
                    _ => throw SupportedComponents.Unknown(part, type, SupportedComponents.Normalizers),
                };
        }
    }

    private static ReplaceNormalizer Replace(JsonPart part)
    {
        part.Only("type", "pattern", "content");
        var content = part.Required("content").Text();
        return PreTokenizerReader.Literal(part.Required("pattern")) is { } literal
            ? new(literal, content)
            : new(PreTokenizerReader.Expression(part.Required("pattern")), content);
    }

    private static PrecompiledNormalizer Precompiled(JsonPart part)
    {
        part.Only("type", "precompiled_charsmap");
        var map = part.Required("precompiled_charsmap");
        try
        {
            return new(Convert.FromBase64String(map.Text(MaxMap)));
        }
        catch (FormatException fault)
        {
            throw map.Fault($"is not a compiled map: {fault.Message}", fault);
        }
    }
}

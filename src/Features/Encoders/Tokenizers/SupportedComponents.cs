namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>The types of a tokenizer's parts that can be read, by their names in the file.</summary>
internal static class SupportedComponents
{
    public static readonly string[] Models = ["BPE", "Unigram", "WordPiece"];

    public static readonly string[] Normalizers =
    [
        "BertNormalizer", "ByteLevel", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Nmt", "Precompiled", "Prepend", "Replace", "Sequence",
        "Strip", "StripAccents",
    ];

    public static readonly string[] PreTokenizers =
    [
        "BertPreTokenizer", "ByteLevel", "CharDelimiterSplit", "Digits", "Metaspace", "Punctuation", "Sequence", "Split", "Whitespace",
        "WhitespaceSplit",
    ];

    public static readonly string[] PostProcessors = ["BertProcessing", "ByteLevel", "RobertaProcessing", "Sequence", "TemplateProcessing"];

    /// <summary>The refusal of a type that is not in a list.</summary>
    public static EncoderException Unknown(JsonPart part, string type, string[] known) =>
        part.Fault($"is of type {JsonPart.Excerpt(type)}; known are {string.Join(", ", known)}");
}

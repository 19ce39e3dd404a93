using Trainer.Features.Encoders.UniversalSentenceEncoder;

namespace Trainer.Features.Encoders;

/// <summary>Tokenizers by what their file holds.</summary>
public static class EncoderTokenizer
{
    /// <summary>Reads the default encoder's vocabulary, a JSON list, or a Hugging Face tokenizer, a JSON object.</summary>
    /// <exception cref="EncoderException">The file is neither; the message says which part is not.</exception>
    public static ITokenizer Parse(byte[] file) => file.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("["u8)
        ? new UseLiteTokenizer(file)
        : TokenizerFile.Parse(file, "tokenizer.json");
}
